/* SPDX-License-Identifier: Apache-2.0 */
#include <immintrin.h>

#define TYPE f64
#define FAMILY avx2
#define MADD(a, b, c) fma(a, b, c)
#define MADD_PAIR(a, b, c) _mm_fmadd_pd(a, b, c)
#include "jacobian_times_f64.inc"
