/*
 * Column scaling of J by powers of two.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#include <math.h>
#include <string.h>

/* Squares of numbers in this range neither overflow nor vanish; columns whose sum of squares is out of it are summed
 * again with their scalars brought closer to 1 by 2^SHIFT. */
#define SMALLEST_SUM 0x1p-900
enum { SHIFT = 600 };

/* What is done with one block, for of_column of its first column. */
typedef void visit_block(const double *block, int32_t rows, int32_t dim, double *of_column, double factor);

/* Compiled with visit in place, so that it may be compiled for constant dimensions. */
static inline __attribute__((always_inline)) void visit_blocks(const mezzo_jacobian *j, const double *values,
                                                               double *of_column, visit_block *visit, double factor) {
  for (int32_t g = 0; g < j->groups; g++) {
    const mezzo_jacobian_group *group = &j->group[g];
    const int32_t *columns = j->block_columns + group->first_block;
    for (int64_t f = 0; f < group->factors && group->arity > 0; f++)
      for (int32_t k = 0; k < group->arity; k++) {
        visit(values, group->rows, group->dims[k], of_column + *columns++, factor);
        values += group->rows * group->dims[k];
      }
  }
}

static inline __attribute__((always_inline)) void add_squares_of(const double *block, int32_t rows, int32_t dim,
                                                                 double *sum) {
  double of_block[MEZZO_MAX_DIM];
  for (int32_t i = 0; i < dim; i++)
    of_block[i] = 0;
  for (int32_t r = 0; r < rows; r++, block += dim)
    for (int32_t i = 0; i < dim; i++)
      of_block[i] += block[i] * block[i];
  for (int32_t i = 0; i < dim; i++)
    sum[i] += of_block[i];
}

static inline void add_squares(const double *block, int32_t rows, int32_t dim, double *sum, double factor) {
  (void)factor;
  if (dim == 6)
    add_squares_of(block, rows, 6, sum);
  else if (dim == 3)
    add_squares_of(block, rows, 3, sum);
  else
    add_squares_of(block, rows, dim, sum);
}

/* Sums that are to be made again are negative, down from -0.0. */
static inline void subtract_squares(const double *block, int32_t rows, int32_t dim, double *sum, double factor) {
  for (int32_t i = 0; i < dim; i++)
    if (signbit(sum[i]))
      for (int32_t r = 0; r < rows; r++) {
        double x = block[r * dim + i] * factor;
        sum[i] -= x * x;
      }
}

/* The power of two nearest to 1 / sqrt(sum), on a logarithmic scale, times 2^shift, for a sum that is a normal number:
 * sum = m 2^e with m in [1/2, 1), and 4^k sum in [1/2, 2) for k = floor((1 - e) / 2). */
static double nearest_power(double sum, int32_t shift) {
  uint64_t bits;
  memcpy(&bits, &sum, sizeof bits);
  const int32_t e = (int32_t)(bits >> 52) - 1022;
  int32_t k = (e % 2 == 0 ? -e : 1 - e) / 2 + shift;
  k = k > 1023 ? 1023 : k;
  if (k < -1022)
    return ldexp(1, k);
  double power;
  bits = (uint64_t)(k + 1023) << 52;
  memcpy(&power, &bits, sizeof power);
  return power;
}

/* Sums the marked columns again, brought into range by 2^shift. A sum of zero means a zero column. */
static mezzo_status scale_again(const mezzo_jacobian *j, const double *values, double *scale, int32_t shift,
                                int64_t *zero_columns) {
  visit_blocks(j, values, scale, subtract_squares, ldexp(1, shift));
  for (int64_t c = 0; c < j->columns; c++) {
    if (!signbit(scale[c]))
      continue;
    MEZZO_REQUIRE(isfinite(scale[c]), MEZZO_NON_FINITE);
    *zero_columns += scale[c] == 0;
    scale[c] = scale[c] == 0 ? 1 : nearest_power(-scale[c], shift);
  }
  return MEZZO_OK;
}

static inline __attribute__((always_inline)) double max_abs_of(const double *block, int32_t rows, int32_t dim,
                                                               const double *scale) {
  double of_column[MEZZO_MAX_DIM], largest = 0;
  for (int32_t i = 0; i < dim; i++)
    of_column[i] = 0;
  for (int32_t r = 0; r < rows; r++, block += dim)
    for (int32_t i = 0; i < dim; i++) {
      double x = fabs(block[i]);
      of_column[i] = x > of_column[i] ? x : of_column[i];
    }
  for (int32_t i = 0; i < dim; i++)
    largest = of_column[i] * scale[i] > largest ? of_column[i] * scale[i] : largest;
  return largest;
}

static double max_abs_scaled(const mezzo_jacobian *j, const double *values, const double *scale) {
  double largest = 0;
  for (int32_t g = 0; g < j->groups; g++) {
    const mezzo_jacobian_group *group = &j->group[g];
    const int32_t *columns = j->block_columns + group->first_block, rows = group->rows;
    for (int64_t f = 0; f < group->factors && group->arity > 0; f++)
      for (int32_t k = 0; k < group->arity; k++) {
        const int32_t dim = group->dims[k];
        const double *s = scale + *columns++;
        const double of_block = dim == 6   ? max_abs_of(values, rows, 6, s)
                                : dim == 3 ? max_abs_of(values, rows, 3, s)
                                           : max_abs_of(values, rows, dim, s);
        largest = of_block > largest ? of_block : largest;
        values += rows * dim;
      }
  }
  return largest;
}

mezzo_status mezzo_jacobian_scale(const mezzo_jacobian *j, const double *values, double *scale, double *max_abs,
                                  int64_t *zero_columns) {
  MEZZO_REQUIRE(j != NULL && zero_columns != NULL, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE((values != NULL || j->values == 0) && (scale != NULL || j->columns == 0), MEZZO_ERROR_NULL);
  *zero_columns = 0;
  for (int64_t c = 0; c < j->columns; c++)
    scale[c] = 0;
  visit_blocks(j, values, scale, add_squares, 1);

  int64_t large = 0, small = 0;
  for (int64_t c = 0; c < j->columns; c++) {
    MEZZO_REQUIRE(!isnan(scale[c]), MEZZO_NON_FINITE);
    if (isinf(scale[c]))
      large++;
    else if (scale[c] >= SMALLEST_SUM)
      scale[c] = nearest_power(scale[c], 0);
    else {
      scale[c] = -0.0;
      small++;
    }
  }
  if (small > 0) {
    mezzo_status status = scale_again(j, values, scale, SHIFT, zero_columns);
    MEZZO_REQUIRE(status == MEZZO_OK, status);
  }
  if (large > 0) {
    for (int64_t c = 0; c < j->columns; c++)
      if (isinf(scale[c]))
        scale[c] = -0.0;
    mezzo_status status = scale_again(j, values, scale, -SHIFT, zero_columns);
    MEZZO_REQUIRE(status == MEZZO_OK, status);
  }
  if (max_abs != NULL)
    *max_abs = max_abs_scaled(j, values, scale);
  return MEZZO_OK;
}
