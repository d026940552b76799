/*
 * Products with J and its transpose.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#include <math.h>
#include <string.h>

/* Factors between two looks at w for its norm: what has just been written is still in the first-level cache. */
enum { RUN = 256 };

static mezzo_status check(const mezzo_jacobian *j, mezzo_type type, const void *stored, const void *columns,
                          const void *rows) {
  MEZZO_REQUIRE(j != NULL, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(mezzo_type_size(type) != 0, MEZZO_ERROR_TYPE);
  MEZZO_REQUIRE(stored != NULL || j->values == 0, MEZZO_ERROR_NULL);
  return (columns != NULL || j->columns == 0) && (rows != NULL || j->rows == 0) ? MEZZO_OK : MEZZO_ERROR_NULL;
}

static int64_t first_value(const mezzo_jacobian_group *g, mezzo_type type) {
  return type == MEZZO_F64 ? g->first_value : g->first_packed;
}

static int64_t factor_values(const mezzo_jacobian_group *g, mezzo_type type) {
  return type == MEZZO_F64 ? (int64_t)g->rows * g->columns : g->packed_values;
}

mezzo_status mezzo_jacobian_times(const mezzo_jacobian *j, mezzo_type type, const void *stored, double alpha,
                                  const void *p, void *w, double *norm2) {
  mezzo_status status = check(j, type, stored, p, w);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  const mezzo_kernels *kernels = mezzo_kernels_current();
  const int64_t size = mezzo_type_size(type), vector_size = mezzo_type_size(mezzo_vector_type(type));
  double sum = 0;
  for (int32_t i = 0; i < j->groups; i++) {
    const mezzo_jacobian_group *g = &j->group[i];
    mezzo_times_kernel *times = kernels->times[type]->of[g->shape];
    const int32_t *columns = j->block_columns + g->first_block;
    const char *a = (const char *)stored + first_value(g, type) * size;
    char *rows = (char *)w + g->first_row * vector_size;
    for (int64_t f = 0; f < g->factors; f += RUN) {
      const int64_t count = g->factors - f < RUN ? g->factors - f : RUN;
      times(g, count, columns, a, alpha, p, rows);
      if (norm2 != NULL)
        sum += kernels->vector[mezzo_vector_type(type)]->dot(count * g->rows, rows, rows);
      columns += count * g->arity;
      a += count * factor_values(g, type) * size;
      rows += count * g->rows * vector_size;
    }
  }
  if (norm2 == NULL)
    return MEZZO_OK;
  *norm2 = sum;
  return isfinite(sum) ? MEZZO_OK : MEZZO_NON_FINITE;
}

mezzo_status mezzo_jacobian_transpose_times(const mezzo_jacobian *j, mezzo_type type, const void *stored, double alpha,
                                            const void *w, void *q) {
  mezzo_status status = check(j, type, stored, q, w);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  const mezzo_kernels *kernels = mezzo_kernels_current();
  const int64_t size = mezzo_type_size(type), vector_size = mezzo_type_size(mezzo_vector_type(type));
  if (j->columns > 0)
    memset(q, 0, (size_t)(j->columns * vector_size));
  for (int32_t i = 0; i < j->groups; i++) {
    const mezzo_jacobian_group *g = &j->group[i];
    if (g->arity > 0)
      kernels->transpose_times[type]->of[g->shape](g, g->factors, j->block_columns + g->first_block,
                                                   (const char *)stored + first_value(g, type) * size, alpha,
                                                   (const char *)w + g->first_row * vector_size, q);
  }
  return MEZZO_OK;
}
