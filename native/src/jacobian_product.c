/*
 * Products with J and its transpose. Each part of the factors is for one thread; where there are several, each sums up
 * its contribution to a column vector by itself, and these are then added in the order of the parts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"
#include "team.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Factors between two looks at w for its norm: what has just been written is still in the first-level cache. */
enum { RUN = 256 };

/* What a part has to say. */
typedef struct report {
  _Alignas(64) double norm2;
} report;

/* What a call is about. */
typedef struct product {
  const mezzo_jacobian *j;
  mezzo_type type;
  const char *stored;
  double alpha;
  int64_t size;         /* of a stored scalar */
  int64_t vector_size;  /* of a scalar of the vector type */
  int64_t operand_size; /* of one of the operand */
  const mezzo_vector_kernels *vector;
  mezzo_convert_kernel *widen; /* operands in fp16 */
  const mezzo_jacobian_times_kernels *times;
  const mezzo_jacobian_transpose_times_kernels *transpose_times;
  const void *in;
  void *out;
  bool with_norm;
  report report[MEZZO_MAX_THREADS]; /* of each part */
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
  m->widen = half ? kernels->convert[MEZZO_F32]->from[MEZZO_F16] : NULL;
  m->j = j;
  m->type = type;
  m->stored = stored;
  m->alpha = alpha;
  m->size = mezzo_type_size(type);
  m->vector_size = mezzo_type_size(vector);
  m->operand_size = mezzo_type_size(operand);
  m->vector = kernels->vector[vector];
  m->times = half ? kernels->jacobian_times_half[type] : kernels->jacobian_times[type];
  m->transpose_times = half ? kernels->jacobian_transpose_times_half[type] : kernels->jacobian_transpose_times[type];
  return MEZZO_OK;
}

static int64_t smaller(int64_t a, int64_t b) {
  return a < b ? a : b;
}

/* ---- Runs of factors ---- */

/* Factors begin .. end - 1 of a group, the i-th, that a part takes. */
typedef struct span {
  const mezzo_jacobian_group *group;
  int64_t begin;
  int64_t end;
} span;

static span span_of(const mezzo_jacobian *j, int32_t part, int32_t i) {
  const mezzo_jacobian_part *p = &j->part[part];
  const mezzo_jacobian_group *g = &j->group[i];
  return (span){g, i == p[0].group ? p[0].factor : 0, i == p[1].group ? p[1].factor : g->factors};
}

