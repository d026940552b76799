/* SPDX-License-Identifier: Apache-2.0 */
#include "pairs__portable.h"

#define TYPE f64
#define FAMILY portable
#include "jacobian_transpose_times_f64.inc"
