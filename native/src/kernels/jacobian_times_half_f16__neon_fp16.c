/*
 * w = fl16(A p) with A and p in halves, packed as shape.h says, computed in fp16.
 *
 * Each lane sums at most three products of a row; the lanes of a row are then added in pairs. What p gives for a factor
 * is loaded before the one ahead of it is computed: it takes two loads one after the other, longer than all the rest.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "block_lanes.h"
#include "halves__neon_fp16.h"
#include "kernels.h"

/* Scalars of p for a factor, or for two, in the order that its vectors have. */
typedef struct operands {
  h8 of[4];
} operands;

/* ---- Six rows: eight-lane vectors hold row r of the first three and row r of the others ---- */

static const uint8x16_t rows_in_order = PERMUTE(0, 2, 4, 1, 3, 5, 6, 7);

static inline operands load_6_66(const uint16_t *first, const uint16_t *second) {
  return (operands){{h8_load_four_twice(first), h8_load_four_twice(second), h8_load_pairs(first + 4, second + 4)}};
}
static inline h8 rows_6_66(const uint16_t *a, operands p) {
  h8 row[3];
  for (int r = 0; r < 3; r++) {
    row[r] = vmulq_f16(h8_load(a + 24 * r), p.of[0]);
    row[r] = vfmaq_f16(row[r], h8_load(a + 24 * r + 8), p.of[1]);
    row[r] = vfmaq_f16(row[r], h8_load(a + 24 * r + 16), p.of[2]);
  }
  const h8 sums = vpaddq_f16(vpaddq_f16(row[0], row[1]), vpaddq_f16(row[2], row[2]));
  return h8_permute(sums, rows_in_order);
}

static inline operands load_6_6(const uint16_t *only, const uint16_t *same) {
  return (operands){{h8_load_four_twice(only), h8_load_two_often(same + 4)}};
}
static inline h8 rows_6_6(const uint16_t *a, operands p) {
  const uint8x16_t like_heads = PERMUTE(0, 1, 4, 5, 2, 3, 6, 7);
  const uint32x4_t tails2 = vreinterpretq_u32_f16(h8_load(a + 32)); /* and zeros, which must not meet an infinity */
  const h8 row2 = vmulq_f16(h8_load(a + 16), p.of[0]);
  h8 rows01 = vpaddq_f16(vmulq_f16(h8_load(a), p.of[0]), vmulq_f16(h8_load(a + 8), p.of[0]));
  h8 rows2 = vpaddq_f16(row2, row2);
  rows01 = vfmaq_f16(rows01, h8_permute(h8_load(a + 24), like_heads), p.of[1]);
  rows2 = vfmaq_f16(rows2, vreinterpretq_f16_u32(vuzp1q_u32(tails2, tails2)), p.of[1]);
  return h8_permute(vpaddq_f16(rows01, rows2), rows_in_order);
}

/* ---- Three rows ---- */

/* Heads and tails. Behind the last head there are tails, behind the last tail zeros: together the fourth sum, which is
 * nobody's. */
static inline h8 heads_and_tails(const uint16_t *a, operands p) {
  h8 rows = vpaddq_f16(vmulq_f16(h8_load(a), p.of[0]), vmulq_f16(h8_load(a + 8), p.of[0]));
  rows = vfmaq_f16(rows, h8_load(a + 12), p.of[1]);
  return vpaddq_f16(rows, rows);
}

static inline operands load_3_33(const uint16_t *first, const uint16_t *second) {
  return (operands){{h8_load_pairs(first, second), h8_twice(h4_load_ones(first + 2, second + 2))}};
}
#define rows_3_33 heads_and_tails

static inline operands load_3_6(const uint16_t *only, const uint16_t *same) {
  return (operands){{h8_load_four_twice(only), h8_load_two_often(same + 4)}};
}
#define rows_3_6 heads_and_tails

static inline operands load_3_3(const uint16_t *only, const uint16_t *same) {
  (void)same;
  return (operands){{h8_twice(h4_load_three(only))}};
}
static inline h8 rows_3_3(const uint16_t *a, operands p) {
  const h4 row2 = vmul_f16(h4_load(a + 8), vget_low_f16(p.of[0]));
  const h8 rows = vpaddq_f16(vmulq_f16(h8_load(a), p.of[0]), h8_twice(row2));
  return vpaddq_f16(rows, rows);
}

