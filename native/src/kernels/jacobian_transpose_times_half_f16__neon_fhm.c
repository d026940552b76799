/*
 * q += alpha A^T w with A and w in halves, packed as shape.h says, and q in fp32, by FEAT_FHM of ARMv8.4-A: products of
 * halves are added to sums in fp32 without being rounded.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "add_to__neon.h"
#include "block_lanes.h"
#include "halves__neon_fp16.h"
#include "kernels.h"

/* sum + half of an eight-lane vector, the lower or the upper one, times half `row` of w */
#define LOW(sum, a, w, row) vfmlalq_lane_low_f16(sum, h8_load(a), w, row)
#define HIGH(sum, a, w, row) vfmlalq_lane_high_f16(sum, h8_load(a), w, row)

static inline float32x4_t zero(void) {
  return vdupq_n_f32(0);
}

/* ---- What one factor adds to q ---- */

#define ADD(shape)                                                                                                     \
  static inline void add_##shape(const uint16_t *a, float alpha, const uint16_t *w, float *q, const int32_t *columns)

/* Double quads of row r and row r + 3, `step` apart. */
static inline float32x4_t six_rows(const uint16_t *a, int step, const uint16_t *w) {
  const h4 first = h4_load(w), second = h4_load_two(w + 4);
  float32x4_t sum = LOW(zero(), a, first, 0);
  sum = HIGH(sum, a, first, 3);
  sum = LOW(sum, a + step, first, 1);
  sum = HIGH(sum, a + step, second, 0);
  sum = LOW(sum, a + 2 * step, first, 2);
  return HIGH(sum, a + 2 * step, second, 1);
}
ADD(6_66) {
  float *first = q + columns[0], *second = q + columns[1];
  add_four(first, alpha, six_rows(a, 24, w));
  add_four(second, alpha, six_rows(a + 8, 24, w));
  add_pairs(first + 4, second + 4, alpha, six_rows(a + 16, 24, w));
}

/* Products of tails with the row that each belongs to; zeros beside the last ones meet zeros. */
static inline float32x2_t tails(float32x4_t sum, const uint16_t *a, h8 w) {
  return add_halves(vfmlalq_high_f16(vfmlalq_low_f16(sum, h8_load(a), w), h8_load(a), w));
}
ADD(6_6) {
  const uint8x16_t tails01 = PERMUTE(0, 0, 1, 1, 3, 3, 4, 4), tails2 = PERMUTE(2, 2, 8, 8, 5, 5, 8, 8);
  const h8 rows = h8_load_six(w), last = h8_permute(rows, tails2);
  float *only = q + columns[0];
  float32x4_t sum = vfmlalq_low_f16(zero(), h8_load(a + 32), last);
  sum = vfmlalq_high_f16(sum, h8_load(a + 32), last);
  add_four(only, alpha, six_rows(a, 8, w));
  add_pair(only + 4, alpha, tails(sum, a + 24, h8_permute(rows, tails01)));
}

static inline float32x4_t heads_of_three(const uint16_t *a, h4 w) {
  return LOW(HIGH(LOW(zero(), a, w, 0), a, w, 1), a + 8, w, 2);
}
static inline float32x2_t tails_of_three(const uint16_t *a, h4 w) {
  return tails(zero(), a, vzip1q_f16(h8_twice(w), h8_twice(w)));
}
ADD(3_33) {
  const h4 rows = h4_load_three(w);
  const float32x2_t last = tails_of_three(a + 12, rows);
  float *first = q + columns[0], *second = q + columns[1];
  add_pairs(first, second, alpha, heads_of_three(a, rows));
  add_one(first + 2, alpha, vget_lane_f32(last, 0));
  add_one(second + 2, alpha, vget_lane_f32(last, 1));
}
ADD(3_6) {
  const h4 rows = h4_load_three(w);
  float *only = q + columns[0];
  add_four(only, alpha, heads_of_three(a, rows));
  add_pair(only + 4, alpha, tails_of_three(a + 12, rows));
}
ADD(3_3) {
  const h4 rows = h4_load_three(w);
  const float32x4_t sum = LOW(zero(), a, rows, 0);
  add_three(q + columns[0], alpha, HIGH(HIGH(sum, a, rows, 1), a + 4, rows, 2));
}

