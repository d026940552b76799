/*
 * Products of the 6 x 6 blocks of a factor in halves with halves, in fp16: at most twelve of them are summed before
 * they are widened. Blocks are column-major; a load of a column brings two numbers of the next one along, which end in
 * lanes that nobody looks at, or meet zeros.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_IC_HALF_6_H
#define MEZZO_IC_HALF_6_H

#include "block_lanes.h"
#include "halves__neon_fp16.h"

/* What a block is multiplied with: six halves and two zeros. */
typedef h8 operand_6;
enum { OPERAND_6 = 8, PADDED_6 = 8 };

static inline operand_6 operand_load_6(const uint16_t *p) {
  return h8_load(p);
}
static inline void operand_store_6(uint16_t *p, operand_6 v) {
  vst1q_u16(p, vreinterpretq_u16_f16(v));
}

/* Of six scalars times a power of two. */
static inline operand_6 operand_of_6(const float *x, float power) {
  const float32x4_t high = vcombine_f32(vld1_f32(x + 4), vdup_n_f32(0));
  return vcvt_high_f16_f32(vcvt_f16_f32(vmulq_n_f32(vld1q_f32(x), power)), vmulq_n_f32(high, power));
}

/* The bits of the largest magnitude of six scalars. */
static inline uint32_t magnitude_6(const float *x) {
  const uint32x2_t high = vreinterpret_u32_f32(vabs_f32(vld1_f32(x + 4)));
  return vmaxvq_u32(vmaxq_u32(vreinterpretq_u32_f32(vabsq_f32(vld1q_f32(x))), vcombine_u32(high, high)));
}

/* L y in two chains, for the latency of the additions. */
static inline h8 times_6(const uint16_t *l, operand_6 y) {
  h8 even = vmulq_laneq_f16(h8_load(l), y, 0), odd = vmulq_laneq_f16(h8_load(l + 6), y, 1);
  even = vfmaq_laneq_f16(even, h8_load(l + 12), y, 2);
  odd = vfmaq_laneq_f16(odd, h8_load(l + 18), y, 3);
  even = vfmaq_laneq_f16(even, h8_load(l + 24), y, 4);
  odd = vfmaq_laneq_f16(odd, h8_load(l + 30), y, 5);
  return vaddq_f16(even, odd);
}

/* L y + M z, a chain for each. */
static inline h8 times_two_6(const uint16_t *l, operand_6 y, const uint16_t *m, operand_6 z) {
  h8 a = vmulq_laneq_f16(h8_load(l), y, 0), b = vmulq_laneq_f16(h8_load(m), z, 0);
#define COLUMN(k)                                                                                                      \
  a = vfmaq_laneq_f16(a, h8_load(l + 6 * (k)), y, k);                                                                  \
  b = vfmaq_laneq_f16(b, h8_load(m + 6 * (k)), z, k);
  COLUMN(1)
  COLUMN(2)
  COLUMN(3)
  COLUMN(4)
  COLUMN(5)
#undef COLUMN
  return vaddq_f16(a, b);
}

/* Six scalars of a vector. */
typedef struct rows_6 {
  float32x4_t low;
  float32x2_t high;
} rows_6;

static inline rows_6 rows_6_load(const float *x) {
  return (rows_6){vld1q_f32(x), vld1_f32(x + 4)};
}
static inline rows_6 rows_6_subtract(rows_6 r, h8 v, float scale) {
  return (rows_6){vfmsq_n_f32(r.low, h8_widen_low(v), scale),
                  vfms_n_f32(r.high, vget_low_f32(h8_widen_high(v)), scale)};
}
static inline void rows_6_store(float *x, rows_6 r) {
  vst1q_f32(x, r.low);
  vst1_f32(x + 4, r.high);
}

/* x_i -= scale times the sum of L_ij y_j over one, two or four columns j, for n rows i. Blocks of a column are
 * consecutive, from l[j] on. */
