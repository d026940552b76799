/* SPDX-License-Identifier: Apache-2.0 */
#include "block_lanes__avx512.h"

#define TYPE f32
#define FAMILY avx512
#include "elimination_times.inc"
