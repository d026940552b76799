/*
 * Jacobians to test with: every shape that has kernels of its own, odd ones, and all of them in one handle.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_TEST_JACOBIAN_CASES_H
#define MEZZO_TEST_JACOBIAN_CASES_H

#include "check.h"
#include "mezzo.h"
#include "random.h"

#include <stdlib.h>
#include <string.h>

enum { CASE_MAX_GROUPS = 48, CASE_MAX_DIMS = 16 };

/* A group of a case: its factors' shape, the dimensions of their variables, and how many there are. */
typedef struct shape_case {
  const char *name;
  int32_t rows;
  int32_t arity;
  int32_t dims[3];
  int64_t factors;
} shape_case;

/* The first are those with layouts of their own, in even and odd numbers. 300 factors are more than a product takes in
 * one go. */
static const shape_case shape_cases[] = {
    {"6 x (6 6)", 6, 2, {6, 6}, 7},
    {"6 x (6)", 6, 1, {6}, 5},
    {"3 x (3 3)", 3, 2, {3, 3}, 7},
    {"3 x (3)", 3, 1, {3}, 5},
    {"3 x (6 3)", 3, 2, {6, 3}, 4},
    {"3 x (6)", 3, 1, {6}, 3},
    {"2 x (6 3)", 2, 2, {6, 3}, 9},
    {"2 x (6)", 2, 1, {6}, 3},
    {"2 x (3)", 2, 1, {3}, 3},
    {"2 x (9 3)", 2, 2, {9, 3}, 5},
    {"2 x (9)", 2, 1, {9}, 7},
    {"6 x (6 6), one", 6, 2, {6, 6}, 1},
    {"6 x (6 6), many", 6, 2, {6, 6}, 300},
    {"3 x (3 3), one", 3, 2, {3, 3}, 1},
    {"2 x (6 3), one", 2, 2, {6, 3}, 1},
    {"2 x (6 3), two", 2, 2, {6, 3}, 2},
    {"2 x (6 3), many", 2, 2, {6, 3}, 601},
    {"2 x (6), two", 2, 1, {6}, 2},
    {"2 x (3), two", 2, 1, {3}, 2},
    {"2 x (9 3), two", 2, 2, {9, 3}, 2},
    {"2 x (9), two", 2, 1, {9}, 2},
    {"1 x (1)", 1, 1, {1}, 4},
    {"1 x (1 1), many", 1, 2, {1, 1}, 300},
    {"2 x (3 6)", 2, 2, {3, 6}, 2},
    {"5 x (7)", 5, 1, {7}, 4},
    {"3 x (6 3 1)", 3, 3, {6, 3, 1}, 4},
    {"6 x (6 6 6)", 6, 3, {6, 6, 6}, 3},
    {"6 x (3 3), many", 6, 2, {3, 3}, 40},
    {"9 x (8 8)", 9, 2, {8, 8}, 2},
    {"9 x (9 9)", 9, 2, {9, 9}, 3},
    {"64 x (64 64)", 64, 2, {64, 64}, 2},
    {"6 x ()", 6, 0, {0}, 3},
    {"no factors", 4, 2, {0, 0}, 0},
};
enum { SHAPE_CASES = sizeof shape_cases / sizeof shape_cases[0], SHAPES_WITH_LAYOUTS = 11 };

/* A Jacobian, its description as given to the library, and values in fp64. */
typedef struct jacobian_case {
  mezzo_jacobian *handle;
  mezzo_jacobian_info info;
  int32_t variables, groups;
  int32_t *dims;   /* [variables] */
  int64_t *column; /* [variables] */
  mezzo_group group[CASE_MAX_GROUPS];
  int32_t *block_variables; /* [info.blocks] */
  double *values;           /* [info.values] */
} jacobian_case;