static inline operands load_3_63(const uint16_t *pose, const uint16_t *point) {
  return (operands){{h8_load_six_and_two(pose, point), vreinterpretq_f16_u16(vld1q_dup_u16(point + 2))}};
}
static inline h8 rows_3_63(const uint16_t *a, operands p) {
  const h8 row2 = vmulq_f16(h8_load(a + 16), p.of[0]);
  h8 rows = vpaddq_f16(vmulq_f16(h8_load(a), p.of[0]), vmulq_f16(h8_load(a + 8), p.of[0]));
  rows = vpaddq_f16(rows, vpaddq_f16(row2, row2));
  rows = vpaddq_f16(rows, rows);
  return vfmaq_f16(rows, h8_twice(h4_load(a + 24)), p.of[1]);
}

/* ---- Two rows, two factors at a time: at a and b, with p for the one at first and second, for the other at third and
 * fourth ---- */

#define LOAD_TWO(shape)                                                                                                \
  static inline operands load_##shape(const uint16_t *first, const uint16_t *second, const uint16_t *third,            \
                                      const uint16_t *fourth)
#define ROWS_OF_TWO(shape) static inline h4 rows_##shape(const uint16_t *a, const uint16_t *b, operands p)

/* Sums of two octets of each factor. */
static inline h8 octets(const uint16_t *a, h8 x, const uint16_t *b, h8 y) {
  h8 first = vpaddq_f16(vmulq_f16(h8_load(a), x), vmulq_f16(h8_load(a + 8), x));
  h8 second = vpaddq_f16(vmulq_f16(h8_load(b), y), vmulq_f16(h8_load(b + 8), y));
  first = vpaddq_f16(first, second);
  return vpaddq_f16(first, first);
}
/* The sums of the other columns, and a column of each factor. */
static inline h4 add_column(h8 sums, const uint16_t *a, const uint16_t *b, h8 x) {
  return vfma_f16(vget_low_f16(sums), h4_load_pairs(a, b), vget_low_f16(x));
}

LOAD_TWO(2_63) {
  return (operands){{h8_load_six_and_two(first, second), h8_load_six_and_two(third, fourth),
                     h8_twice(h4_load_twins(second + 2, fourth + 2))}};
}
ROWS_OF_TWO(2_63) {
  return add_column(octets(a, p.of[0], b, p.of[1]), a + 16, b + 16, p.of[2]);
}

LOAD_TWO(2_9) {
  (void)second, (void)fourth;
  return (operands){{h8_load(first), h8_load(third), h8_twice(h4_load_twins(first + 8, third + 8))}};
}
#define rows_2_9 rows_2_63

/* The second variable, and column 8 of the first. */
static inline h8 three_and_one_twice(const uint16_t *p, const uint16_t *r) {
  return h8_twice(vreinterpret_f16_u16(vld1_lane_u16(r, vreinterpret_u16_f16(h4_load_three(p)), 3)));
}
LOAD_TWO(2_93) {
  return (operands){
      {h8_load(first), h8_load(third), three_and_one_twice(second, first + 8), three_and_one_twice(fourth, third + 8)}};
}
ROWS_OF_TWO(2_93) {
  h8 first = vpaddq_f16(vmulq_f16(h8_load(a), p.of[0]), vmulq_f16(h8_load(a + 8), p.of[0]));
  h8 second = vpaddq_f16(vmulq_f16(h8_load(b), p.of[1]), vmulq_f16(h8_load(b + 8), p.of[1]));
  first = vfmaq_f16(first, h8_load(a + 16), p.of[2]);
  second = vfmaq_f16(second, h8_load(b + 16), p.of[3]);
  first = vpaddq_f16(first, second);
  return vget_low_f16(vpaddq_f16(first, first));
}

LOAD_TWO(2_6) {
  return (operands){
      {h8_load_four_twice(first), h8_load_four_twice(third),
       vcombine_f16(vget_low_f16(h8_load_two_often(second + 4)), vget_low_f16(h8_load_two_often(fourth + 4)))}};
}
ROWS_OF_TWO(2_6) {
  h8 rows = vpaddq_f16(vmulq_f16(h8_load(a), p.of[0]), vmulq_f16(h8_load(b), p.of[1]));
  rows = vfmaq_f16(rows, vcombine_f16(h4_load(a + 8), h4_load(b + 8)), p.of[2]);
  return vget_low_f16(vpaddq_f16(rows, rows));
}

LOAD_TWO(2_3) {
  (void)second, (void)fourth;
  return (operands){{h8_twice(h4_load_three(first)), h8_twice(h4_load_three(third))}};
}
ROWS_OF_TWO(2_3) {
  const h8 rows = vpaddq_f16(vmulq_f16(h8_load(a), p.of[0]), vmulq_f16(h8_load(b), p.of[1]));
  return vget_low_f16(vpaddq_f16(rows, rows));
}

/* ---- Kernels ---- */

#define KERNEL(shape)                                                                                                  \
  static void times_##shape(const mezzo_jacobian_group *group, int64_t count, const int32_t *columns,                  \
                            const void *a_array, double alpha, const void *p_array, void *w_array)

