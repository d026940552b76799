/*
 * Counting of what conversion does to its numbers, four by four with the vectors of ARMv8-A.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_COUNTS_H
#define MEZZO_COUNTS_H

#include "doubles__neon.h"
#include "mezzo.h"

#include <float.h>
#include <math.h>
#include <string.h>

typedef struct counts {
  mezzo_range *range;
  float64x2_t scale, overflow, largest, tiny, grid, max_abs;
  uint64x2_t overflows, underflows, non_finite;
} counts;

static inline counts counts_begin(mezzo_range *range, double scale, double overflow, double largest, double tiny,
                                  double grid) {
  return (counts){.range = range,
                  .scale = vdupq_n_f64(scale),
                  .overflow = vdupq_n_f64(overflow),
                  .largest = vdupq_n_f64(largest),
                  .tiny = vdupq_n_f64(tiny),
                  .grid = vdupq_n_f64(grid),
                  .max_abs = vdupq_n_f64(0),
                  .overflows = vdupq_n_u64(0),
                  .underflows = vdupq_n_u64(0),
                  .non_finite = vdupq_n_u64(0)};
}

/* Comparisons yield -1 where they hold. */
static inline float64x2_t step(counts *c, float64x2_t x) {
  float64x2_t y = vmulq_f64(c->scale, x), magnitude = vabsq_f64(y);
  uint64x2_t finite = vcleq_f64(vabsq_f64(x), vdupq_n_f64(DBL_MAX));
  uint64x2_t over = vandq_u64(finite, vcgeq_f64(magnitude, c->overflow));
  uint64x2_t small = vcltq_f64(magnitude, c->tiny), under = vbicq_u64(small, vceqzq_f64(x));
  c->overflows = vsubq_u64(c->overflows, over);
  c->underflows = vsubq_u64(c->underflows, under);
  c->non_finite = vaddq_u64(c->non_finite, vaddq_u64(finite, vdupq_n_u64(1)));
  float64x2_t zero_if_not = vreinterpretq_f64_u64(vandq_u64(finite, vreinterpretq_u64_f64(magnitude)));
  c->max_abs = vmaxq_f64(c->max_abs, zero_if_not);
  magnitude = vbslq_f64(small, vsubq_f64(vaddq_f64(magnitude, c->grid), c->grid), magnitude);
  magnitude = vbslq_f64(over, c->largest, magnitude);
  return vbslq_f64(vdupq_n_u64((uint64_t)1 << 63), y, magnitude);
}

static inline lanes counts_step(counts *c, lanes x) {
  return (lanes){{step(c, x.val[0]), step(c, x.val[1])}};
}

static inline void counts_end(const counts *c) {
  c->range->max_abs = fmax(c->range->max_abs, vmaxvq_f64(c->max_abs));
  c->range->overflows += (int64_t)vaddvq_u64(c->overflows);
  c->range->underflows += (int64_t)vaddvq_u64(c->underflows);
  c->range->non_finite += (int64_t)vaddvq_u64(c->non_finite);
}

#endif
