/* SPDX-License-Identifier: Apache-2.0 */
#include "block_lanes__avx2.h"

#define TYPE b16
#define FAMILY avx2
#include "ic_round.inc"