/* Groups up to this one have factors in the part, which begins in part[part].group. */
static int32_t end_group(const mezzo_jacobian *j, int32_t part) {
  return (int32_t)smaller(j->part[part + 1].group + INT64_C(1), j->groups);
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

/* ||w||^2 of rows in the type of the operand. */
static double norm2_of(const product *m, int64_t rows, const char *w) {
  if (m->widen == NULL)
    return m->vector->dot(rows, w, w);
  enum { PIECE = 1024 };
  float wide[PIECE];
  mezzo_range ignored = {0};
  double sum = 0;
  for (int64_t i = 0; i < rows; i += PIECE) {
    const int64_t count = smaller(rows - i, PIECE);
    m->widen(w + i * m->operand_size, 1, wide, count, MEZZO_SATURATE, &ignored);
    sum += m->vector->dot(count, wide, wide);
  }
  return sum;
}

/* ---- Sums over parts ---- */

/* Clears what a part sums up its contribution to q in, and returns where a q would begin of which that is a piece. */
static void *begin_sum(const product *m, int32_t part) {
  const mezzo_jacobian_part *p = &m->j->part[part];
  if (part == 0) {
    if (m->j->columns > 0)
      memset(m->out, 0, (size_t)(m->j->columns * m->vector_size));
    return m->out;
  }
  memset(p->sum, 0, (size_t)((p->end_column - p->first_column) * m->vector_size));
  return (void *)((uintptr_t)p->sum - (uintptr_t)(p->first_column * m->vector_size)); /* by number: not in the array */
}

/* Adds what the parts but the first have summed up for columns begin .. end - 1. */
static void add_sums(const product *m, int64_t begin, int64_t end) {
  for (int32_t t = 1; t < m->j->parts; t++) {
    const mezzo_jacobian_part *p = &m->j->part[t];
    const int64_t from = begin > p->first_column ? begin : p->first_column;
    const int64_t to = smaller(end, p->end_column);
    if (from < to)
      m->vector->axpy(to - from, 1, (const char *)p->sum + (from - p->first_column) * m->vector_size,
                      (char *)m->out + from * m->vector_size);
  }
}

/* Columns that are added up at a time: q stays in the first-level cache from part to part. */
enum { COLUMNS = 1024 };

static void add_sums_part(void *context, int32_t part) {
  const product *m = context;
  const int64_t pieces = (m->j->columns + COLUMNS - 1) / COLUMNS;
  const int64_t end = pieces * (part + 1) / m->j->parts;
  for (int64_t piece = pieces * part / m->j->parts; piece < end; piece++)
    add_sums(m, piece * COLUMNS, smaller((piece + 1) * COLUMNS, m->j->columns));
}

/* Up to so many columns times parts the caller adds alone. */
enum { ALONE = 16384 };

/* Runs the parts of a product with the transpose, then adds up their sums. */
static void run_and_add_sums(product *m, mezzo_team_function *function) {
  mezzo_team_run(m->j->team, function, m);
  if (m->j->parts == 1)
    return;
  if (m->j->columns * m->j->parts <= ALONE)
    add_sums(m, 0, m->j->columns);
  else
    mezzo_team_run(m->j->team, add_sums_part, m);
}

static mezzo_status finish_norm(const product *m, double *norm2) {
  double sum = 0;
  for (int32_t t = 0; t < m->j->parts; t++)
    sum += m->report[t].norm2;
  *norm2 = sum;
  return isfinite(sum) ? MEZZO_OK : MEZZO_NON_FINITE;
}

/* ---- Products ---- */

static void times_part(void *context, int32_t part) {
  product *m = context;
  double sum = 0;
  for (int32_t i = m->j->part[part].group; i < end_group(m->j, part); i++) {
    const span r = span_of(m->j, part, i);
    const mezzo_jacobian_group *g = r.group;
    for (int64_t f = r.begin; f < r.end; f += RUN) {
      const int64_t count = smaller(r.end - f, RUN);
      char *rows = (char *)m->out + (g->first_row + f * g->rows) * m->operand_size;
      times(m, g, f, count, m->in, rows);
      if (m->with_norm)
        sum += norm2_of(m, count * g->rows, rows);
    }
  }
  m->report[part].norm2 = sum;
}

mezzo_status mezzo_jacobian_times(const mezzo_jacobian *j, mezzo_type type, const void *stored, double alpha,
                                  mezzo_type operand, const void *p, void *w, double *norm2) {
  product m;
  const mezzo_status status = begin(&m, j, type, stored, alpha, operand);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  MEZZO_REQUIRE(operand != MEZZO_F16 || alpha == 1, MEZZO_ERROR_TYPE);
  MEZZO_REQUIRE((p != NULL || j->columns == 0) && (w != NULL || j->rows == 0), MEZZO_ERROR_NULL);
  m.in = p;
  m.out = w;
  m.with_norm = norm2 != NULL;
  mezzo_team_run(j->team, times_part, &m);
  return norm2 != NULL ? finish_norm(&m, norm2) : MEZZO_OK;
}

static void transpose_times_part(void *context, int32_t part) {
  const product *m = context;
  void *q = begin_sum(m, part);
  for (int32_t i = m->j->part[part].group; i < end_group(m->j, part); i++) {
    const span r = span_of(m->j, part, i);
    const mezzo_jacobian_group *g = r.group;
    if (g->arity > 0 && r.begin < r.end)
      transpose_times(m, g, r.begin, r.end - r.begin,
                      (const char *)m->in + (g->first_row + r.begin * g->rows) * m->operand_size, q);
  }
}

mezzo_status mezzo_jacobian_transpose_times(const mezzo_jacobian *j, mezzo_type type, const void *stored, double alpha,
                                            mezzo_type operand, const void *w, void *q) {
  product m;
  const mezzo_status status = begin(&m, j, type, stored, alpha, operand);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  MEZZO_REQUIRE((w != NULL || j->rows == 0) && (q != NULL || j->columns == 0), MEZZO_ERROR_NULL);
  m.in = w;
  m.out = q;
  run_and_add_sums(&m, transpose_times_part);
  return MEZZO_OK;
}

/* Bytes of A that the second product is to find in the first-level cache. Twice as many save a little where all of A is
 * in the second level, and lose more where it is not. */
enum { IN_CACHE = 8192 };

static void normal_times_part(void *context, int32_t part) {
  product *m = context;
  void *q = begin_sum(m, part);
  double w[RUN * 6];
  double sum = 0;
  for (int32_t i = m->j->part[part].group; i < end_group(m->j, part); i++) {
    const span r = span_of(m->j, part, i);
    const mezzo_jacobian_group *g = r.group;
    const int64_t bytes = (m->type == MEZZO_F64 ? g->rows * g->columns : g->packed_values) * m->size;
    const int64_t run = smaller(bytes > 0 ? IN_CACHE / bytes + 1 : RUN, RUN * 6 / g->rows);
    for (int64_t f = r.begin; f < r.end && g->arity > 0; f += run) {
      const int64_t count = smaller(r.end - f, run);
      times(m, g, f, count, m->in, w);
      sum += m->vector->dot(count * g->rows, w, w);
      transpose_times(m, g, f, count, w, q);
    }
  }
  m->report[part].norm2 = sum;
}

mezzo_status mezzo_jacobian_normal_times(const mezzo_jacobian *j, mezzo_type type, const void *stored, double alpha,
                                         const void *p, void *q, double *norm2) {
  product m;
  const mezzo_status status = begin(&m, j, type, stored, alpha, mezzo_vector_type(type));
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  MEZZO_REQUIRE((p != NULL && q != NULL) || j->columns == 0, MEZZO_ERROR_NULL);
  m.in = p;
  m.out = q;
  run_and_add_sums(&m, normal_times_part);
  return norm2 != NULL ? finish_norm(&m, norm2) : MEZZO_OK;
}
