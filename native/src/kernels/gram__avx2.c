/* SPDX-License-Identifier: Apache-2.0 */
#include "block_lanes__avx2.h"

#define FAMILY avx2
#include "gram.inc"
