/* SPDX-License-Identifier: Apache-2.0 */
#include "block_lanes__neon.h"

#define TYPE b16
#define FAMILY neon
#include "ic_solve.inc"
