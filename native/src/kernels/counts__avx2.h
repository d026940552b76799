/*
 * Scaling for conversion, and counting of what it does to its numbers, a group at a time with AVX2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_COUNTS_H
#define MEZZO_COUNTS_H

#include "doubles__avx2.h"
#include "limits.h"

typedef struct counts {
  const limits *l;
  __m256d scale, usual_from, usual_to, largest;
} counts;

static inline counts counts_begin(const limits *l) {
  return (counts){.l = l,
                  .scale = _mm256_set1_pd(l->scale),
                  .usual_from = _mm256_set1_pd(l->usual_from),
                  .usual_to = _mm256_set1_pd(l->usual_to),
                  .largest = _mm256_setzero_pd()};
}

static inline __m256d magnitude_of(__m256d v) {
  return _mm256_andnot_pd(_mm256_set1_pd(-0.0), v);
}

static inline double max_of(__m256d v) {
  __m128d pairs = _mm_max_pd(_mm256_castpd256_pd128(v), _mm256_extractf128_pd(v, 1));
  return _mm_cvtsd_f64(_mm_max_sd(pairs, _mm_unpackhi_pd(pairs, pairs)));
}

/* Comparisons yield -1 where they hold: subtracting counts. */
static inline void count(__m256i *counted, __m256d holds) {
  *counted = _mm256_sub_epi64(*counted, _mm256_castpd_si256(holds));
}
static inline int64_t total(__m256i counted) {
  __m128i pairs = _mm_add_epi64(_mm256_castsi256_si128(counted), _mm256_extracti128_si256(counted, 1));
  return _mm_cvtsi128_si64(pairs) + _mm_extract_epi64(pairs, 1);
}

/* A group in which something may have to be counted. */
static __attribute__((noinline)) void count_unusual(const limits *l, lanes v[LANES_IN_GROUP]) {
  const __m256d zero = _mm256_setzero_pd(), grid = _mm256_set1_pd(l->grid);
  __m256i overflows = _mm256_setzero_si256(), underflows = overflows, finites = overflows;
  __m256d largest = zero;
  for (int32_t k = 0; k < LANES_IN_GROUP; k++) {
    __m256d y = _mm256_mul_pd(_mm256_set1_pd(l->scale), v[k]), magnitude = magnitude_of(y);
    __m256d finite = _mm256_cmp_pd(magnitude_of(v[k]), _mm256_set1_pd(DBL_MAX), _CMP_LE_OQ);
    __m256d over = _mm256_and_pd(finite, _mm256_cmp_pd(magnitude, _mm256_set1_pd(l->overflow), _CMP_GE_OQ));
    __m256d small = _mm256_cmp_pd(magnitude, _mm256_set1_pd(l->tiny), _CMP_LT_OQ);
    count(&finites, finite);
    count(&overflows, over);
    count(&underflows, _mm256_and_pd(small, _mm256_cmp_pd(v[k], zero, _CMP_NEQ_OQ)));
    largest = _mm256_max_pd(largest, _mm256_and_pd(finite, magnitude));
    magnitude = _mm256_blendv_pd(magnitude, _mm256_sub_pd(_mm256_add_pd(magnitude, grid), grid), small);
    magnitude = _mm256_blendv_pd(magnitude, _mm256_set1_pd(l->largest), over);
    v[k] = _mm256_or_pd(magnitude, _mm256_and_pd(_mm256_set1_pd(-0.0), y));
  }
  l->range->overflows += total(overflows);
  l->range->underflows += total(underflows);
  l->range->non_finite += GROUP - total(finites);
  limits_note(l, max_of(largest));
}

/* A magnitude less one in its last bit is a NaN where it was zero, and minima take their second operand then. Where the
 * largest is a NaN, or one was lost on the way to it, the numbers do not compare. */
static inline void counts_step(counts *c, lanes v[LANES_IN_GROUP]) {
  __m256d largest = magnitude_of(v[0]), smallest = _mm256_set1_pd(HUGE_VAL);
  for (int32_t k = 0; k < LANES_IN_GROUP; k++) {
    __m256d magnitude = magnitude_of(v[k]);
    __m256i less = _mm256_add_epi64(_mm256_castpd_si256(magnitude), _mm256_set1_epi64x(-1));
    smallest = _mm256_min_pd(_mm256_castsi256_pd(less), smallest);
    largest = _mm256_max_pd(largest, magnitude);
  }
  __m256d unusual = _mm256_or_pd(_mm256_cmp_pd(largest, c->usual_to, _CMP_NLT_UQ),
                                 _mm256_cmp_pd(smallest, c->usual_from, _CMP_LT_OQ));
  for (int32_t k = 0; k < LANES_IN_GROUP; k += 2)
    unusual = _mm256_or_pd(unusual, _mm256_cmp_pd(v[k], v[k + 1], _CMP_UNORD_Q));
  if (__builtin_expect(_mm256_movemask_pd(unusual) == 0, 1)) {
    c->largest = _mm256_max_pd(c->largest, largest);
    for (int32_t k = 0; k < LANES_IN_GROUP; k++)
      v[k] = _mm256_mul_pd(c->scale, v[k]);
  } else {
    lanes group[LANES_IN_GROUP]; /* v itself stays in registers */
    for (int32_t k = 0; k < LANES_IN_GROUP; k++)
      group[k] = v[k];
    count_unusual(c->l, group);
    for (int32_t k = 0; k < LANES_IN_GROUP; k++)
      v[k] = group[k];
  }
}

/* The largest of the usual, which scaling does not change the order of. */
static inline void counts_end(const counts *c) {
  limits_note(c->l, fabs(c->l->scale) * max_of(c->largest));
}

#endif
