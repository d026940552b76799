/*
 * Short vectors for the kernels on blocks: NEON of any 64-bit ARM. What the functions mean is said in
 * block_lanes__avx2.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_BLOCK_LANES_H
#define MEZZO_BLOCK_LANES_H

#include <arm_neon.h>
#include <stdint.h>
#include <string.h>

typedef float64x2_t v_f64;
typedef float32x4_t v_f32;
typedef float32x4_t q_f32;
#define LANES_v_f64 2
#define LANES_v_f32 4
#define LANES_q_f32 4

/* The vectors for blocks of six rows, and of three or any number, by storage type. */
#define LANES_OF_6_f64 v_f64
#define LANES_OF_6_f32 v_f32
#define LANES_OF_6_f16 v_f32
#define LANES_OF_6_bf16 v_f32
#define LANES_OF_6_b16 v_f32
#define LANES_OF_3_f64 v_f64
#define LANES_OF_3_f32 q_f32
#define LANES_OF_3_f16 q_f32
#define LANES_OF_3_bf16 q_f32
#define LANES_OF_3_b16 q_f32

static inline v_f64 v_f64_zero(void) {
  return vdupq_n_f64(0);
}
static inline v_f64 v_f64_splat(double s) {
  return vdupq_n_f64(s);
}
static inline v_f64 v_f64_load(const double *p) {
  return vld1q_f64(p);
}
/* The first n lanes, n >= 1, and anything in the others; nothing else is read. */
static inline v_f64 v_f64_load_first(const double *p, int32_t n) {
  return n >= LANES_v_f64 ? v_f64_load(p) : vcombine_f64(vld1_f64(p), vdup_n_f64(0));
}
static inline void v_f64_store(double *p, v_f64 a) {
  vst1q_f64(p, a);
}
static inline void v_f64_store_first(double *p, v_f64 a, int32_t n) {
  if (n >= LANES_v_f64)
    v_f64_store(p, a);
  else
    *p = a[0];
}
static inline v_f64 v_f64_add(v_f64 a, v_f64 b) {
  return vaddq_f64(a, b);
}
static inline v_f64 v_f64_sub(v_f64 a, v_f64 b) {
  return vsubq_f64(a, b);
}
static inline v_f64 v_f64_mul(v_f64 a, v_f64 b) {
  return vmulq_f64(a, b);
}
static inline v_f64 v_f64_abs(v_f64 a) {
  return vabsq_f64(a);
}
static inline v_f64 v_f64_max(v_f64 a, v_f64 b) {
  return vmaxq_f64(a, b);
}
static inline v_f64 v_f64_fma(v_f64 c, v_f64 a, v_f64 b) {
  return vfmaq_f64(c, a, b);
}
static inline v_f64 v_f64_fnma(v_f64 c, v_f64 a, v_f64 b) {
  return vfmsq_f64(c, a, b);
}
static inline void v_f64_store_b16(int16_t *p, v_f64 a) {
  const int32x2_t m = vmovn_s64(vcvtnq_s64_f64(a));
  const int32_t both = vget_lane_s32(vreinterpret_s32_s16(vmovn_s32(vcombine_s32(m, m))), 0);
  memcpy(p, &both, sizeof both);
}
typedef uint64x2_t v_f64_counts;
static inline v_f64_counts v_f64_count(v_f64_counts counts, v_f64 a, v_f64 b) {
  return vsubq_u64(counts, vandq_u64(vcaleq_f64(b, vdupq_n_f64(0.5)), vcagtq_f64(a, vdupq_n_f64(0))));
}
static inline v_f64 v_f64_keep(v_f64 a, int32_t n) {
  return n >= LANES_v_f64 ? a : vsetq_lane_f64(0, a, 1);
}
static inline v_f64 v_f64_sums(const v_f64 a[LANES_v_f64]) {
  return vpaddq_f64(a[0], a[1]);
}
static inline double v_f64_sum(v_f64 a) {
  return vaddvq_f64(a);
}

static inline q_f32 q_f32_zero(void) {
  return vdupq_n_f32(0);
}
static inline q_f32 q_f32_splat(float s) {
  return vdupq_n_f32(s);
}
static inline q_f32 q_f32_load(const float *p) {
  return vld1q_f32(p);
}
static inline q_f32 q_f32_load_f16(const uint16_t *p) {
  return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(p)));
}
static inline q_f32 q_f32_load_bf16(const uint16_t *p) {
  return vreinterpretq_f32_u32(vshll_n_u16(vld1_u16(p), 16));
}
/* By way of 2^23 + 2^15 + m, whose bits are a sum of integers: an addition and a subtraction take half the time of
 * SCVTF on cores that have it in one of two pipes. */
