/*
 * Shapes of factors: which have a packed layout of their own, and what it is.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shape.h"

#include <stddef.h>

/* Lane `lane` of a quad, counted from the beginning of the factor; of row r in a double quad of rows r and r + 3, or of
 * rows 0 and 1. */
#define QUAD(quad, lane) (uint8_t)((quad)*4 + (lane))
#define SIX(r, quad, lane) QUAD((quad)*2 + (r) / 3, lane)
#define TWO(r, quad, lane) QUAD((quad)*2 + (r), lane)

/* Where row r and column c of all columns of the factor are. Two tails share a quad: that of row r of three is in the
 * quad r / 2 of them, from lane r % 2 * 2 on. */
#define AT_6_66(r, c)                                                                                                  \
  ((c) % 6 < 4 ? SIX(r, (r) % 3 * 3 + (c) / 6, (c) % 6) : SIX(r, (r) % 3 * 3 + 2, (c) / 6 * 2 + (c) % 6 - 4))
#define AT_6_6(r, c) ((c) < 4 ? SIX(r, (r) % 3, c) : SIX(r, 3 + (r) % 3 / 2, (r) % 3 % 2 * 2 + (c)-4))
#define AT_3_33(r, c) ((c) % 3 < 2 ? QUAD(r, (c) / 3 * 2 + (c) % 3) : QUAD(3 + (r) / 2, (r) % 2 * 2 + (c) / 3))
#define AT_3_3(r, c) QUAD(r, c)
#define AT_3_63(r, c) ((c) < 8 ? QUAD((r)*2 + (c) / 4, (c) % 4) : QUAD(6, r))
#define AT_3_6(r, c) ((c) < 4 ? QUAD(r, c) : QUAD(3 + (r) / 2, (r) % 2 * 2 + (c)-4))
#define AT_2_63(r, c) ((c) < 8 ? QUAD((r)*2 + (c) / 4, (c) % 4) : QUAD(4, r))
#define AT_2_6(r, c) ((c) < 4 ? TWO(r, 0, c) : QUAD(2, (r)*2 + (c)-4))
#define AT_2_3(r, c) TWO(r, 0, c)
#define AT_2_93(r, c) ((c) < 8 ? QUAD((r)*2 + (c) / 4, (c) % 4) : TWO(r, 2, ((c) + 3) % 4))
#define AT_2_9(r, c) AT_2_63(r, c)

#define ROW_3(at, r) at(r, 0), at(r, 1), at(r, 2)
#define ROW_6(at, r) ROW_3(at, r), at(r, 3), at(r, 4), at(r, 5)
#define ROW_9(at, r) ROW_6(at, r), at(r, 6), at(r, 7), at(r, 8)
#define ROW_12(at, r) ROW_9(at, r), at(r, 9), at(r, 10), at(r, 11)
#define ROWS_2(row, at) row(at, 0), row(at, 1)
#define ROWS_3(row, at) ROWS_2(row, at), row(at, 2)
#define ROWS_6(row, at) ROWS_3(row, at), row(at, 3), row(at, 4), row(at, 5)

static const struct {
  int32_t rows;
  int32_t arity;
  int32_t dims[2];
  int64_t packed_values;
  uint8_t positions[72];
} shapes[MEZZO_SHAPES] = {
    [MEZZO_SHAPE_6_66] = {6, 2, {6, 6}, 72, {ROWS_6(ROW_12, AT_6_66)}},
    [MEZZO_SHAPE_6_6] = {6, 1, {6}, 40, {ROWS_6(ROW_6, AT_6_6)}},
    [MEZZO_SHAPE_3_33] = {3, 2, {3, 3}, 20, {ROWS_3(ROW_6, AT_3_33)}},
    [MEZZO_SHAPE_3_3] = {3, 1, {3}, 12, {ROWS_3(ROW_3, AT_3_3)}},
    [MEZZO_SHAPE_3_63] = {3, 2, {6, 3}, 28, {ROWS_3(ROW_9, AT_3_63)}},
    [MEZZO_SHAPE_3_6] = {3, 1, {6}, 20, {ROWS_3(ROW_6, AT_3_6)}},
    [MEZZO_SHAPE_2_63] = {2, 2, {6, 3}, 18, {ROWS_2(ROW_9, AT_2_63)}},
    [MEZZO_SHAPE_2_6] = {2, 1, {6}, 12, {ROWS_2(ROW_6, AT_2_6)}},
    [MEZZO_SHAPE_2_3] = {2, 1, {3}, 8, {ROWS_2(ROW_3, AT_2_3)}},
    [MEZZO_SHAPE_2_93] = {2, 2, {9, 3}, 24, {ROWS_2(ROW_12, AT_2_93)}},
    [MEZZO_SHAPE_2_9] = {2, 1, {9}, 18, {ROWS_2(ROW_9, AT_2_9)}},
};

mezzo_shape mezzo_shape_of(int32_t rows, int32_t arity, const int32_t *dims) {
  for (int32_t s = MEZZO_SHAPE_ANY + 1; s < MEZZO_SHAPES; s++)
    if (shapes[s].rows == rows && shapes[s].arity == arity && shapes[s].dims[0] == dims[0] &&
        (arity == 1 || shapes[s].dims[1] == dims[1]))
      return (mezzo_shape)s;
  return MEZZO_SHAPE_ANY;
}

int64_t mezzo_shape_packed_values(mezzo_shape shape, int32_t rows, int32_t columns) {
  return shape == MEZZO_SHAPE_ANY ? (int64_t)rows * columns : shapes[shape].packed_values;
}

const uint8_t *mezzo_shape_positions(mezzo_shape shape) {
  return shape == MEZZO_SHAPE_ANY ? NULL : shapes[shape].positions;
}
