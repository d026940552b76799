/* SPDX-License-Identifier: Apache-2.0 */
#include "block_lanes__avx512.h"

#include "octet_lanes__avx512.h"
#include "panels__avx2.h"

#define TYPE f32
#define FAMILY avx512
#include "jacobian_times.inc"