/* The distinct dimensions that occur; returns how many. */
static inline int32_t dimensions_of(const shape_case *shapes, int32_t groups, int32_t *dimensions) {
  int32_t count = 0;
  for (int32_t g = 0; g < groups; g++)
    for (int32_t k = 0; k < shapes[g].arity && shapes[g].factors > 0; k++) {
      int32_t i = 0;
      while (i < count && dimensions[i] != shapes[g].dims[k])
        i++;
      if (i == count)
        dimensions[count++] = shapes[g].dims[k];
    }
  return count;
}

/* Six variables of each dimension that occurs, one after the other, and one that no factor touches; factors on random
 * ones. */
static inline jacobian_case make_case(const shape_case *shapes, int32_t groups, uint64_t seed) {
  enum { OF_EACH = 6 };
  int32_t dimensions[CASE_MAX_DIMS];
  const int32_t distinct = dimensions_of(shapes, groups, dimensions);
  jacobian_case c = {.variables = distinct * OF_EACH + 1, .groups = groups};
  c.dims = malloc((size_t)c.variables * sizeof *c.dims);
  c.column = malloc((size_t)c.variables * sizeof *c.column);
  int64_t columns = 0;
  for (int32_t v = 0; v < c.variables; v++) {
    /* The untouched one is not the last: what follows the last column is not the case's. */
    c.dims[v] = v == 0 ? 2 : dimensions[(v - 1) % distinct];
    c.column[v] = columns;
    columns += c.dims[v];
  }
  int64_t blocks = 0;
  for (int32_t g = 0; g < groups; g++) {
    c.group[g] = (mezzo_group){shapes[g].rows, shapes[g].arity, shapes[g].factors};
    blocks += shapes[g].arity * shapes[g].factors;
  }
  c.block_variables = malloc((size_t)(blocks + 1) * sizeof *c.block_variables);
  int32_t *next = c.block_variables;
  for (int32_t g = 0; g < groups; g++)
    for (int64_t f = 0; f < shapes[g].factors; f++) {
      int32_t *of_factor = next;
      while (next < of_factor + shapes[g].arity) {
        int32_t v = random_below(&seed, c.variables), taken = c.dims[v] != shapes[g].dims[next - of_factor] || v == 0;
        for (int32_t *p = of_factor; p < next; p++)
          taken |= *p == v;
        if (!taken)
          *next++ = v;
      }
    }
  mezzo_status status =
      mezzo_jacobian_create(c.variables, c.dims, groups, c.group, blocks, c.block_variables, &c.handle);
  CHECK_OR_STOP(status == MEZZO_OK, "%s: %s", shapes[0].name, mezzo_status_message(status));
  CHECK_OR_STOP(mezzo_jacobian_query(c.handle, &c.info) == MEZZO_OK, "%s", shapes[0].name);
  c.values = malloc((size_t)mezzo_jacobian_bytes(c.handle, MEZZO_F64) + 1);
  for (int64_t i = 0; i < c.info.values; i++)
    c.values[i] = random_unit(&seed);
  return c;
}

static inline void free_case(jacobian_case *c) {
  mezzo_jacobian_destroy(c->handle);
  free(c->dims);
  free(c->column);
  free(c->block_variables);
  free(c->values);
}

/* One scalar of J: where it is. */
typedef struct scalar_place {
  int64_t row, column, value;
} scalar_place;

/* Calls visit for every scalar of J in the order of the caller's layout. */
static inline void for_each_scalar(const jacobian_case *c, void (*visit)(const scalar_place *, void *), void *context) {
  scalar_place at = {0};
  int64_t first_row = 0;
  const int32_t *block = c->block_variables;
  for (int32_t g = 0; g < c->groups; g++)
    for (int64_t f = 0; f < c->group[g].factors; f++, first_row += c->group[g].rows)
      for (int32_t k = 0; k < c->group[g].arity; k++, block++)
        for (int32_t r = 0; r < c->group[g].rows; r++)
          for (int32_t i = 0; i < c->dims[*block]; i++, at.value++) {
            at.row = first_row + r;
            at.column = c->column[*block] + i;
            visit(&at, context);
          }
}

#endif
