/* SPDX-License-Identifier: Apache-2.0 */
#include "panels__neon.h"

#define TYPE f16
#define FAMILY neon
#include "jacobian_times_half.inc"
