/*
 * Pairs of doubles beside the vectors of block_lanes, for products with J in the caller's layout: AVX2, FMA.
 *
 * Every family defines the same type and operations.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_PAIRS_H
#define MEZZO_PAIRS_H

#include "block_lanes__avx2.h"

typedef __m128d pair;

static inline pair pair_zero(void) {
  return _mm_setzero_pd();
}
static inline pair pair_splat(double s) {
  return _mm_set1_pd(s);
}
static inline pair pair_load(const double *p) {
  return _mm_loadu_pd(p);
}
/* p[0] 0 */
static inline pair pair_load_one(const double *p) {
  return _mm_load_sd(p);
}
static inline void pair_store(double *p, pair a) {
  _mm_storeu_pd(p, a);
}
static inline void pair_store_one(double *p, pair a) {
  _mm_store_sd(p, a);
}
static inline pair pair_add(pair a, pair b) {
  return _mm_add_pd(a, b);
}
static inline pair pair_mul(pair a, pair b) {
  return _mm_mul_pd(a, b);
}
/* c + a b */
static inline pair pair_fma(pair c, pair a, pair b) {
  return _mm_fmadd_pd(a, b, c);
}
/* a0+a1 b0+b1 */
static inline pair pair_fold(pair a, pair b) {
  return _mm_hadd_pd(a, b);
}
/* The first two lanes */
static inline pair pair_low(v_f64 a) {
  return _mm256_castpd256_pd128(a);
}
/* Two lanes with the same sum as all */
static inline pair pair_of(v_f64 a) {
  return _mm_add_pd(_mm256_castpd256_pd128(a), _mm256_extractf128_pd(a, 1));
}

#endif
