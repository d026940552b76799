/*
 * Column scaling of J by powers of two.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#include <math.h>

/* Squares of numbers in this range neither overflow nor vanish; columns whose sum of squares is out of it are summed
 * again with their scalars brought closer to 1 by 2^SHIFT. */
#define SMALLEST_SUM 0x1p-900
enum { SHIFT = 600 };

/* The columns of one block, for each of its scalars; block rows are contiguous. */
typedef void visit_block(const double *block, int32_t rows, int32_t dim, double *of_column, double factor);

static void add_squares(const double *block, int32_t rows, int32_t dim, double *sum, double factor) {
  (void)factor;
  for (int32_t r = 0; r < rows; r++, block += dim)
    for (int32_t i = 0; i < dim; i++)
      sum[i] += block[i] * block[i];
}

/* Sums that are to be made again are negative, down from -0.0. */
static void subtract_squares(const double *block, int32_t rows, int32_t dim, double *sum, double factor) {
  for (int32_t r = 0; r < rows; r++, block += dim)
    for (int32_t i = 0; i < dim; i++) {
      double x = block[i] * factor;
      if (signbit(sum[i]))
        sum[i] -= x * x;
    }
}

static void visit_blocks(const mezzo_jacobian *j, const double *values, double *of_column, visit_block *visit,
                         double factor) {
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

/* The power of two nearest to 1 / sqrt(sum), on a logarithmic scale, times 2^shift: sum = m 2^e with m in [1/2, 1), and
 * 4^k sum in [1/2, 2) for k = floor((1 - e) / 2). */
static double nearest_power(double sum, int shift) {
  int e;
  frexp(sum, &e);
  int k = (e % 2 == 0 ? -e : 1 - e) / 2 + shift;
  return ldexp(1, k > 1023 ? 1023 : k);
}

/* Sums the marked columns again, brought into range by 2^shift. A sum of zero means a zero column. */
static mezzo_status scale_again(const mezzo_jacobian *j, const double *values, double *scale, int shift,
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

static double max_abs_scaled(const mezzo_jacobian *j, const double *values, const double *scale) {
  double largest = 0;
  for (int32_t g = 0; g < j->groups; g++) {
    const mezzo_jacobian_group *group = &j->group[g];
    const int32_t *columns = j->block_columns + group->first_block;
    for (int64_t f = 0; f < group->factors && group->arity > 0; f++)
      for (int32_t k = 0; k < group->arity; k++) {
        const double *s = scale + *columns++;
        for (int32_t r = 0; r < group->rows; r++, values += group->dims[k])
          for (int32_t i = 0; i < group->dims[k]; i++) {
            double x = fabs(values[i] * s[i]);
            largest = x > largest ? x : largest;
          }
      }
  }
  return largest;
}

mezzo_status mezzo_jacobian_scale(const mezzo_jacobian *j, const double *values, double *scale, double *max_abs,
                                  int64_t *zero_columns) {
  MEZZO_REQUIRE(j != NULL && max_abs != NULL && zero_columns != NULL, MEZZO_ERROR_NULL);
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
  *max_abs = max_abs_scaled(j, values, scale);
  return MEZZO_OK;
}
