/*
 * Pairs of doubles in C. What the functions mean is said in pairs__avx2.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_PAIRS_H
#define MEZZO_PAIRS_H

#include "block_lanes__portable.h"

static inline v_f64 pair_load_one(const double *p) {
  return (v_f64){*p, 0};
}
static inline void pair_store_one(double *p, v_f64 a) {
  *p = a[0];
}
static inline v_f64 pair_fold(v_f64 a, v_f64 b) {
  return (v_f64){a[0] + a[1], b[0] + b[1]};
}

#include "pairs_same.h"

#endif
