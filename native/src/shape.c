/*
 * Shapes of factors: which have a packed layout of their own, and what it is.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shape.h"

#include <stddef.h>

enum { PACKED_6_66 = 72, PACKED_6_6 = 40, PACKED_3_33 = 20, PACKED_3_3 = 12 };

/* A scalar in lane `lane` of quad `quad` of a panel, where six-row factors interleave two panels. */
#define SIX(r, quad, lane) (uint8_t)(((quad)*2 + (r) / 3) * 4 + (lane))
#define THREE(quad, lane) (uint8_t)((quad)*4 + (lane))

/* Column c of variable c / 6. */
#define AT_6_66(r, c)                                                                                                  \
  ((c) % 6 < 4 ? SIX(r, (r) % 3 * 3 + (c) / 6, (c) % 6) : SIX(r, (r) % 3 * 3 + 2, (c) / 6 * 2 + (c) % 6 - 4))

/* Heads in quads 0 to 2; the tail of row r in quad 3 + r / 2, lanes r % 2 * 2 and the next. */
#define AT_6_6(r, c) ((c) < 4 ? SIX(r, (r) % 3, c) : SIX(r, 3 + (r) % 3 / 2, (r) % 3 % 2 * 2 + (c)-4))
#define AT_3_33(r, c) ((c) % 3 < 2 ? THREE(r, (c) / 3 * 2 + (c) % 3) : THREE(3 + (r) / 2, (r) % 2 * 2 + (c) / 3))
#define AT_3_3(r, c) THREE(r, c)

#define ROW_3(at, r) at(r, 0), at(r, 1), at(r, 2)
#define ROW_6(at, r) ROW_3(at, r), at(r, 3), at(r, 4), at(r, 5)
#define ROW_12(at, r) ROW_6(at, r), at(r, 6), at(r, 7), at(r, 8), at(r, 9), at(r, 10), at(r, 11)

static const uint8_t positions_6_66[] = {ROW_12(AT_6_66, 0), ROW_12(AT_6_66, 1), ROW_12(AT_6_66, 2),
                                         ROW_12(AT_6_66, 3), ROW_12(AT_6_66, 4), ROW_12(AT_6_66, 5)};
static const uint8_t positions_6_6[] = {ROW_6(AT_6_6, 0), ROW_6(AT_6_6, 1), ROW_6(AT_6_6, 2),
                                        ROW_6(AT_6_6, 3), ROW_6(AT_6_6, 4), ROW_6(AT_6_6, 5)};
static const uint8_t positions_3_33[] = {ROW_6(AT_3_33, 0), ROW_6(AT_3_33, 1), ROW_6(AT_3_33, 2)};
static const uint8_t positions_3_3[] = {ROW_3(AT_3_3, 0), ROW_3(AT_3_3, 1), ROW_3(AT_3_3, 2)};

mezzo_shape mezzo_shape_of(int32_t rows, int32_t arity, const int32_t *dims) {
  if (arity < 1 || arity > 2 || (rows != 3 && rows != 6))
    return MEZZO_SHAPE_ANY;
  for (int32_t k = 0; k < arity; k++)
    if (dims[k] != rows)
      return MEZZO_SHAPE_ANY;
  if (rows == 6)
    return arity == 2 ? MEZZO_SHAPE_6_66 : MEZZO_SHAPE_6_6;
  return arity == 2 ? MEZZO_SHAPE_3_33 : MEZZO_SHAPE_3_3;
}

int64_t mezzo_shape_packed_values(mezzo_shape shape, int32_t rows, int32_t columns) {
  switch (shape) {
  case MEZZO_SHAPE_6_66:
    return PACKED_6_66;
  case MEZZO_SHAPE_6_6:
    return PACKED_6_6;
  case MEZZO_SHAPE_3_33:
    return PACKED_3_33;
  case MEZZO_SHAPE_3_3:
    return PACKED_3_3;
  default:
    return (int64_t)rows * columns;
  }
}

const uint8_t *mezzo_shape_positions(mezzo_shape shape) {
  switch (shape) {
  case MEZZO_SHAPE_6_66:
    return positions_6_66;
  case MEZZO_SHAPE_6_6:
    return positions_6_6;
  case MEZZO_SHAPE_3_33:
    return positions_3_33;
  case MEZZO_SHAPE_3_3:
    return positions_3_3;
  default:
    return NULL;
  }
}
