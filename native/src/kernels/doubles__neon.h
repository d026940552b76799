/*
 * Elements of any type as doubles: four by four with the vectors of ARMv8-A.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_DOUBLES_H
#define MEZZO_DOUBLES_H

#include <arm_neon.h>

enum { LANES = 4, LANES_IN_GROUP = 4, GROUP = LANES_IN_GROUP * LANES };
typedef float64x2x2_t lanes;

static inline lanes lanes_widen(float32x4_t v) {
  return (lanes){{vcvt_f64_f32(vget_low_f32(v)), vcvt_high_f64_f32(v)}};
}

static inline lanes lanes_zero(void) {
  return (lanes){{vdupq_n_f64(0), vdupq_n_f64(0)}};
}
static inline lanes lanes_load_f64(const double *p) {
  return (lanes){{vld1q_f64(p), vld1q_f64(p + 2)}};
}
static inline lanes lanes_load_f32(const float *p) {
  return lanes_widen(vld1q_f32(p));
}
static inline lanes lanes_load_f16(const uint16_t *p) {
  return lanes_widen(vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(p))));
}
static inline lanes lanes_load_bf16(const uint16_t *p) {
  return lanes_widen(vreinterpretq_f32_u32(vshll_n_u16(vld1_u16(p), 16)));
}
static inline void group_store_f64(double *p, const lanes v[LANES_IN_GROUP]) {
  for (int32_t k = 0; k < LANES_IN_GROUP; k++) {
    vst1q_f64(p + k * LANES, v[k].val[0]);
    vst1q_f64(p + k * LANES + 2, v[k].val[1]);
  }
}
static inline void group_store_f32(float *p, const lanes v[LANES_IN_GROUP]) {
  for (int32_t k = 0; k < LANES_IN_GROUP; k++)
    vst1q_f32(p + k * LANES, vcvt_high_f32_f64(vcvt_f32_f64(v[k].val[0]), v[k].val[1]));
}

/* By way of fp32 and yet with one rounding: FCVTXN rounds to odd, which exists for this purpose (Boldo and Melquiond,
 * "Emulation of FMA and correctly rounded sums", IEEE Trans. Comp. 2008). */
static inline float32x4_t lanes_narrow_to_odd(lanes v) {
  return vcvtx_high_f32_f64(vcvtx_f32_f64(v.val[0]), v.val[1]);
}
static inline void group_store_f16(uint16_t *p, const lanes v[LANES_IN_GROUP]) {
  for (int32_t k = 0; k < LANES_IN_GROUP; k += 2) {
    float16x4_t first = vcvt_f16_f32(lanes_narrow_to_odd(v[k]));
    vst1q_u16(p + k * LANES, vreinterpretq_u16_f16(vcvt_high_f16_f32(first, lanes_narrow_to_odd(v[k + 1]))));
  }
}

/* Four of bf16 in the upper halves of words. */
static inline uint32x4_t round_to_bf16(float32x4_t v) {
  uint32x4_t bits = vreinterpretq_u32_f32(v), last = vandq_u32(vshrq_n_u32(bits, 16), vdupq_n_u32(1));
  uint32x4_t increment = vandq_u32(vaddq_u32(last, vdupq_n_u32(0x7fff)), vceqq_f32(v, v)); /* none for NaN */
  return vaddq_u32(bits, increment);
}
static inline void group_store_bf16(uint16_t *p, const lanes v[LANES_IN_GROUP]) {
  for (int32_t k = 0; k < LANES_IN_GROUP; k += 2) {
    uint32x4_t first = round_to_bf16(lanes_narrow_to_odd(v[k])), second = round_to_bf16(lanes_narrow_to_odd(v[k + 1]));
    vst1q_u16(p + k * LANES, vuzp2q_u16(vreinterpretq_u16_u32(first), vreinterpretq_u16_u32(second)));
  }
}

static inline lanes lanes_add(lanes a, lanes b) {
  return (lanes){{vaddq_f64(a.val[0], b.val[0]), vaddq_f64(a.val[1], b.val[1])}};
}
static inline lanes lanes_madd(lanes a, lanes b, lanes c) {
  return (lanes){{vfmaq_f64(c.val[0], a.val[0], b.val[0]), vfmaq_f64(c.val[1], a.val[1], b.val[1])}};
}
static inline double lanes_sum(lanes v) {
  return vaddvq_f64(vaddq_f64(v.val[0], v.val[1]));
}

#endif
