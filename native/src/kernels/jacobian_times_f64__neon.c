/* SPDX-License-Identifier: Apache-2.0 */
#include "pairs__neon.h"

#define TYPE f64
#define FAMILY neon
#include "jacobian_times_f64.inc"