static inline void subtract_1_6(int64_t n, const int32_t *row, const uint16_t *const l[], const operand_6 y[],
                                float scale, float *x) {
  const uint16_t *a = l[0];
  for (int64_t i = 0; i < n; i++, a += 36) {
    float *xi = x + (int64_t)row[i] * PADDED_6;
    rows_6_store(xi, rows_6_subtract(rows_6_load(xi), times_6(a, y[0]), scale));
  }
}
static inline void subtract_2_6(int64_t n, const int32_t *row, const uint16_t *const l[], const operand_6 y[],
                                float scale, float *x) {
  const uint16_t *a = l[0], *b = l[1];
  for (int64_t i = 0; i < n; i++, a += 36, b += 36) {
    float *xi = x + (int64_t)row[i] * PADDED_6;
    rows_6_store(xi, rows_6_subtract(rows_6_load(xi), times_two_6(a, y[0], b, y[1]), scale));
  }
}
static inline void subtract_4_6(int64_t n, const int32_t *row, const uint16_t *const l[], const operand_6 y[],
                                float scale, float *x) {
  const uint16_t *a = l[0], *b = l[1], *c = l[2], *d = l[3];
  for (int64_t i = 0; i < n; i++, a += 36, b += 36, c += 36, d += 36) {
    float *xi = x + (int64_t)row[i] * PADDED_6;
    const h8 first = times_two_6(a, y[0], b, y[1]), second = times_two_6(c, y[2], d, y[3]);
    rows_6_store(xi, rows_6_subtract(rows_6_subtract(rows_6_load(xi), first, scale), second, scale));
  }
}

/* For each scalar column of a block column, four numbers to be added up, and eight before they are widened. */
typedef struct sums_6 {
  float32x4_t of[6];
} sums_6;
typedef struct lanes_6 {
  h8 of[6];
} lanes_6;

static inline lanes_6 lanes_of_6(const uint16_t *l, operand_6 x) {
  lanes_6 p;
  UNROLL for (int32_t k = 0; k < 6; k++) {
    p.of[k] = vmulq_f16(h8_load(l + 6 * k), x);
  }
  return p;
}
static inline lanes_6 lanes_add_6(lanes_6 p, const uint16_t *l, operand_6 x) {
  UNROLL for (int32_t k = 0; k < 6; k++) {
    p.of[k] = vfmaq_f16(p.of[k], h8_load(l + 6 * k), x);
  }
  return p;
}
static inline sums_6 sums_add_6(sums_6 s, lanes_6 p) {
  UNROLL for (int32_t k = 0; k < 6; k += 2) {
    const h8 two = vpaddq_f16(p.of[k], p.of[k + 1]);
    s.of[k] = vaddq_f32(s.of[k], h8_widen_low(two));
    s.of[k + 1] = vaddq_f32(s.of[k + 1], h8_widen_high(two));
  }
  return s;
}
static inline sums_6 sums_times_6(sums_6 s, float power) {
  UNROLL for (int32_t k = 0; k < 6; k++) {
    s.of[k] = vmulq_n_f32(s.of[k], power);
  }
  return s;
}

/* The sums of L_ij^T x_i over the n rows i before `row`, upwards, whose blocks end at l. Lanes take six rows each
 * before they are added in pairs. */
static inline sums_6 gather_6(int64_t n, const int32_t *row, const uint16_t *l, const uint16_t *x) {
  sums_6 s;
  UNROLL for (int32_t k = 0; k < 6; k++) {
    s.of[k] = vdupq_n_f32(0);
  }
  KEEP_LOOP for (; n >= 6; n -= 6, row -= 6, l -= 6 * 36) {
    lanes_6 p = lanes_of_6(l - 36, operand_load_6(x + (int64_t)row[-1] * OPERAND_6));
    UNROLL for (int32_t i = 2; i <= 6; i++) {
      p = lanes_add_6(p, l - 36 * i, operand_load_6(x + (int64_t)row[-i] * OPERAND_6));
    }
    s = sums_add_6(s, p);
  }
  if (n > 0) {
    lanes_6 p = lanes_of_6(l - 36, operand_load_6(x + (int64_t)row[-1] * OPERAND_6));
    KEEP_LOOP for (int64_t i = 2; i <= n; i++) {
      p = lanes_add_6(p, l - 36 * i, operand_load_6(x + (int64_t)row[-i] * OPERAND_6));
    }
    s = sums_add_6(s, p);
  }
  return s;
}

#endif