/* Octets, and columns that are left over. */
static inline void add_column(float *q, float alpha, h4 a, h4 w) {
  add_one(q, alpha, vaddvq_f32(vfmlalq_low_f16(zero(), vcombine_f16(a, a), vcombine_f16(w, w))));
}
ADD(3_63) {
  const h4 rows = h4_load_three(w);
  float *pose = q + columns[0], *point = q + columns[1];
  add_four(pose, alpha, LOW(LOW(LOW(zero(), a, rows, 0), a + 8, rows, 1), a + 16, rows, 2));
  add_pairs(pose + 4, point, alpha, HIGH(HIGH(HIGH(zero(), a, rows, 0), a + 8, rows, 1), a + 16, rows, 2));
  add_column(point + 2, alpha, h4_load(a + 24), rows);
}
ADD(2_63) {
  const h4 rows = h4_load_two(w);
  float *pose = q + columns[0], *point = q + columns[1];
  add_four(pose, alpha, LOW(LOW(zero(), a, rows, 0), a + 8, rows, 1));
  add_pairs(pose + 4, point, alpha, HIGH(HIGH(zero(), a, rows, 0), a + 8, rows, 1));
  add_column(point + 2, alpha, h4_load_two(a + 16), rows);
}
static inline void add_octet(float *q, float alpha, const uint16_t *a, h4 w) {
  add_four(q, alpha, LOW(LOW(zero(), a, w, 0), a + 8, w, 1));
  add_four(q + 4, alpha, HIGH(HIGH(zero(), a, w, 0), a + 8, w, 1));
}
ADD(2_9) {
  const h4 rows = h4_load_two(w);
  float *only = q + columns[0];
  add_octet(only, alpha, a, rows);
  add_column(only + 8, alpha, h4_load_two(a + 16), rows);
}
ADD(2_93) {
  const h4 rows = h4_load_two(w);
  float *camera = q + columns[0], *point = q + columns[1];
  const float32x4_t rest = HIGH(LOW(zero(), a + 16, rows, 0), a + 16, rows, 1);
  add_octet(camera, alpha, a, rows);
  add_three(point, alpha, rest);
  add_one(camera + 8, alpha, vgetq_lane_f32(rest, 3));
}
ADD(2_6) {
  const h4 rows = h4_load_two(w), each_twice = vzip1_f16(rows, rows), last = h4_load(a + 8);
  float *only = q + columns[0];
  add_four(only, alpha, HIGH(LOW(zero(), a, rows, 0), a, rows, 1));
  add_pair(only + 4, alpha, add_halves(vfmlalq_low_f16(zero(), h8_twice(last), h8_twice(each_twice))));
}
ADD(2_3) {
  const h4 rows = h4_load_two(w);
  add_three(q + columns[0], alpha, HIGH(LOW(zero(), a, rows, 0), a, rows, 1));
}

/* ---- Kernels ---- */

#define KERNEL(shape)                                                                                                  \
  static void transpose_times_##shape(const mezzo_jacobian_group *group, int64_t count, const int32_t *columns,        \
                                      const void *a_array, double alpha, const void *w_array, void *q_array)

/* Factors with so many rows, variables and scalars. */
#define DEFINE(shape, rows, arity, scalars)                                                                            \
  KERNEL(shape) {                                                                                                      \
    (void)group;                                                                                                       \
    const uint16_t *a = a_array, *w = w_array;                                                                         \
    for (int64_t f = 0; f < count; f++, a += (scalars), columns += (arity), w += (rows)) {                             \
      prefetch(a, PREFETCH_AHEAD, (scalars) * (int32_t)sizeof *a);                                                     \
      add_##shape(a, (float)alpha, w, q_array, columns);                                                               \
    }                                                                                                                  \
  }
DEFINE(6_66, 6, 2, 72)
DEFINE(6_6, 6, 1, 40)
DEFINE(3_33, 3, 2, 20)
DEFINE(3_3, 3, 1, 12)
DEFINE(3_63, 3, 2, 28)
DEFINE(3_6, 3, 1, 20)
DEFINE(2_63, 2, 2, 18)
DEFINE(2_6, 2, 1, 12)
DEFINE(2_3, 2, 1, 8)
DEFINE(2_93, 2, 2, 24)
DEFINE(2_9, 2, 1, 18)

/* Nothing is known of these rows. */
KERNEL(any) {
  mezzo_jacobian_transpose_times_half_f16__neon.of[MEZZO_SHAPE_ANY](group, count, columns, a_array, alpha, w_array,
                                                                    q_array);
}

const mezzo_jacobian_transpose_times_half_kernels mezzo_jacobian_transpose_times_half_f16__neon_fhm = {{
    [MEZZO_SHAPE_ANY] = transpose_times_any,
    [MEZZO_SHAPE_6_66] = transpose_times_6_66,
    [MEZZO_SHAPE_6_6] = transpose_times_6_6,
    [MEZZO_SHAPE_3_33] = transpose_times_3_33,
    [MEZZO_SHAPE_3_3] = transpose_times_3_3,
    [MEZZO_SHAPE_3_63] = transpose_times_3_63,
    [MEZZO_SHAPE_3_6] = transpose_times_3_6,
    [MEZZO_SHAPE_2_63] = transpose_times_2_63,
    [MEZZO_SHAPE_2_6] = transpose_times_2_6,
    [MEZZO_SHAPE_2_3] = transpose_times_2_3,
    [MEZZO_SHAPE_2_93] = transpose_times_2_93,
    [MEZZO_SHAPE_2_9] = transpose_times_2_9,
}};
