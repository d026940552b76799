/*
 * Conversion four by four with AVX2 and F16C.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "doubles__avx2.h"
#include "kernels.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define CONVERT_TABLE mezzo_convert__avx2

typedef struct counts {
  __m256d scale, overflow, largest, tiny, max_abs;
  __m256i overflows, underflows, non_finite;
} counts;

static inline counts counts_begin(double scale, double overflow, double largest, double tiny) {
  return (counts){.scale = _mm256_set1_pd(scale),
                  .overflow = _mm256_set1_pd(overflow),
                  .largest = _mm256_set1_pd(largest),
                  .tiny = _mm256_set1_pd(tiny),
                  .max_abs = _mm256_setzero_pd(),
                  .overflows = _mm256_setzero_si256(),
                  .underflows = _mm256_setzero_si256(),
                  .non_finite = _mm256_setzero_si256()};
}

/* A comparison yields -1 where it holds. */
static inline __m256i add_true(__m256i count, __m256d holds) {
  return _mm256_sub_epi64(count, _mm256_castpd_si256(holds));
}

static inline lanes counts_step(counts *c, lanes x) {
  const __m256d sign = _mm256_set1_pd(-0.0);
  __m256d y = _mm256_mul_pd(c->scale, x), magnitude = _mm256_andnot_pd(sign, y);
  __m256d finite = _mm256_cmp_pd(_mm256_andnot_pd(sign, x), _mm256_set1_pd(DBL_MAX), _CMP_LE_OQ);
  __m256d over = _mm256_and_pd(finite, _mm256_cmp_pd(magnitude, c->overflow, _CMP_GE_OQ));
  __m256d under =
      _mm256_and_pd(_mm256_cmp_pd(x, _mm256_setzero_pd(), _CMP_NEQ_OQ), _mm256_cmp_pd(magnitude, c->tiny, _CMP_LT_OQ));
  c->overflows = add_true(c->overflows, over);
  c->underflows = add_true(c->underflows, under);
  c->non_finite = add_true(c->non_finite, _mm256_xor_pd(finite, _mm256_castsi256_pd(_mm256_set1_epi64x(-1))));
  c->max_abs = _mm256_max_pd(c->max_abs, _mm256_and_pd(finite, magnitude));
  __m256d saturated = _mm256_or_pd(_mm256_min_pd(magnitude, c->largest), _mm256_and_pd(sign, y));
  return _mm256_blendv_pd(y, saturated, finite);
}

static inline int64_t sum(__m256i v) {
  int64_t of[LANES];
  _mm256_storeu_si256((__m256i *)(void *)of, v);
  return of[0] + of[1] + of[2] + of[3];
}

static inline void counts_end(const counts *c, mezzo_range *range) {
  double max_abs[LANES];
  _mm256_storeu_pd(max_abs, c->max_abs);
  for (int k = 0; k < LANES; k++)
    range->max_abs = fmax(range->max_abs, max_abs[k]);
  range->overflows += sum(c->overflows);
  range->underflows += sum(c->underflows);
  range->non_finite += sum(c->non_finite);
}

#include "convert.inc"
