/*
 * Vectors for the packed factors of pose graphs: NEON of any 64-bit ARM. What the functions mean is said in
 * panels__avx2.h.
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
  float32x2_t v = vld1_lane_f32(r, vdup_n_f32(*p), 1);
  return vcombine_f32(v, v);
}
static inline q_f32 q_f32_three(const float *p) {
  return vcombine_f32(vld1_f32(p), vld1_lane_f32(p + 2, vdup_n_f32(0), 0));
}
static inline q_f32 q_f32_row(const float *p) {
  return vld1q_dup_f32(p);
}
static inline q_f32 q_f32_fold(q_f32 a, q_f32 b) {
  return vpaddq_f32(a, b);
}
static inline q_f32 q_f32_mix(q_f32 a, q_f32 b) {
  return vcombine_f32(vget_low_f32(a), vget_high_f32(b));
}
static inline q_f32 q_f32_join(q_f32 v) {
  return v;
}
static inline q_f32 q_f32_halve(q_f32 v) {
  return vaddq_f32(v, vextq_f32(v, v, 2));
}
static inline void q_f32_store_rows(float *w, q_f32 v) {
  vst1_f32(w, vget_low_f32(v));
  vst1q_lane_f32(w + 2, v, 2);
}

static inline void q_f32_add_pair_to(float *p, q_f32 v) {
  vst1_f32(p, vadd_f32(vld1_f32(p), vget_low_f32(v)));
}
static inline void q_f32_add_pairs_to(float *p, float *r, q_f32 v) {
  q_f32_add_pair_to(p, v);
  vst1_f32(r, vadd_f32(vld1_f32(r), vget_high_f32(v)));
}
static inline void q_f32_add_ones_to(float *p, float *r, q_f32 v) {
  *p += vgetq_lane_f32(v, 0);
  *r += vgetq_lane_f32(v, 1);
}
static inline void q_f32_add_three_to(float *p, q_f32 v) {
  q_f32_store_rows(p, vaddq_f32(v, q_f32_three(p)));
}

typedef float32x4x2_t d_f32;

static inline d_f32 d_f32_load_f16(const uint16_t *p) {
  float16x8_t halves = vreinterpretq_f16_u16(vld1q_u16(p));
  return (d_f32){{vcvt_f32_f16(vget_low_f16(halves)), vcvt_high_f32_f16(halves)}};
}

#include "panels_two.h"

#endif
