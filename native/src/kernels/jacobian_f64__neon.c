/*
 * Products with J in fp64, with the vectors of ARMv8-A.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels.h"

#include <arm_neon.h>
#include <math.h>
#include <string.h>

#define NAME(operation) operation##_f64__neon
#define MADD(a, b, c) fma(a, b, c)
#define MADD_PAIR(a, b, c) vfmaq_f64(c, a, b)
#include "jacobian_f64.inc"
