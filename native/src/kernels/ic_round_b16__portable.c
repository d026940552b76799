/* SPDX-License-Identifier: Apache-2.0 */
#include "block_lanes__portable.h"

#define TYPE b16
#define FAMILY portable
#include "ic_round.inc"