static inline q_f32 q_f32_load_b16(const int16_t *p) {
  const int32x4_t bits = vaddw_s16(vdupq_n_s32(0x4b008000), vld1_s16(p));
  return vsubq_f32(vreinterpretq_f32_s32(bits), vdupq_n_f32(0x1p23F + 0x1p15F));
}
static inline q_f32 q_f32_load_first(const float *p, int32_t n) {
  if (n >= LANES_q_f32)
    return q_f32_load(p);
  if (n == 1)
    return vld1q_lane_f32(p, vdupq_n_f32(0), 0);
  const q_f32 two = vcombine_f32(vld1_f32(p), vdup_n_f32(0));
  return n == 2 ? two : vld1q_lane_f32(p + 2, two, 2);
}
static inline void q_f32_store(float *p, q_f32 a) {
  vst1q_f32(p, a);
}
static inline void q_f32_store_first(float *p, q_f32 a, int32_t n) {
  memcpy(p, &a, (size_t)(n < LANES_q_f32 ? n : LANES_q_f32) * sizeof *p);
}
static inline q_f32 q_f32_add(q_f32 a, q_f32 b) {
  return vaddq_f32(a, b);
}
static inline q_f32 q_f32_sub(q_f32 a, q_f32 b) {
  return vsubq_f32(a, b);
}
static inline q_f32 q_f32_mul(q_f32 a, q_f32 b) {
  return vmulq_f32(a, b);
}
static inline q_f32 q_f32_abs(q_f32 a) {
  return vabsq_f32(a);
}
static inline q_f32 q_f32_max(q_f32 a, q_f32 b) {
  return vmaxq_f32(a, b);
}
static inline q_f32 q_f32_fma(q_f32 c, q_f32 a, q_f32 b) {
  return vfmaq_f32(c, a, b);
}
static inline q_f32 q_f32_fnma(q_f32 c, q_f32 a, q_f32 b) {
  return vfmsq_f32(c, a, b);
}
static inline void q_f32_store_b16(int16_t *p, q_f32 a) {
  vst1_s16(p, vmovn_s32(vcvtnq_s32_f32(a)));
}
typedef uint32x4_t q_f32_counts;
static inline q_f32_counts q_f32_count(q_f32_counts counts, q_f32 a, q_f32 b) {
  return vsubq_u32(counts, vandq_u32(vcaleq_f32(b, vdupq_n_f32(0.5F)), vcagtq_f32(a, vdupq_n_f32(0))));
}
static inline q_f32 q_f32_keep(q_f32 a, int32_t n) {
  static const uint32_t mask[7] = {UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, 0, 0, 0};
  if (n >= LANES_q_f32)
    return a;
  return vreinterpretq_f32_u32(vandq_u32(vreinterpretq_u32_f32(a), vld1q_u32(mask + 4 - n)));
}
static inline q_f32 q_f32_sums(const q_f32 a[LANES_q_f32]) {
  return vpaddq_f32(vpaddq_f32(a[0], a[1]), vpaddq_f32(a[2], a[3]));
}
static inline float q_f32_sum(q_f32 a) {
  return vaddvq_f32(a);
}

/* A machine vector is four floats here. */
#define v_f32_zero q_f32_zero
#define v_f32_splat q_f32_splat
#define v_f32_load q_f32_load
#define v_f32_load_f16 q_f32_load_f16
#define v_f32_load_bf16 q_f32_load_bf16
#define v_f32_load_b16 q_f32_load_b16
#define v_f32_load_first q_f32_load_first
#define v_f32_store q_f32_store
#define v_f32_store_first q_f32_store_first
#define v_f32_add q_f32_add
#define v_f32_sub q_f32_sub
#define v_f32_mul q_f32_mul
#define v_f32_abs q_f32_abs
#define v_f32_max q_f32_max
#define v_f32_fma q_f32_fma
#define v_f32_fnma q_f32_fnma
#define v_f32_store_b16 q_f32_store_b16
#define v_f32_counts q_f32_counts
#define v_f32_count q_f32_count
#define v_f32_keep q_f32_keep
#define v_f32_sums q_f32_sums

#endif
