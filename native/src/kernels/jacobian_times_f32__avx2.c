/* SPDX-License-Identifier: Apache-2.0 */
#include "panels__avx2.h"

#include "octet_lanes__avx2.h"

#define TYPE f32
#define FAMILY avx2
#include "jacobian_times.inc"
