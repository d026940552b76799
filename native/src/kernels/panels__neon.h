/*
 * Vectors for packed factors: NEON of any 64-bit ARM. What the functions mean is said in panels__avx2.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_PANELS_H
#define MEZZO_PANELS_H

#include "block_lanes__neon.h"

static inline q_f32 q_f32_pairs(const float *p, const float *r) {
  return vcombine_f32(vld1_f32(p), vld1_f32(r));
}
static inline q_f32 q_f32_ones(const float *p, const float *r) {
  const float32x2_t v = vld1_lane_f32(r, vdup_n_f32(*p), 1);
  return vcombine_f32(v, v);
}
static inline q_f32 q_f32_twins(const float *p, const float *r) {
  return vcombine_f32(vld1_dup_f32(p), vld1_dup_f32(r));
}
static inline q_f32 q_f32_three(const float *p) {
  return vcombine_f32(vld1_f32(p), vld1_lane_f32(p + 2, vdup_n_f32(0), 0));
}
static inline q_f32 q_f32_three_and_one(const float *p, const float *r) {
  return vcombine_f32(vld1_f32(p), vld1_lane_f32(r, vdup_n_f32(p[2]), 1));
}
static inline q_f32 q_f32_fold(q_f32 a, q_f32 b) {
  return vpaddq_f32(a, b);
}
static inline q_f32 q_f32_mix(q_f32 a, q_f32 b) {
  return vcombine_f32(vget_low_f32(a), vget_high_f32(b));
}
static inline q_f32 q_f32_lows(q_f32 a, q_f32 b) {
  return vcombine_f32(vget_low_f32(a), vget_low_f32(b));
}
static inline q_f32 q_f32_join(q_f32 v) {
  return v;
}
static inline q_f32 q_f32_halve(q_f32 v) {
  return vaddq_f32(v, vextq_f32(v, v, 2));
}

static inline void q_f32_store_f16(uint16_t *p, q_f32 v) {
  vst1_u16(p, vreinterpret_u16_f16(vcvt_f16_f32(v)));
}
static inline void q_f32_store_one(float *p, q_f32 v) {
  vst1q_lane_f32(p, v, 0);
}
static inline void q_f32_store_pair(float *p, q_f32 v) {
  vst1_f32(p, vget_low_f32(v));
}
static inline void q_f32_store_three(float *p, q_f32 v) {
  vst1_f32(p, vget_low_f32(v));
  vst1q_lane_f32(p + 2, v, 2);
}

static inline void q_f32_add_to(float *p, q_f32 a, q_f32 v) {
  vst1q_f32(p, vfmaq_f32(vld1q_f32(p), a, v));
}
static inline void q_f32_add_one_to(float *p, q_f32 a, q_f32 v) {
  vst1_lane_f32(p, vfma_f32(vld1_dup_f32(p), vget_low_f32(a), vget_low_f32(v)), 0);
}
static inline void q_f32_add_pair_to(float *p, q_f32 a, q_f32 v) {
  vst1_f32(p, vfma_f32(vld1_f32(p), vget_low_f32(a), vget_low_f32(v)));
}
static inline void q_f32_add_last_pair_to(float *p, q_f32 a, q_f32 v) {
  vst1_f32(p, vfma_f32(vld1_f32(p), vget_low_f32(a), vget_high_f32(v)));
}
static inline void q_f32_add_second_to(float *p, q_f32 a, q_f32 v) {
  vst1_lane_f32(p, vfma_f32(vld1_dup_f32(p), vget_low_f32(a), vget_low_f32(v)), 1);
}
static inline void q_f32_add_last_to(float *p, q_f32 a, q_f32 v) {
  vst1_lane_f32(p, vfma_f32(vld1_dup_f32(p), vget_low_f32(a), vget_high_f32(v)), 1);
}
static inline void q_f32_add_three_to(float *p, q_f32 a, q_f32 v) {
  q_f32_add_pair_to(p, a, v);
  vst1_lane_f32(p + 2, vfma_f32(vld1_dup_f32(p + 2), vget_low_f32(a), vget_high_f32(v)), 0);
}

typedef float32x4x2_t d_f32;

static inline d_f32 d_f32_load_f16(const uint16_t *p) {
  const float16x8_t halves = vreinterpretq_f16_u16(vld1q_u16(p));
  return (d_f32){{vcvt_f32_f16(vget_low_f16(halves)), vcvt_high_f32_f16(halves)}};
}

#include "panels_two.h"

#endif
