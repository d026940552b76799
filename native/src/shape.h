/*
 * Shapes of factors, and the order of a factor's scalars in the types narrower than fp64.
 *
 * A packed factor is one matrix of rows x (all columns of its variables). Shapes without a layout of their own are
 * row-major and dense. The others, those of pose graphs and bundle adjustment, are made for vectors of four or eight
 * lanes, so that a product needs neither gathers nor lane masks in either direction. A "quad" is four columns of one
 * row, an "octet" eight, and a "double quad" a quad of one row and the same quad of another: the lower and the upper
 * half of an eight-lane vector.
 *
 *  - 6 x (6 6): row r of the first three and row r + 3 share double quads. Three for each r in order: columns 0-3 of
 * the first variable, columns 0-3 of the second, columns 4-5 of both.
 *  - 6 x (6): the same pairs of rows; a head of columns 0-3 and a tail of columns 4-5. The three double quads of heads,
 *    one with the tails of r = 0 and 1, one with the tail of r = 2 and two zeros.
 *  - 3 x (6) and 3 x (3 3): as 6 x (6), with quads of single rows. For (3 3), head and tail are columns 0-1 and 2 of
 *    both variables.
 *  - 3 x (3): each row is a quad of three columns and a zero.
 *  - 3 x (6 3): an octet of each row, the first variable and columns 0-1 of the second; then a quad of column 2 of the
 *    second in all rows and a zero.
 *  - 2 x (6 3): the same octets, then that column of both rows.
 *  - 2 x (9 3): an octet of each row, columns 0-7 of the first variable; then a double quad, the second variable and
 *    column 8 of the first.
 *  - 2 x (9): the same octets, then column 8 of both rows.
 *  - 2 x (6): a double quad of columns 0-3, then columns 4-5 of each row.
 *  - 2 x (3): a double quad of three columns and a zero.
 *
 * The columns of a variable come in the same pieces whatever the shape: 4 + 2 of six, 2 + 1 of three, 8 + 1 of nine.
 * Factors that share a variable then read back from q exactly the pieces that the factor before has written, which is
 * what store buffers can forward.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_SHAPE_H
#define MEZZO_SHAPE_H

#include <stdint.h>

/* Rows, then the dimensions of the variables. */
typedef enum mezzo_shape {
  MEZZO_SHAPE_ANY = 0,
  MEZZO_SHAPE_6_66, /* between poses in space */
  MEZZO_SHAPE_6_6,  /* on a pose in space */
  MEZZO_SHAPE_3_33, /* between poses in the plane */
  MEZZO_SHAPE_3_3,  /* on one; on a position */
  MEZZO_SHAPE_3_63, /* stereo: a landmark seen from a pose */
  MEZZO_SHAPE_3_6,  /* a known landmark; a position measured at a pose */
  MEZZO_SHAPE_2_63, /* one camera: a landmark seen from a pose */
  MEZZO_SHAPE_2_6,
  MEZZO_SHAPE_2_3,  /* a landmark seen from a known pose */
  MEZZO_SHAPE_2_93, /* one camera, with intrinsics to be found */
  MEZZO_SHAPE_2_9,
  MEZZO_SHAPES
} mezzo_shape;

/* The shape of factors of that many rows on variables of dims[arity]. */
mezzo_shape mezzo_shape_of(int32_t rows, int32_t arity, const int32_t *dims);

/* Scalars of a packed factor with its padding. */
int64_t mezzo_shape_packed_values(mezzo_shape shape, int32_t rows, int32_t columns);

/* position[row * columns + column]: where that scalar is in a packed factor; NULL for MEZZO_SHAPE_ANY, where that is
 * the index itself. The columns of a piece of a variable are neighbours. */
const uint8_t *mezzo_shape_positions(mezzo_shape shape);

/* Columns in the piece that begins at column c of a variable of dimension dim. */
static inline int32_t mezzo_shape_piece(int32_t dim, int32_t c) {
  return dim - c >= 8 ? 8 : dim - c >= 4 ? 4 : dim - c >= 2 ? 2 : 1;
}

#endif