/* One factor at a time, with so many rows, variables and scalars. */
#define BY_ONES(shape, rows, arity, scalars, store)                                                                    \
  KERNEL(shape) {                                                                                                      \
    (void)group, (void)alpha;                                                                                          \
    const uint16_t *a = a_array, *p = p_array;                                                                         \
    uint16_t *w = w_array;                                                                                             \
    if (count == 0)                                                                                                    \
      return;                                                                                                          \
    const int32_t *next = columns + (arity);                                                                           \
    operands x = load_##shape(address(p + columns[0]), address(p + columns[(arity)-1]));                               \
    for (; count > 1; count--, next += (arity), a += (scalars), w += (rows)) {                                         \
      prefetch(a, PREFETCH_AHEAD, (scalars) * (int32_t)sizeof *a);                                                     \
      const operands y = load_##shape(address(p + next[0]), address(p + next[(arity)-1]));                             \
      store(w, rows_##shape(a, x));                                                                                    \
      x = y;                                                                                                           \
    }                                                                                                                  \
    store(w, rows_##shape(a, x));                                                                                      \
  }
BY_ONES(6_66, 6, 2, 72, h8_store_six)
BY_ONES(6_6, 6, 1, 40, h8_store_six)
BY_ONES(3_33, 3, 2, 20, h8_store_three)
BY_ONES(3_3, 3, 1, 12, h8_store_three)
BY_ONES(3_63, 3, 2, 28, h8_store_three)
BY_ONES(3_6, 3, 1, 20, h8_store_three)

/* Two factors of two rows at a time; a last single one is taken twice. */
#define BY_TWOS(shape, arity, scalars)                                                                                 \
  static inline operands load_two_##shape(const uint16_t *p, const int32_t *columns, const int32_t *others) {          \
    return load_##shape(address(p + columns[0]), address(p + columns[(arity)-1]), address(p + others[0]),              \
                        address(p + others[(arity)-1]));                                                               \
  }                                                                                                                    \
  KERNEL(shape) {                                                                                                      \
    (void)group, (void)alpha;                                                                                          \
    const uint16_t *a = a_array, *p = p_array;                                                                         \
    uint16_t *w = w_array;                                                                                             \
    if (count >= 2) {                                                                                                  \
      const int32_t *next = columns + 2 * (arity);                                                                     \
      operands x = load_two_##shape(p, columns, columns + (arity));                                                    \
      for (; count >= 4; count -= 2, next += 2 * (arity), a += 2 * (scalars), w += 4) {                                \
        prefetch(a, PREFETCH_AHEAD, 2 * (scalars) * (int32_t)sizeof *a);                                               \
        const operands y = load_two_##shape(p, next, next + (arity));                                                  \
        h4_store(w, rows_##shape(a, a + (scalars), x));                                                                \
        x = y;                                                                                                         \
      }                                                                                                                \
      h4_store(w, rows_##shape(a, a + (scalars), x));                                                                  \
      columns = next;                                                                                                  \
      a += 2 * (scalars);                                                                                              \
      w += 4;                                                                                                          \
    }                                                                                                                  \
    if (count % 2 == 1)                                                                                                \
      h4_store_two(w, rows_##shape(a, a, load_two_##shape(p, columns, columns)));                                      \
  }
BY_TWOS(2_63, 2, 18)
BY_TWOS(2_6, 1, 12)
BY_TWOS(2_3, 1, 8)
BY_TWOS(2_93, 2, 24)
BY_TWOS(2_9, 1, 18)

/* Nothing is known of these rows. */
KERNEL(any) {
  mezzo_jacobian_times_half_f16__neon.of[MEZZO_SHAPE_ANY](group, count, columns, a_array, alpha, p_array, w_array);
}

const mezzo_jacobian_times_half_kernels mezzo_jacobian_times_half_f16__neon_fp16 = {{
    [MEZZO_SHAPE_ANY] = times_any,
    [MEZZO_SHAPE_6_66] = times_6_66,
    [MEZZO_SHAPE_6_6] = times_6_6,
    [MEZZO_SHAPE_3_33] = times_3_33,
    [MEZZO_SHAPE_3_3] = times_3_3,
    [MEZZO_SHAPE_3_63] = times_3_63,
    [MEZZO_SHAPE_3_6] = times_3_6,
    [MEZZO_SHAPE_2_63] = times_2_63,
    [MEZZO_SHAPE_2_6] = times_2_6,
    [MEZZO_SHAPE_2_3] = times_2_3,
    [MEZZO_SHAPE_2_93] = times_2_93,
    [MEZZO_SHAPE_2_9] = times_2_9,
}};
