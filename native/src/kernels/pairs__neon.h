/*
 * Pairs of doubles: NEON of any 64-bit ARM, where they are the machine's vectors. What the functions mean is said in
 * pairs__avx2.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_PAIRS_H
#define MEZZO_PAIRS_H

#include "block_lanes__neon.h"

static inline v_f64 pair_load_one(const double *p) {
  return vsetq_lane_f64(*p, vdupq_n_f64(0), 0);
}
static inline void pair_store_one(double *p, v_f64 a) {
  vst1q_lane_f64(p, a, 0);
}
static inline v_f64 pair_fold(v_f64 a, v_f64 b) {
  return vpaddq_f64(a, b);
}

#include "pairs_same.h"

#endif
