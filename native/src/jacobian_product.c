/*
 * Products with J and its transpose.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Factors between two looks at w for its norm: what has just been written is still in the first-level cache. */
enum { RUN = 256 };

/* What a call is about, apart from its vectors. */
typedef struct product {
  const mezzo_jacobian *j;
  mezzo_type type;
  mezzo_type operand;
  const char *stored;
  double alpha;
  int64_t size;         /* of a stored scalar */
  int64_t vector_size;  /* of a scalar of the vector type */
  int64_t operand_size; /* of one of the operand */
  const mezzo_vector_kernels *vector;
  const mezzo_jacobian_times_kernels *times;
  const mezzo_jacobian_transpose_times_kernels *transpose_times;
} product;

static mezzo_status begin(product *m, const mezzo_jacobian *j, mezzo_type type, const void *stored, double alpha,
                          mezzo_type operand) {
  MEZZO_REQUIRE(j != NULL, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(mezzo_type_size(type) != 0, MEZZO_ERROR_TYPE);
  const mezzo_type vector = mezzo_vector_type(type);
  MEZZO_REQUIRE(operand == vector || (operand == MEZZO_F16 && type == MEZZO_F16), MEZZO_ERROR_TYPE);
  MEZZO_REQUIRE(stored != NULL || j->values == 0, MEZZO_ERROR_NULL);
  const mezzo_kernels *kernels = mezzo_kernels_current();
  MEZZO_REQUIRE(kernels != NULL, MEZZO_ERROR_UNSUPPORTED);
  const bool half = operand == MEZZO_F16;
  *m = (product){.j = j,
                 .type = type,
                 .operand = operand,
                 .stored = stored,
                 .alpha = alpha,
                 .size = mezzo_type_size(type),
                 .vector_size = mezzo_type_size(vector),
                 .operand_size = mezzo_type_size(operand),
                 .vector = kernels->vector[vector],
                 .times = half ? kernels->jacobian_times_half[type] : kernels->jacobian_times[type],
                 .transpose_times =
                     half ? kernels->jacobian_transpose_times_half[type] : kernels->jacobian_transpose_times[type]};
  return MEZZO_OK;
}

/* Scalars of the f-th factor of a group. */
static const char *factor_at(const product *m, const mezzo_jacobian_group *g, int64_t f) {
  const int64_t value =
      m->type == MEZZO_F64 ? g->first_value + f * g->rows * g->columns : g->first_packed + f * g->packed_values;
  return m->stored + value * m->size;
}

/* w = alpha A p for count factors of a group from f on; w is where those of the first one are. */
static void times(const product *m, const mezzo_jacobian_group *g, int64_t f, int64_t count, const void *p, void *w) {
  m->times->of[g->shape](g, count, m->j->block_columns + g->first_block + f * g->arity, factor_at(m, g, f), m->alpha, p,
                         w);
}

/* q += alpha A^T w for these. */
static void transpose_times(const product *m, const mezzo_jacobian_group *g, int64_t f, int64_t count, const void *w,
                            void *q) {
  m->transpose_times->of[g->shape](g, count, m->j->block_columns + g->first_block + f * g->arity, factor_at(m, g, f),
                                   m->alpha, w, q);
}

static int64_t smaller(int64_t a, int64_t b) {
  return a < b ? a : b;
}

mezzo_status mezzo_jacobian_times(const mezzo_jacobian *j, mezzo_type type, const void *stored, double alpha,
                                  mezzo_type operand, const void *p, void *w, double *norm2) {
  product m;
  const mezzo_status status = begin(&m, j, type, stored, alpha, operand);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  MEZZO_REQUIRE((p != NULL || j->columns == 0) && (w != NULL || j->rows == 0), MEZZO_ERROR_NULL);
  double sum = 0;
  for (int32_t i = 0; i < j->groups; i++) {
    const mezzo_jacobian_group *g = &j->group[i];
    for (int64_t f = 0; f < g->factors; f += RUN) {
      const int64_t count = smaller(g->factors - f, RUN);
      char *rows = (char *)w + (g->first_row + f * g->rows) * m.vector_size;
      times(&m, g, f, count, p, rows);
      if (norm2 != NULL)
        sum += m.vector->dot(count * g->rows, rows, rows);
    }
  }
  if (norm2 == NULL)
    return MEZZO_OK;
  *norm2 = sum;
  return isfinite(sum) ? MEZZO_OK : MEZZO_NON_FINITE;
}

static void clear(const product *m, void *q) {
  if (m->j->columns > 0)
    memset(q, 0, (size_t)(m->j->columns * m->vector_size));
}

mezzo_status mezzo_jacobian_transpose_times(const mezzo_jacobian *j, mezzo_type type, const void *stored, double alpha,
                                            mezzo_type operand, const void *w, void *q) {
  product m;
  const mezzo_status status = begin(&m, j, type, stored, alpha, operand);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  MEZZO_REQUIRE((w != NULL || j->rows == 0) && (q != NULL || j->columns == 0), MEZZO_ERROR_NULL);
  clear(&m, q);
  for (int32_t i = 0; i < j->groups; i++) {
    const mezzo_jacobian_group *g = &j->group[i];
    if (g->arity > 0)
      transpose_times(&m, g, 0, g->factors, (const char *)w + g->first_row * m.operand_size, q);
  }
  return MEZZO_OK;
}

/* Bytes of A that the second product is to find in the first-level cache. */
enum { IN_CACHE = 16384 };

mezzo_status mezzo_jacobian_normal_times(const mezzo_jacobian *j, mezzo_type type, const void *stored, double alpha,
                                         const void *p, void *q, double *norm2) {
  product m;
  const mezzo_status status = begin(&m, j, type, stored, alpha, mezzo_vector_type(type));
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  MEZZO_REQUIRE((p != NULL && q != NULL) || j->columns == 0, MEZZO_ERROR_NULL);
  double w[RUN * 6];
  double sum = 0;
  clear(&m, q);
  for (int32_t i = 0; i < j->groups; i++) {
    const mezzo_jacobian_group *g = &j->group[i];
    const int64_t bytes = (type == MEZZO_F64 ? g->rows * g->columns : g->packed_values) * m.size;
    const int64_t run = smaller(bytes > 0 ? IN_CACHE / bytes + 1 : RUN, RUN * 6 / g->rows);
    for (int64_t f = 0; f < g->factors && g->arity > 0; f += run) {
      const int64_t count = smaller(g->factors - f, run);
      times(&m, g, f, count, p, w);
      sum += m.vector->dot(count * g->rows, w, w);
      transpose_times(&m, g, f, count, w, q);
    }
  }
  if (norm2 == NULL)
    return MEZZO_OK;
  *norm2 = sum;
  return isfinite(sum) ? MEZZO_OK : MEZZO_NON_FINITE;
}
