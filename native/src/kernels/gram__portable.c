/* SPDX-License-Identifier: Apache-2.0 */
#include "block_lanes__portable.h"

#define FAMILY portable
#include "gram.inc"
