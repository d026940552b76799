/*
 * q += alpha A^T w with A and w in halves, packed as shape.h says, and q in fp32: for each column the products with the
 * rows of a factor, at most six, are summed in fp16, then widened and added to q.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "add_to__neon.h"
#include "block_lanes.h"
#include "halves__neon_fp16.h"
#include "kernels.h"

/* ---- What one factor adds to q ---- */

#define ADD(shape)                                                                                                     \
  static inline void add_##shape(const uint16_t *a, float alpha, const uint16_t *w, float *q, const int32_t *columns)

/* The sums of both halves of a in the lower half, of b in the upper one. */
static inline h8 join(h8 a, h8 b) {
  const uint64x2_t x = vreinterpretq_u64_f16(a), y = vreinterpretq_u64_f16(b);
  return vaddq_f16(vreinterpretq_f16_u64(vzip1q_u64(x, y)), vreinterpretq_f16_u64(vzip2q_u64(x, y)));
}
static inline float32x4_t widened_halves(h8 v) {
  return vcvt_f32_f16(vadd_f16(vget_low_f16(v), vget_high_f16(v)));
}

/* Six rows: row r of the first three for half a vector, row r of the others for the other half. */
static const uint8x16_t rows0 = PERMUTE(0, 0, 0, 0, 3, 3, 3, 3), rows1 = PERMUTE(1, 1, 1, 1, 4, 4, 4, 4),
                        rows2 = PERMUTE(2, 2, 2, 2, 5, 5, 5, 5);

static inline h8 six_rows(const uint16_t *a, h8 w) {
  h8 sum = vmulq_f16(h8_load(a), h8_permute(w, rows0));
  sum = vfmaq_f16(sum, h8_load(a + 24), h8_permute(w, rows1));
  return vfmaq_f16(sum, h8_load(a + 48), h8_permute(w, rows2));
}
ADD(6_66) {
  const h8 rows = h8_load_six(w);
  const h8 heads = join(six_rows(a, rows), six_rows(a + 8, rows));
  float *first = q + columns[0], *second = q + columns[1];
  add_four(first, alpha, h8_widen_low(heads));
  add_four(second, alpha, h8_widen_high(heads));
  add_pairs(first + 4, second + 4, alpha, widened_halves(six_rows(a + 16, rows)));
}

/* The zeros beside the last tails meet zeros, not w, which might be infinite. */
ADD(6_6) {
  const uint8x16_t tails01 = PERMUTE(0, 0, 1, 1, 3, 3, 4, 4), tails2 = PERMUTE(2, 2, 8, 8, 5, 5, 8, 8);
  const h8 rows = h8_load_six(w);
  h8 heads = vmulq_f16(h8_load(a), h8_permute(rows, rows0)),
     tails = vmulq_f16(h8_load(a + 24), h8_permute(rows, tails01));
  heads = vfmaq_f16(heads, h8_load(a + 8), h8_permute(rows, rows1));
  tails = vfmaq_f16(tails, h8_load(a + 32), h8_permute(rows, tails2));
  heads = vfmaq_f16(heads, h8_load(a + 16), h8_permute(rows, rows2));
  const h8 joined = join(heads, tails);
  float *only = q + columns[0];
  add_four(only, alpha, h8_widen_low(joined));
  add_pair(only + 4, alpha, add_halves(h8_widen_high(joined)));
}

/* Three rows of w: two in a vector, and one. */
typedef struct three_rows {
  h4 two;
  h4 last;
} three_rows;
static inline three_rows load_three_rows(const uint16_t *w) {
  return (three_rows){h4_load_two(w), h4_load_one(w + 2)};
}

