/*
 * Scaling for conversion, and counting of what it does to its numbers, a group at a time with the vectors of ARMv8-A.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_COUNTS_H
#define MEZZO_COUNTS_H

#include "doubles__neon.h"
#include "limits.h"

typedef struct counts {
  const limits *l;
  float64x2_t scale, usual_from, usual_to, largest;
} counts;

static inline counts counts_begin(const limits *l) {
  return (counts){.l = l,
                  .scale = vdupq_n_f64(l->scale),
                  .usual_from = vdupq_n_f64(l->usual_from),
                  .usual_to = vdupq_n_f64(l->usual_to),
                  .largest = vdupq_n_f64(0)};
}

/* A group in which something may have to be counted. Comparisons yield -1 where they hold: subtracting counts. */
static __attribute__((noinline)) void count_unusual(const limits *l, lanes v[LANES_IN_GROUP]) {
  const float64x2_t grid = vdupq_n_f64(l->grid);
  uint64x2_t overflows = vdupq_n_u64(0), underflows = overflows, finites = overflows;
  float64x2_t largest = vdupq_n_f64(0);
  for (int32_t k = 0; k < 2 * LANES_IN_GROUP; k++) {
    float64x2_t *x = &v[k / 2].val[k % 2], y = vmulq_n_f64(*x, l->scale), magnitude = vabsq_f64(y);
    uint64x2_t finite = vcleq_f64(vabsq_f64(*x), vdupq_n_f64(DBL_MAX));
    uint64x2_t over = vandq_u64(finite, vcgeq_f64(magnitude, vdupq_n_f64(l->overflow)));
    uint64x2_t small = vcltq_f64(magnitude, vdupq_n_f64(l->tiny));
    finites = vsubq_u64(finites, finite);
    overflows = vsubq_u64(overflows, over);
    underflows = vsubq_u64(underflows, vbicq_u64(small, vceqzq_f64(*x)));
    largest = vmaxq_f64(largest, vreinterpretq_f64_u64(vandq_u64(finite, vreinterpretq_u64_f64(magnitude))));
    magnitude = vbslq_f64(small, vsubq_f64(vaddq_f64(magnitude, grid), grid), magnitude);
    magnitude = vbslq_f64(over, vdupq_n_f64(l->largest), magnitude);
    *x = vbslq_f64(vdupq_n_u64((uint64_t)1 << 63), y, magnitude);
  }
  l->range->overflows += (int64_t)vaddvq_u64(overflows);
  l->range->underflows += (int64_t)vaddvq_u64(underflows);
  l->range->non_finite += GROUP - (int64_t)vaddvq_u64(finites);
  limits_note(l, vmaxvq_f64(largest));
}

/* A magnitude less one in its last bit is a NaN where it was zero, which FMINNM does not look at. FMAX keeps a NaN. */
static inline void counts_step(counts *c, lanes v[LANES_IN_GROUP]) {
  float64x2_t largest = vdupq_n_f64(0), smallest = vdupq_n_f64(HUGE_VAL);
  for (int32_t k = 0; k < 2 * LANES_IN_GROUP; k++) {
    float64x2_t magnitude = vabsq_f64(v[k / 2].val[k % 2]);
    uint64x2_t less = vaddq_u64(vreinterpretq_u64_f64(magnitude), vdupq_n_u64(UINT64_MAX));
    smallest = vminnmq_f64(smallest, vreinterpretq_f64_u64(less));
    largest = vmaxq_f64(largest, magnitude);
  }
  uint64x2_t usual = vandq_u64(vcltq_f64(largest, c->usual_to), vcgeq_f64(smallest, c->usual_from));
  if (__builtin_expect((vgetq_lane_u64(usual, 0) & vgetq_lane_u64(usual, 1)) != 0, 1)) {
    c->largest = vmaxq_f64(c->largest, largest);
    for (int32_t k = 0; k < 2 * LANES_IN_GROUP; k++)
      v[k / 2].val[k % 2] = vmulq_f64(c->scale, v[k / 2].val[k % 2]);
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
  limits_note(c->l, fabs(c->l->scale) * vmaxvq_f64(c->largest));
}

#endif
