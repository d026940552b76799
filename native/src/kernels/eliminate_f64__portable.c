/* SPDX-License-Identifier: Apache-2.0 */
#include "block_lanes__portable.h"

#define TYPE f64
#define FAMILY portable
#include "eliminate.inc"
