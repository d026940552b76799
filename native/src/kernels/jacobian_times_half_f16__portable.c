/* SPDX-License-Identifier: Apache-2.0 */
#include "panels__portable.h"

#define TYPE f16
#define FAMILY portable
#include "jacobian_times_half.inc"
