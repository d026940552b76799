/*
 * Counting of what conversion does to its numbers, one by one: the reference of the other families.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_COUNTS_H
#define MEZZO_COUNTS_H

#include "doubles__portable.h"
#include "mezzo.h"

#include <float.h>
#include <math.h>
#include <string.h>

typedef struct counts {
  double scale, overflow, largest, tiny, grid;
  mezzo_range *range;
} counts;

static inline counts counts_begin(mezzo_range *range, double scale, double overflow, double largest, double tiny,
                                  double grid) {
  return (counts){.scale = scale, .overflow = overflow, .largest = largest, .tiny = tiny, .grid = grid, .range = range};
}

static inline lanes counts_step(counts *c, lanes x) {
  double y = c->scale * x, magnitude = fabs(y);
  if (!isfinite(x)) {
    c->range->non_finite++;
    return y;
  }
  c->range->overflows += magnitude >= c->overflow;
  c->range->underflows += magnitude < c->tiny && x != 0;
  if (magnitude > c->range->max_abs)
    c->range->max_abs = magnitude;
  if (magnitude < c->tiny)
    return copysign((magnitude + c->grid) - c->grid, y);
  return magnitude >= c->overflow ? copysign(c->largest, y) : y;
}

/* Everything has been counted in its step. */
static inline void counts_end(const counts *c) {
  (void)c;
}

#endif
