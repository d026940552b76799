/*
 * What conversion to a type, with a scale and options, does to which numbers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_LIMITS_H
#define MEZZO_LIMITS_H

#include "mezzo.h"

#include <float.h>
#include <math.h>

typedef struct limits {
  mezzo_range *range;
  double scale;
  /* Magnitudes after scaling: from `overflow` on they become `largest`; below `tiny` they underflow, and adding `grid`
   * and taking it away again makes them what they become. */
  double overflow, largest, tiny, grid;
  /* Magnitudes before scaling: zero, and what is above usual_from and below usual_to, needs nothing of that. */
  double usual_from, usual_to;
} limits;

/* The bounds of the usual only have to be on the safe side of the exact ones. */
static inline limits limits_of(mezzo_range *range, double scale, double overflow, double largest, double tiny,
                               double grid) {
  limits l = {range, scale, overflow, largest, tiny, grid, 0, HUGE_VAL};
  const double size = fabs(scale);
  if (size > 0) {
    l.usual_from = tiny / size * (1 + 0x1p-50) + 0x1p-1073;
    l.usual_to = fmin(overflow, DBL_MAX) / size * (1 - 0x1p-50) - 0x1p-1073;
  } else
    l.tiny = 0; /* nothing underflows in scaling by zero */
  return l;
}

/* A magnitude after scaling, which may have left the range of fp64 by that, for the largest. Never a NaN: comparisons
 * do what fmax would call a function for. */
static inline void limits_note(const limits *l, double magnitude) {
  const double finite = magnitude < DBL_MAX ? magnitude : DBL_MAX;
  l->range->max_abs = finite > l->range->max_abs ? finite : l->range->max_abs;
}

#endif
