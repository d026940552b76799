/*
 * Counting of what conversion does to its numbers, four by four with AVX2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_COUNTS_H
#define MEZZO_COUNTS_H

#include "doubles__avx2.h"
#include "mezzo.h"

#include <float.h>
#include <math.h>
#include <string.h>

typedef struct counts {
  mezzo_range *range;
  __m256d scale, overflow, largest, tiny, grid, max_abs;
} counts;

static inline counts counts_begin(mezzo_range *range, double scale, double overflow, double largest, double tiny,
                                  double grid) {
  return (counts){.range = range,
                  .scale = _mm256_set1_pd(scale),
                  .overflow = _mm256_set1_pd(overflow),
                  .largest = _mm256_set1_pd(largest),
                  .tiny = _mm256_set1_pd(tiny),
                  .grid = _mm256_set1_pd(grid),
                  .max_abs = _mm256_setzero_pd()};
}

static inline int64_t count_true(__m256d holds) {
  return __builtin_popcount((unsigned)_mm256_movemask_pd(holds));
}

static inline double max_of(__m256d v) {
  __m128d pairs = _mm_max_pd(_mm256_castpd256_pd128(v), _mm256_extractf128_pd(v, 1));
  return _mm_cvtsd_f64(_mm_max_sd(pairs, _mm_unpackhi_pd(pairs, pairs)));
}

/* What has to be counted is rare, and kept out of the way. c is a copy: the loop's own stays in registers. */
static __attribute__((noinline)) lanes count_unusual(counts c, lanes x, lanes y) {
  const __m256d sign = _mm256_set1_pd(-0.0);
  __m256d magnitude = _mm256_andnot_pd(sign, y);
  __m256d finite = _mm256_cmp_pd(_mm256_andnot_pd(sign, x), _mm256_set1_pd(DBL_MAX), _CMP_LE_OQ);
  __m256d over = _mm256_and_pd(finite, _mm256_cmp_pd(magnitude, c.overflow, _CMP_GE_OQ));
  __m256d small = _mm256_cmp_pd(magnitude, c.tiny, _CMP_LT_OQ);
  __m256d under = _mm256_and_pd(_mm256_cmp_pd(x, _mm256_setzero_pd(), _CMP_NEQ_OQ), small);
  c.range->overflows += count_true(over);
  c.range->underflows += count_true(under);
  c.range->non_finite += LANES - count_true(finite);
  c.range->max_abs = fmax(c.range->max_abs, max_of(_mm256_and_pd(finite, magnitude)));
  magnitude = _mm256_blendv_pd(magnitude, _mm256_sub_pd(_mm256_add_pd(magnitude, c.grid), c.grid), small);
  magnitude = _mm256_blendv_pd(magnitude, c.largest, over);
  return _mm256_or_pd(magnitude, _mm256_and_pd(sign, y));
}

static inline lanes counts_step(counts *c, lanes x) {
  __m256d y = _mm256_mul_pd(c->scale, x), magnitude = _mm256_andnot_pd(_mm256_set1_pd(-0.0), y);
  __m256d small =
      _mm256_and_pd(_mm256_cmp_pd(magnitude, c->tiny, _CMP_LT_OQ), _mm256_cmp_pd(x, _mm256_setzero_pd(), _CMP_NEQ_OQ));
  __m256d unusual = _mm256_or_pd(small, _mm256_cmp_pd(magnitude, c->overflow, _CMP_NLT_UQ));
  if (__builtin_expect(_mm256_movemask_pd(unusual) != 0, 0))
    return count_unusual(*c, x, y);
  c->max_abs = _mm256_max_pd(c->max_abs, magnitude);
  return y;
}

static inline void counts_end(const counts *c) {
  c->range->max_abs = fmax(c->range->max_abs, max_of(c->max_abs));
}

#endif
