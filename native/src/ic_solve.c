/*
 * Incomplete Cholesky: triangular solves. Each part of the division solves with its columns in a vector of its own, in
 * which the rows of the top begin as zeros, or in the second half with what the top found; in the first part's vector
 * the top's own columns are solved, to which the other parts have contributed in their order.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ic.h"
#include "internal.h"
#include "team.h"

/* Copies between a vector of the caller's, in the order of the variables, and a padded one in elimination order. dim is
 * the dimension of all variables, or 0 where they differ; where it is a constant, the copies of a variable are a few
 * moves each. */
#define DEFINE(type, scalar)                                                                                           \
  static inline void pad_##type##_of(const mezzo_ic *ic, mezzo_ic_range columns, int32_t dim, const scalar *from,      \
                                     scalar scale, scalar *to) {                                                       \
    to += ic->lane[columns.begin];                                                                                     \
    for (int32_t k = columns.begin; k < columns.end; k++) {                                                            \
      const scalar *variable = from + ic->column[k];                                                                   \
      const int32_t values = dim > 0 ? dim : ic->dims[k];                                                              \
      const int32_t lanes = mezzo_ic_lanes(values);                                                                    \
      for (int32_t i = 0; i < values; i++)                                                                             \
        to[i] = variable[i] * scale;                                                                                   \
      for (int32_t i = values; i < lanes; i++)                                                                         \
        to[i] = 0;                                                                                                     \
      to += lanes;                                                                                                     \
    }                                                                                                                  \
  }                                                                                                                    \
                                                                                                                       \
  static inline void unpad_##type##_of(const mezzo_ic *ic, mezzo_ic_range columns, int32_t dim, const scalar *from,    \
                                       scalar *to) {                                                                   \
    from += ic->lane[columns.begin];                                                                                   \
    for (int32_t k = columns.begin; k < columns.end; k++) {                                                            \
      scalar *variable = to + ic->column[k];                                                                           \
      const int32_t values = dim > 0 ? dim : ic->dims[k];                                                              \
      for (int32_t i = 0; i < values; i++)                                                                             \
        variable[i] = from[i];                                                                                         \
      from += mezzo_ic_lanes(values);                                                                                  \
    }                                                                                                                  \
  }                                                                                                                    \
                                                                                                                       \
  static void pad_##type(const mezzo_ic *ic, mezzo_ic_range columns, const scalar *from, scalar scale, scalar *to) {   \
    if (ic->uniform == 6)                                                                                              \
      pad_##type##_of(ic, columns, 6, from, scale, to);                                                                \
    else if (ic->uniform == 3)                                                                                         \
      pad_##type##_of(ic, columns, 3, from, scale, to);                                                                \
    else                                                                                                               \
      pad_##type##_of(ic, columns, 0, from, scale, to);                                                                \
  }                                                                                                                    \
                                                                                                                       \
  static void unpad_##type(const mezzo_ic *ic, mezzo_ic_range columns, const scalar *from, scalar *to) {               \
    if (ic->uniform == 6)                                                                                              \
      unpad_##type##_of(ic, columns, 6, from, to);                                                                     \
    else if (ic->uniform == 3)                                                                                         \
      unpad_##type##_of(ic, columns, 3, from, to);                                                                     \
    else                                                                                                               \
      unpad_##type##_of(ic, columns, 0, from, to);                                                                     \
  }

DEFINE(f64, double)
DEFINE(f32, float)

void mezzo_ic_pad(const mezzo_ic *ic, mezzo_type type, const void *b, void *vector) {
  const mezzo_ic_range all = {.begin = 0, .end = ic->variables};
  if (type == MEZZO_F64)
    pad_f64(ic, all, b, 1, vector);
  else
    pad_f32(ic, all, b, 1, vector);
}

void mezzo_ic_unpad(const mezzo_ic *ic, mezzo_type type, const void *vector, void *x) {
  const mezzo_ic_range all = {.begin = 0, .end = ic->variables};
  if (type == MEZZO_F64)
    unpad_f64(ic, all, vector, x);
  else
    unpad_f32(ic, all, vector, x);
}

enum { FORWARD = 1, BACKWARD = 2 };

/* What a call is about. */
typedef struct solution {
  const mezzo_ic *ic;
  const mezzo_ic_division *division;
  mezzo_type type;
  int64_t size; /* of a scalar of the vectors */
  int32_t halves;
  mezzo_ic_values l;
  const mezzo_ic_solve_kernels *kernels;
  const mezzo_ic_solve_half_kernels *half_kernels; /* in place of the others, for all columns at once, unless NULL */
  const mezzo_vector_kernels *vector_kernels;
  const void *b;
  void *x;
} solution;

static char *vector_of(const solution *s, int32_t part) {
  const int64_t lanes = s->ic->lane[s->ic->variables];
  return part == 0 ? (char *)s->ic->vector : (char *)s->division->vectors + (part - 1) * lanes * s->size;
}

/* The piece of a padded vector that belongs to a range of columns. */
static char *piece_of(const solution *s, char *vector, mezzo_ic_range columns) {
  return vector + s->ic->lane[columns.begin] * s->size;
}

static int64_t lanes_of(const solution *s, mezzo_ic_range columns) {
  return s->ic->lane[columns.end] - s->ic->lane[columns.begin];
}

static void pad(const solution *s, mezzo_ic_range columns, char *vector) {
  const double scale = s->halves & FORWARD ? s->l.scale : 1;
  if (s->type == MEZZO_F64)
    pad_f64(s->ic, columns, s->b, scale, (double *)(void *)vector);
  else
    pad_f32(s->ic, columns, s->b, (float)scale, (float *)(void *)vector);
}

