/*
 * Adding a factor's sums to the columns of q in fp32: q += alpha sum.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_ADD_TO_H
#define MEZZO_ADD_TO_H

#include <arm_neon.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

static inline float32x2_t add_halves(float32x4_t v) {
  return vadd_f32(vget_low_f32(v), vget_high_f32(v));
}

static inline void add_one(float *q, float alpha, float sum) {
  *q = fmaf(alpha, sum, *q);
}
static inline void add_pair(float *q, float alpha, float32x2_t sum) {
  vst1_f32(q, vfma_n_f32(vld1_f32(q), sum, alpha));
}
static inline void add_three(float *q, float alpha, float32x4_t sum) {
  const float32x4_t last = vsetq_lane_f32(q[2], vcombine_f32(vld1_f32(q), vdup_n_f32(0)), 2);
  const float32x4_t v = vfmaq_n_f32(last, sum, alpha);
  vst1_f32(q, vget_low_f32(v));
  vst1q_lane_f32(q + 2, v, 2);
}
static inline void add_four(float *q, float alpha, float32x4_t sum) {
  vst1q_f32(q, vfmaq_n_f32(vld1q_f32(q), sum, alpha));
}

/* Two columns at q and two at r, loaded and stored by lane. */
static inline void add_pairs(float *q, float *r, float alpha, float32x4_t sum) {
  uint64_t bits;
  memcpy(&bits, r, sizeof bits);
  const uint64x2_t first = vcombine_u64(vreinterpret_u64_f32(vld1_f32(q)), vcreate_u64(0));
  const float32x4_t v = vfmaq_n_f32(vreinterpretq_f32_u64(vsetq_lane_u64(bits, first, 1)), sum, alpha);
  bits = vgetq_lane_u64(vreinterpretq_u64_f32(v), 1);
  vst1_f32(q, vget_low_f32(v));
  memcpy(r, &bits, sizeof bits);
}

#endif
