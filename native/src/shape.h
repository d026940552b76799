/*
 * Shapes of factors, and the order of a factor's scalars in the types narrower than fp64.
 *
 * A packed factor is one matrix of rows x (all columns of its variables). Shapes without a layout of their own are
 * row-major and dense. The others, those of pose graphs, are made for vectors of four lanes, "quads", so that a product
 * needs neither gathers nor lane masks in either direction:
 *
 *  - Three rows form a panel. The second panel of a six-row factor is interleaved with the first, quad by quad:
 *    row i is the lower and row i + 3 the upper half of an eight-lane vector.
 *  - 6 x (6 6): each row is three quads: columns 0-3 of the first variable, columns 0-3 of the second, and columns 4-5
 *    of both. Rows in order.
 *  - 6 x (6) and 3 x (3 3): each row is a head quad and a tail pair. A panel is the three head quads, a quad with the
 *    tails of rows 0 and 1, a quad with the tail of row 2 and two zeros. Head and tail are columns 0-3 and 4-5 of the
 *    variable, or columns 0-1 and 2 of both variables.
 *  - 3 x (3): each row is a quad of three columns and a zero.
 *
 * Head and tail are the same columns for every variable: factors that share a variable then read back from q exactly
 * the pieces that the factor before has written, which is what store buffers can forward.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_SHAPE_H
#define MEZZO_SHAPE_H

#include <stdint.h>

typedef enum mezzo_shape {
  MEZZO_SHAPE_ANY = 0,
  MEZZO_SHAPE_6_66, /* 6 rows, two variables of dimension 6: a constraint between poses in space */
  MEZZO_SHAPE_6_6,  /* 6 rows, one variable of dimension 6: one on a pose in space */
  MEZZO_SHAPE_3_33, /* the same in the plane */
  MEZZO_SHAPE_3_3,
  MEZZO_SHAPES
} mezzo_shape;

/* The shape of factors of that many rows on variables of dims[arity]. */
mezzo_shape mezzo_shape_of(int32_t rows, int32_t arity, const int32_t *dims);

/* Scalars of a packed factor with its padding. */
int64_t mezzo_shape_packed_values(mezzo_shape shape, int32_t rows, int32_t columns);

/* position[row * columns + column]: where that scalar is in a packed factor; NULL for MEZZO_SHAPE_ANY, where that is
 * the index itself. */
const uint8_t *mezzo_shape_positions(mezzo_shape shape);

#endif