static void unpad(const solution *s, mezzo_ic_range columns, const char *vector) {
  if (s->type == MEZZO_F64)
    unpad_f64(s->ic, columns, (const double *)(const void *)vector, s->x);
  else
    unpad_f32(s->ic, columns, (const float *)(const void *)vector, s->x);
}

static void forward(const solution *s, mezzo_ic_range columns, char *vector) {
  if (s->half_kernels != NULL)
    s->half_kernels->forward(s->ic, &s->l, vector);
  else
    s->kernels->forward(s->ic, &s->l, columns.begin, columns.end, vector);
}

static void backward(const solution *s, mezzo_ic_range columns, char *vector) {
  if (s->half_kernels != NULL)
    s->half_kernels->backward(s->ic, &s->l, vector);
  else
    s->kernels->backward(s->ic, &s->l, columns.begin, columns.end, vector);
}

/* The first half in the columns of a part; the first part also brings b of the top. */
static void begin_part(void *context, int32_t part) {
  const solution *s = context;
  const mezzo_ic_division *d = s->division;
  char *vector = vector_of(s, part);
  for (int32_t i = d->first[d->parts]; i < d->first[d->parts + 1]; i++) {
    if (part == 0)
      pad(s, d->range[i], vector);
    else
      memset(piece_of(s, vector, d->range[i]), 0, (size_t)(lanes_of(s, d->range[i]) * s->size));
  }
  for (int32_t i = d->first[part]; i < d->first[part + 1]; i++)
    pad(s, d->range[i], vector);
  for (int32_t i = d->first[part]; i < d->first[part + 1] && s->halves & FORWARD; i++)
    forward(s, d->range[i], vector);
}

/* Both halves in the columns of the top. */
static void solve_top(const solution *s) {
  const mezzo_ic_division *d = s->division;
  const int32_t begin = d->first[d->parts];
  const int32_t end = d->first[d->parts + 1];
  char *vector = vector_of(s, 0);
  for (int32_t part = 1; part < d->parts && s->halves & FORWARD; part++)
    for (int32_t i = begin; i < end; i++)
      s->vector_kernels->axpy(lanes_of(s, d->range[i]), 1, piece_of(s, vector_of(s, part), d->range[i]),
                              piece_of(s, vector, d->range[i]));
  for (int32_t i = begin; i < end && s->halves & FORWARD; i++)
    forward(s, d->range[i], vector);
  for (int32_t i = end - 1; i >= begin && s->halves & BACKWARD; i--)
    backward(s, d->range[i], vector);
  for (int32_t i = begin; i < end; i++)
    unpad(s, d->range[i], vector);
}

/* The second half in the columns of a part. */
static void finish_part(void *context, int32_t part) {
  const solution *s = context;
  const mezzo_ic_division *d = s->division;
  char *vector = vector_of(s, part);
  for (int32_t i = d->first[d->parts]; i < d->first[d->parts + 1] && part > 0 && s->halves & BACKWARD; i++)
    memcpy(piece_of(s, vector, d->range[i]), piece_of(s, vector_of(s, 0), d->range[i]),
           (size_t)(lanes_of(s, d->range[i]) * s->size));
  for (int32_t i = d->first[part + 1] - 1; i >= d->first[part]; i--) {
    if (s->halves & BACKWARD)
      backward(s, d->range[i], vector);
    unpad(s, d->range[i], vector);
  }
}

static mezzo_status solve(mezzo_ic *ic, mezzo_type type, const void *factor, mezzo_type operand, const void *b, void *x,
                          int32_t halves) {
  MEZZO_REQUIRE(ic != NULL && factor != NULL, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE((b != NULL && x != NULL) || ic->variables == 0, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(mezzo_ic_scalar_size(type) > 0, MEZZO_ERROR_TYPE);
  MEZZO_REQUIRE(operand == mezzo_vector_type(type) || (operand == MEZZO_F16 && type == MEZZO_F16), MEZZO_ERROR_TYPE);
  const mezzo_kernels *kernels = mezzo_kernels_current();
  MEZZO_REQUIRE(kernels != NULL, MEZZO_ERROR_UNSUPPORTED);
  /* Operands in fp16 may be rounded; kernels that do are for all columns at once. */
  const bool half = operand == MEZZO_F16 && ic->division.parts == 1;
  solution s = {.ic = ic,
                .division = &ic->division,
                .type = type,
                .size = mezzo_type_size(mezzo_vector_type(type)),
                .halves = halves,
                .l = mezzo_ic_values_of(ic, type, factor),
                .kernels = kernels->ic_solve[type],
                .half_kernels = half ? kernels->ic_solve_half[type] : NULL,
                .vector_kernels = kernels->vector[mezzo_vector_type(type)],
                .b = b,
                .x = x};
  mezzo_team_run(ic->division.team, begin_part, &s);
  solve_top(&s);
  mezzo_team_run(ic->division.team, finish_part, &s);
  return MEZZO_OK;
}

mezzo_status mezzo_ic_solve(mezzo_ic *ic, mezzo_type type, const void *factor, mezzo_type operand, const void *b,
                            void *x) {
  return solve(ic, type, factor, operand, b, x, FORWARD | BACKWARD);
}

mezzo_status mezzo_ic_solve_forward(mezzo_ic *ic, mezzo_type type, const void *factor, mezzo_type operand,
                                    const void *b, void *x) {
  return solve(ic, type, factor, operand, b, x, FORWARD);
}

mezzo_status mezzo_ic_solve_backward(mezzo_ic *ic, mezzo_type type, const void *factor, mezzo_type operand,
                                     const void *b, void *x) {
  return solve(ic, type, factor, operand, b, x, BACKWARD);
}
