/* SPDX-License-Identifier: Apache-2.0 */
#include "block_lanes__avx2.h"

#define TYPE bf16
#define FAMILY avx2
#include "elimination_times.inc"
