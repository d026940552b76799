/*
 * Products with J in fp64, with AVX2 and FMA.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels.h"

#include <immintrin.h>
#include <math.h>
#include <string.h>

#define NAME(operation) operation##_f64__avx2
#define MADD(a, b, c) fma(a, b, c)
#define MADD_PAIR(a, b, c) _mm_fmadd_pd(a, b, c)
#include "jacobian_f64.inc"
