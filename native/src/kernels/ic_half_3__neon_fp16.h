/*
 * Products of the 3 x 3 blocks of a factor in halves with halves, in fp16: at most twelve of them are summed before
 * they are widened. As ic_half_6__neon_fp16.h, with vectors of four halves.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_IC_HALF_3_H
#define MEZZO_IC_HALF_3_H

#include "block_lanes.h"
#include "halves__neon_fp16.h"

/* Three halves and a zero. */
typedef h4 operand_3;
enum { OPERAND_3 = 4, PADDED_3 = 4 };

static inline operand_3 operand_load_3(const uint16_t *p) {
  return h4_load(p);
}
static inline void operand_store_3(uint16_t *p, operand_3 v) {
  vst1_u16(p, vreinterpret_u16_f16(v));
}
static inline float32x4_t three(const float *x) {
  return vsetq_lane_f32(0, vld1q_f32(x), 3);
}
static inline operand_3 operand_of_3(const float *x, float power) {
  return vcvt_f16_f32(vmulq_n_f32(three(x), power));
}
static inline uint32_t magnitude_3(const float *x) {
  return vmaxvq_u32(vreinterpretq_u32_f32(vabsq_f32(three(x))));
}

/* L y, and r + L y. */
static inline h4 times_3(const uint16_t *l, operand_3 y) {
  h4 r = vmul_lane_f16(h4_load(l), y, 0);
  r = vfma_lane_f16(r, h4_load(l + 3), y, 1);
  return vfma_lane_f16(r, h4_load(l + 6), y, 2);
}
static inline h4 add_times_3(h4 r, const uint16_t *l, operand_3 y) {
  r = vfma_lane_f16(r, h4_load(l), y, 0);
  r = vfma_lane_f16(r, h4_load(l + 3), y, 1);
  return vfma_lane_f16(r, h4_load(l + 6), y, 2);
}

static inline void rows_3_subtract(float *x, h4 v, float scale) {
  vst1q_f32(x, vfmsq_n_f32(vld1q_f32(x), vcvt_f32_f16(v), scale));
}

static inline void subtract_1_3(int64_t n, const int32_t *row, const uint16_t *const l[], const operand_3 y[],
                                float scale, float *x) {
  const uint16_t *a = l[0];
  for (int64_t i = 0; i < n; i++, a += 9)
    rows_3_subtract(x + (int64_t)row[i] * PADDED_3, times_3(a, y[0]), scale);
}
static inline void subtract_2_3(int64_t n, const int32_t *row, const uint16_t *const l[], const operand_3 y[],
                                float scale, float *x) {
  const uint16_t *a = l[0], *b = l[1];
  for (int64_t i = 0; i < n; i++, a += 9, b += 9)
    rows_3_subtract(x + (int64_t)row[i] * PADDED_3, vadd_f16(times_3(a, y[0]), times_3(b, y[1])), scale);
}
static inline void subtract_4_3(int64_t n, const int32_t *row, const uint16_t *const l[], const operand_3 y[],
                                float scale, float *x) {
  const uint16_t *a = l[0], *b = l[1], *c = l[2], *d = l[3];
  for (int64_t i = 0; i < n; i++, a += 9, b += 9, c += 9, d += 9) {
    const h4 first = add_times_3(times_3(a, y[0]), b, y[1]), second = add_times_3(times_3(c, y[2]), d, y[3]);
    rows_3_subtract(x + (int64_t)row[i] * PADDED_3, vadd_f16(first, second), scale);
  }
}

typedef struct sums_3 {
  float32x4_t of[3];
} sums_3;
typedef struct lanes_3 {
  h4 of[3];
} lanes_3;

static inline lanes_3 lanes_of_3(const uint16_t *l, operand_3 x) {
  return (lanes_3){{vmul_f16(h4_load(l), x), vmul_f16(h4_load(l + 3), x), vmul_f16(h4_load(l + 6), x)}};
}
static inline lanes_3 lanes_add_3(lanes_3 p, const uint16_t *l, operand_3 x) {
  UNROLL for (int32_t k = 0; k < 3; k++) {
    p.of[k] = vfma_f16(p.of[k], h4_load(l + 3 * k), x);
  }
  return p;
}
static inline sums_3 sums_add_3(sums_3 s, lanes_3 p) {
  UNROLL for (int32_t k = 0; k < 3; k++) {
    s.of[k] = vaddq_f32(s.of[k], vcvt_f32_f16(p.of[k]));
  }
  return s;
}
static inline sums_3 sums_times_3(sums_3 s, float power) {
  UNROLL for (int32_t k = 0; k < 3; k++) {
    s.of[k] = vmulq_n_f32(s.of[k], power);
  }
  return s;
}

/* Lanes take four rows each. */
static inline sums_3 gather_3(int64_t n, const int32_t *row, const uint16_t *l, const uint16_t *x) {
  sums_3 s = {{vdupq_n_f32(0), vdupq_n_f32(0), vdupq_n_f32(0)}};
  KEEP_LOOP for (; n >= 4; n -= 4, row -= 4, l -= 4 * 9) {
    lanes_3 p = lanes_of_3(l - 9, operand_load_3(x + (int64_t)row[-1] * OPERAND_3));
    UNROLL for (int32_t i = 2; i <= 4; i++) {
      p = lanes_add_3(p, l - 9 * i, operand_load_3(x + (int64_t)row[-i] * OPERAND_3));
    }
    s = sums_add_3(s, p);
  }
  if (n > 0) {
    lanes_3 p = lanes_of_3(l - 9, operand_load_3(x + (int64_t)row[-1] * OPERAND_3));
    KEEP_LOOP for (int64_t i = 2; i <= n; i++) {
      p = lanes_add_3(p, l - 9 * i, operand_load_3(x + (int64_t)row[-i] * OPERAND_3));
    }
    s = sums_add_3(s, p);
  }
  return s;
}

#endif