/* Heads of four columns, and tails of two. The zeros beside the last tail meet zeros. */
static inline float32x4_t heads_of_three(const uint16_t *a, three_rows w) {
  h4 sum = vmul_lane_f16(h4_load(a), w.two, 0);
  sum = vfma_lane_f16(sum, h4_load(a + 4), w.two, 1);
  return vcvt_f32_f16(vfma_lane_f16(sum, h4_load(a + 8), w.last, 0));
}
static inline float32x2_t tails_of_three(const uint16_t *a, three_rows w) {
  const h4 sum = vmul_f16(h4_load(a), vzip1_f16(w.two, w.two));
  return add_halves(vcvt_f32_f16(vfma_f16(sum, h4_load(a + 4), vzip1_f16(w.last, w.last))));
}
ADD(3_33) {
  const three_rows rows = load_three_rows(w);
  const float32x2_t tails = tails_of_three(a + 12, rows);
  float *first = q + columns[0], *second = q + columns[1];
  add_pairs(first, second, alpha, heads_of_three(a, rows));
  add_one(first + 2, alpha, vget_lane_f32(tails, 0));
  add_one(second + 2, alpha, vget_lane_f32(tails, 1));
}
ADD(3_6) {
  const three_rows rows = load_three_rows(w);
  float *only = q + columns[0];
  add_four(only, alpha, heads_of_three(a, rows));
  add_pair(only + 4, alpha, tails_of_three(a + 12, rows));
}
ADD(3_3) {
  add_three(q + columns[0], alpha, heads_of_three(a, load_three_rows(w)));
}

/* Octets, and columns that are left over. */
static inline void add_octet_63(float *pose, float *point, float alpha, h8 sum) {
  add_four(pose, alpha, h8_widen_low(sum));
  add_pairs(pose + 4, point, alpha, h8_widen_high(sum));
}
static inline void add_octet(float *q, float alpha, h8 sum) {
  add_four(q, alpha, h8_widen_low(sum));
  add_four(q + 4, alpha, h8_widen_high(sum));
}
static inline h8 two_octets(const uint16_t *a, h4 w) {
  return vfmaq_lane_f16(vmulq_lane_f16(h8_load(a), w, 0), h8_load(a + 8), w, 1);
}
/* The sum of products with two neighbours in a column, and a third one. */
static inline void add_column(float *q, float alpha, h4 products) {
  add_one(q, alpha, (float)vget_lane_f16(vpadd_f16(products, products), 0));
}
ADD(3_63) {
  const three_rows rows = load_three_rows(w);
  const h4 last = vmul_f16(h4_load_one(a + 26), rows.last);
  float *pose = q + columns[0], *point = q + columns[1];
  add_octet_63(pose, point, alpha, vfmaq_lane_f16(two_octets(a, rows.two), h8_load(a + 16), rows.last, 0));
  add_column(point + 2, alpha, vfma_f16(last, h4_load_two(a + 24), rows.two));
}
ADD(2_63) {
  const h4 rows = h4_load_two(w);
  float *pose = q + columns[0], *point = q + columns[1];
  add_octet_63(pose, point, alpha, two_octets(a, rows));
  add_column(point + 2, alpha, vmul_f16(h4_load_two(a + 16), rows));
}
ADD(2_9) {
  const h4 rows = h4_load_two(w);
  float *only = q + columns[0];
  add_octet(only, alpha, two_octets(a, rows));
  add_column(only + 8, alpha, vmul_f16(h4_load_two(a + 16), rows));
}

static inline float32x4_t two_quads(const uint16_t *a, h4 w) {
  return vcvt_f32_f16(vfma_lane_f16(vmul_lane_f16(h4_load(a), w, 0), h4_load(a + 4), w, 1));
}
ADD(2_93) {
  const h4 rows = h4_load_two(w);
  float *camera = q + columns[0], *point = q + columns[1];
  const float32x4_t rest = two_quads(a + 16, rows);
  add_octet(camera, alpha, two_octets(a, rows));
  add_three(point, alpha, rest);
  add_one(camera + 8, alpha, vgetq_lane_f32(rest, 3));
}
ADD(2_6) {
  const h4 rows = h4_load_two(w);
  float *only = q + columns[0];
  add_four(only, alpha, two_quads(a, rows));
  add_pair(only + 4, alpha, add_halves(vcvt_f32_f16(vmul_f16(h4_load(a + 8), vzip1_f16(rows, rows)))));
}
ADD(2_3) {
  add_three(q + columns[0], alpha, two_quads(a, h4_load_two(w)));
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

const mezzo_jacobian_transpose_times_half_kernels mezzo_jacobian_transpose_times_half_f16__neon_fp16 = {{
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
