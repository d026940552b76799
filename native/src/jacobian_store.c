/*
 * J D rounded to a storage type, in the layout of that type.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#include <math.h>
#include <string.h>

/* J D is put in order in fp64, a buffer at a time; the conversion kernel multiplies by mu, rounds and counts. */
enum { BUFFER = MEZZO_MAX_DIM * MEZZO_MAX_ARITY };

typedef struct sink {
  mezzo_convert_kernel *convert;
  double mu;
  int64_t size; /* of a stored scalar */
  char *to;
  mezzo_range range;
  int64_t count;
  double buffer[BUFFER];
} sink;

static void flush(sink *s) {
  s->convert(s->buffer, s->mu, s->to, s->count, MEZZO_SATURATE, &s->range);
  s->to += s->count * s->size;
  s->count = 0;
}

/* Room for n more scalars in the buffer, which the caller fills. */
static double *reserve(sink *s, int64_t n) {
  if (s->count + n > BUFFER)
    flush(s);
  double *room = s->buffer + s->count;
  s->count += n;
  return room;
}

/* to[i] = x[i] d[i] */
static inline void scale_row(const double *x, const double *d, int32_t n, double *to) {
  for (int32_t i = 0; i < n; i++)
    to[i] = d != NULL ? x[i] * d[i] : x[i];
}

static void store_f64(sink *s, const mezzo_jacobian_group *g, const int32_t *columns, const double *values,
                      const double *scale) {
  for (int32_t k = 0; k < g->arity; k++)
    for (int32_t r = 0; r < g->rows; r++, values += g->dims[k])
      scale_row(values, scale != NULL ? scale + columns[k] : NULL, g->dims[k], reserve(s, g->dims[k]));
}

static void store_dense(sink *s, const mezzo_jacobian_group *g, const int32_t *columns, const double *values,
                        const double *scale) {
  for (int32_t r = 0; r < g->rows; r++) {
    double *row = reserve(s, g->columns);
    const double *block = values;
    for (int32_t k = 0; k < g->arity; k++) {
      scale_row(block + r * g->dims[k], scale != NULL ? scale + columns[k] : NULL, g->dims[k], row);
      row += g->dims[k];
      block += g->rows * g->dims[k];
    }
  }
}

/* A block of a shape with a layout of its own; position is that of its first column in row 0, and `step` further in
 * each next row. */
static inline void store_block(double *to, const uint8_t *position, int32_t step, int32_t rows, int32_t dim,
                               const double *values, const double *d) {
  for (int32_t r = 0; r < rows; r++, values += dim, position += step)
    for (int32_t c = 0; c < dim; c += mezzo_shape_piece(dim, c))
      scale_row(values + c, d != NULL ? d + c : NULL, mezzo_shape_piece(dim, c), to + position[c]);
}

static void store_shape(sink *s, const mezzo_jacobian_group *g, const int32_t *columns, const double *values,
                        const double *scale) {
  const uint8_t *position = mezzo_shape_positions(g->shape);
  double *to = reserve(s, g->packed_values);
  if (g->packed_values > g->rows * g->columns)
    memset(to, 0, (size_t)g->packed_values * sizeof *to);
  for (int32_t k = 0; k < g->arity; k++) {
    const double *d = scale != NULL ? scale + columns[k] : NULL;
    switch (g->dims[k]) { /* with constants, the loops over pieces disappear */
    case 3:
      store_block(to, position, g->columns, g->rows, 3, values, d);
      break;
    case 6:
      store_block(to, position, g->columns, g->rows, 6, values, d);
      break;
    default:
      store_block(to, position, g->columns, g->rows, g->dims[k], values, d);
    }
    position += g->dims[k];
    values += g->rows * g->dims[k];
  }
}

static void store_group(sink *s, const mezzo_jacobian_group *g, mezzo_type type, const int32_t *columns,
                        const double *values, const double *scale) {
  for (int64_t f = 0; f < g->factors; f++, columns += g->arity, values += g->rows * g->columns) {
    if (type == MEZZO_F64)
      store_f64(s, g, columns, values, scale);
    else if (g->shape == MEZZO_SHAPE_ANY)
      store_dense(s, g, columns, values, scale);
    else
      store_shape(s, g, columns, values, scale);
  }
}

mezzo_status mezzo_jacobian_store(const mezzo_jacobian *j, const double *values, const double *scale, double mu,
                                  mezzo_type type, void *stored, mezzo_range *range) {
  MEZZO_REQUIRE(j != NULL && stored != NULL && (values != NULL || j->values == 0), MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(mezzo_type_size(type) != 0, MEZZO_ERROR_TYPE);
  MEZZO_REQUIRE(isfinite(mu), MEZZO_NON_FINITE);
  const mezzo_kernels *kernels = mezzo_kernels_current();
  MEZZO_REQUIRE(kernels != NULL, MEZZO_ERROR_UNSUPPORTED);
  sink s = {.convert = kernels->convert[type]->from[MEZZO_F64], .mu = mu, .size = mezzo_type_size(type), .to = stored};
  for (int32_t g = 0; g < j->groups; g++) {
    const mezzo_jacobian_group *group = &j->group[g];
    if (group->arity > 0)
      store_group(&s, group, type, j->block_columns + group->first_block, values + group->first_value, scale);
  }
  flush(&s);
  /* What kernels may read beyond the last scalar is the same in each run, too. */
  memset(s.to, 0, (size_t)((char *)stored + mezzo_jacobian_bytes(j, type) - s.to));
  if (range != NULL)
    *range = s.range;
  return MEZZO_OK;
}
