/*
 * Scaling for conversion, and counting of what it does to its numbers, one by one: the reference of the other families.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_COUNTS_H
#define MEZZO_COUNTS_H

#include "doubles__portable.h"
#include "limits.h"

typedef const limits *counts;

static inline counts counts_begin(const limits *l) {
  return l;
}

static inline void counts_step(const counts *c, lanes v[1]) {
  const limits *l = *c;
  double y = l->scale * v[0], magnitude = fabs(y);
  if (!isfinite(v[0]))
    l->range->non_finite++;
  else {
    l->range->overflows += magnitude >= l->overflow;
    l->range->underflows += magnitude < l->tiny && v[0] != 0;
    limits_note(l, magnitude);
    if (magnitude >= l->overflow)
      y = copysign(l->largest, y);
    else if (magnitude < l->tiny)
      y = copysign((magnitude + l->grid) - l->grid, y);
  }
  v[0] = y;
}

/* Everything has been counted in its step. */
static inline void counts_end(const counts *c) {
  (void)c;
}

#endif
