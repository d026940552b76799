/* SPDX-License-Identifier: Apache-2.0 */
#include "block_lanes__neon.h"

#define TYPE f32
#define FAMILY neon
#include "elimination_times.inc"
