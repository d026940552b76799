/* SPDX-License-Identifier: Apache-2.0 */
#include <arm_neon.h>

#define TYPE f64
#define FAMILY neon
#define MADD(a, b, c) fma(a, b, c)
#define MADD_PAIR(a, b, c) vfmaq_f64(c, a, b)
#include "jacobian_times_f64.inc"
