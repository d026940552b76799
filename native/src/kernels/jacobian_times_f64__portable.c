/* SPDX-License-Identifier: Apache-2.0 */
#define TYPE f64
#define FAMILY portable
#define MADD(a, b, c) ((a) * (b) + (c))
#define MADD_PAIR(a, b, c) ((a) * (b) + (c))
#include "jacobian_times_f64.inc"
