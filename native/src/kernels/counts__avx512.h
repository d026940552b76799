/*
 * Scaling for conversion, and counting of what it does to its numbers, a group at a time with AVX-512.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_COUNTS_H
#define MEZZO_COUNTS_H

#include "doubles__avx512.h"
#include "limits.h"

typedef struct counts {
  const limits *l;
  __m512d scale, usual_from, usual_to, largest;
} counts;

static inline counts counts_begin(const limits *l) {
  return (counts){.l = l,
                  .scale = _mm512_set1_pd(l->scale),
                  .usual_from = _mm512_set1_pd(l->usual_from),
                  .usual_to = _mm512_set1_pd(l->usual_to),
                  .largest = _mm512_setzero_pd()};
}

/* A group in which something may have to be counted. */
static __attribute__((noinline)) void count_unusual(const limits *l, lanes v[LANES_IN_GROUP]) {
  const __m512d grid = _mm512_set1_pd(l->grid), sign = _mm512_set1_pd(-0.0);
  int64_t overflows = 0, underflows = 0, finites = 0;
  __m512d largest = _mm512_setzero_pd();
  for (int32_t k = 0; k < LANES_IN_GROUP; k++) {
    __m512d y = _mm512_mul_pd(_mm512_set1_pd(l->scale), v[k]), magnitude = _mm512_abs_pd(y);
    __mmask8 finite = _mm512_cmp_pd_mask(_mm512_abs_pd(v[k]), _mm512_set1_pd(DBL_MAX), _CMP_LE_OQ);
    __mmask8 over = _mm512_mask_cmp_pd_mask(finite, magnitude, _mm512_set1_pd(l->overflow), _CMP_GE_OQ);
    __mmask8 small = _mm512_cmp_pd_mask(magnitude, _mm512_set1_pd(l->tiny), _CMP_LT_OQ);
    finites += __builtin_popcount(finite);
    overflows += __builtin_popcount(over);
    underflows += __builtin_popcount(_mm512_mask_cmp_pd_mask(small, v[k], _mm512_setzero_pd(), _CMP_NEQ_OQ));
    largest = _mm512_mask_max_pd(largest, finite, largest, magnitude);
    magnitude = _mm512_mask_sub_pd(magnitude, small, _mm512_add_pd(magnitude, grid), grid);
    magnitude = _mm512_mask_mov_pd(magnitude, over, _mm512_set1_pd(l->largest));
    v[k] = _mm512_or_pd(magnitude, _mm512_and_pd(sign, y));
  }
  l->range->overflows += overflows;
  l->range->underflows += underflows;
  l->range->non_finite += GROUP - finites;
  limits_note(l, _mm512_reduce_max_pd(largest));
}

/* A magnitude less one in its last bit is a NaN where it was zero, and minima take their second operand then. Maxima
 * may lose a NaN: what does not compare is looked for by itself. */
static inline void counts_step(counts *c, lanes v[LANES_IN_GROUP]) {
  __m512d largest = _mm512_setzero_pd(), smallest = _mm512_set1_pd(HUGE_VAL);
  for (int32_t k = 0; k < LANES_IN_GROUP; k++) {
    __m512d magnitude = _mm512_abs_pd(v[k]);
    __m512i less = _mm512_sub_epi64(_mm512_castpd_si512(magnitude), _mm512_set1_epi64(1));
    smallest = _mm512_min_pd(_mm512_castsi512_pd(less), smallest);
    largest = _mm512_max_pd(largest, magnitude);
  }
  unsigned unusual = _mm512_cmp_pd_mask(largest, c->usual_to, _CMP_NLT_UQ);
  unusual |= _mm512_cmp_pd_mask(smallest, c->usual_from, _CMP_LT_OQ);
  for (int32_t k = 0; k < LANES_IN_GROUP; k += 2)
    unusual |= _mm512_cmp_pd_mask(v[k], v[k + 1], _CMP_UNORD_Q);
  if (__builtin_expect(unusual == 0, 1)) {
    c->largest = _mm512_max_pd(c->largest, largest);
    for (int32_t k = 0; k < LANES_IN_GROUP; k++)
      v[k] = _mm512_mul_pd(c->scale, v[k]);
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
  limits_note(c->l, fabs(c->l->scale) * _mm512_reduce_max_pd(c->largest));
}

#endif
