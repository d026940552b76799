/*
 * Vectors of halves, for kernels that compute in fp16: FEAT_FP16 of ARMv8.2-A.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_HALVES_H
#define MEZZO_HALVES_H

#include <arm_neon.h>
#include <stdint.h>
#include <string.h>

typedef float16x4_t h4;
typedef float16x8_t h8;

/* An address in one register. Loads that repeat what they load, or put it into a lane, take no sums; compilers would
 * rather add up while loading, and repeat with a second instruction. */
static inline const uint16_t *address(const uint16_t *p) {
  __asm__("" : "+r"(p));
  return p;
}

/* Neighbours as bits, the first lowest. */
static inline uint32_t two_bits(const uint16_t *p) {
  uint32_t bits;
  memcpy(&bits, p, sizeof bits);
  return bits;
}
static inline uint64_t four_bits(const uint16_t *p) {
  uint64_t bits;
  memcpy(&bits, p, sizeof bits);
  return bits;
}

static inline h4 h4_load(const uint16_t *p) {
  return vreinterpret_f16_u16(vld1_u16(p));
}
static inline h8 h8_load(const uint16_t *p) {
  return vreinterpretq_f16_u16(vld1q_u16(p));
}
static inline h8 h8_twice(h4 v) {
  return vcombine_f16(v, v);
}

/* Parts are loaded apart and then put together: loads into a lane wait for what they add to. */
static inline h4 h4_of(uint64_t bits) {
  return vreinterpret_f16_u64(vcreate_u64(bits));
}
static inline h8 h8_of(h4 low, h4 high) {
  return vcombine_f16(low, high);
}

/* One half and zeros; two; three and a zero; two at p and two at r. */
static inline h4 h4_load_one(const uint16_t *p) {
  return h4_of(*p);
}
static inline h4 h4_load_two(const uint16_t *p) {
  return h4_of(two_bits(p));
}
static inline h4 h4_load_pairs(const uint16_t *p, const uint16_t *r) {
  return vreinterpret_f16_u32(vzip1_u32(vreinterpret_u32_f16(h4_load_two(p)), vreinterpret_u32_f16(h4_load_two(r))));
}
static inline h4 h4_load_three(const uint16_t *p) {
  return vreinterpret_f16_u32(
      vzip1_u32(vreinterpret_u32_f16(h4_load_two(p)), vreinterpret_u32_f16(h4_load_one(p + 2))));
}
/* One half at p and one at r: each twice, one after the other; in turn. */
static inline h4 h4_load_twins(const uint16_t *p, const uint16_t *r) {
  const uint32x2_t first = vreinterpret_u32_u16(vld1_dup_u16(p)), second = vreinterpret_u32_u16(vld1_dup_u16(r));
  return vreinterpret_f16_u32(vzip1_u32(first, second));
}
static inline h4 h4_load_ones(const uint16_t *p, const uint16_t *r) {
  return vreinterpret_f16_u16(vzip1_u16(vld1_dup_u16(p), vld1_dup_u16(r)));
}

/* Six halves and two zeros; six at p and two at r. */
static inline h8 h8_load_six(const uint16_t *p) {
  return h8_of(h4_load(p), h4_load_two(p + 4));
}
static inline h8 h8_load_six_and_two(const uint16_t *p, const uint16_t *r) {
  return h8_of(h4_load(p), h4_load_pairs(p + 4, r));
}
/* Four halves twice; two halves four times; two at p and two at r, twice. */
static inline h8 h8_load_four_twice(const uint16_t *p) {
  return vreinterpretq_f16_u64(vdupq_n_u64(four_bits(p)));
}
static inline h8 h8_load_two_often(const uint16_t *p) {
  return vreinterpretq_f16_u32(vdupq_n_u32(two_bits(p)));
}
static inline h8 h8_load_pairs(const uint16_t *p, const uint16_t *r) {
  return h8_twice(h4_load_pairs(p, r));
}

static inline void h4_store(uint16_t *p, h4 v) {
  vst1_u16(p, vreinterpret_u16_f16(v));
}
static inline void h4_store_two(uint16_t *p, h4 v) {
  const uint32_t bits = vget_lane_u32(vreinterpret_u32_f16(v), 0);
  memcpy(p, &bits, sizeof bits);
}
static inline void h8_store_three(uint16_t *p, h8 v) {
  h4_store_two(p, vget_low_f16(v));
  vst1q_lane_u16(p + 2, vreinterpretq_u16_f16(v), 2);
}
static inline void h8_store_six(uint16_t *p, h8 v) {
  const uint32_t bits = vgetq_lane_u32(vreinterpretq_u32_f16(v), 2);
  h4_store(p, vget_low_f16(v));
  memcpy(p + 4, &bits, sizeof bits);
}

/* Halves by their numbers, a zero for a number beyond the vector: PERMUTE(0, 8, ..) is the vector that takes half 0 and
 * a zero .. */
#define BYTES_OF(i) (uint8_t)(2 * (i)), (uint8_t)(2 * (i) + 1)
#define PERMUTE(a, b, c, d, e, f, g, h)                                                                                \
  { BYTES_OF(a), BYTES_OF(b), BYTES_OF(c), BYTES_OF(d), BYTES_OF(e), BYTES_OF(f), BYTES_OF(g), BYTES_OF(h) }
static inline h8 h8_permute(h8 v, uint8x16_t bytes) {
  return vreinterpretq_f16_u8(vqtbl1q_u8(vreinterpretq_u8_f16(v), bytes));
}

static inline float32x4_t h8_widen_low(h8 v) {
  return vcvt_f32_f16(vget_low_f16(v));
}
static inline float32x4_t h8_widen_high(h8 v) {
  return vcvt_high_f32_f16(v);
}

#endif
