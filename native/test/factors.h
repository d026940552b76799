/*
 * Incomplete Cholesky factors of test problems.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_TEST_FACTORS_H
#define MEZZO_TEST_FACTORS_H

#include "blocks.h"

/* Problems of every kind that the factorisation knows: kernels for 6 and 3, with groups of columns of all sizes;
 * others, mixed dimensions, a single column, fragments. */
enum { VARIED_PROBLEMS = 7 };
static inline problem *varied_problem(int32_t i) {
  random_state = (uint64_t)i + 1;
  switch (i) {
  case 0:
    return problem_random(50, 1, (int32_t[]){6}, 90);
  case 1:
    return problem_random(80, 1, (int32_t[]){3}, 120);
  case 2:
    return problem_random(30, 2, (int32_t[]){6, 3}, 40);
  case 3:
    return problem_random(20, 5, (int32_t[]){1, 9, 4, 15, 2}, 20);
  case 4:
    return problem_random(8, 1, (int32_t[]){17}, 8);
  case 5:
    return problem_random(1, 1, (int32_t[]){6}, 0);
  default: {
    /* Three components, one of them a single variable. */
    problem *p = problem_of(11, 1, (int32_t[]){6});
    for (int32_t v = 0; v < 11; v++)
      problem_add(p, 6, 1, &v);
    for (int32_t v = 0; v < 4; v++)
      problem_add(p, 6, 2, (int32_t[]){v, v + 1});
    problem_add(p, 6, 2, (int32_t[]){0, 4});
    for (int32_t v = 6; v < 10; v++)
      problem_add(p, 6, 2, (int32_t[]){v, v + 1});
    problem_create(p);
    return p;
  }
  }
}

/* A problem in minimum degree order, its Hessian and a factor's pattern. */
typedef struct factored {
  problem *p;
  int32_t *order;
  mezzo_hessian *hessian;
  double *values;
  mezzo_ic *ic;
  mezzo_ic_info info;
} factored;

static inline factored factored_of(problem *p, int32_t level) {
  factored f = {.p = p, .order = zeros(p->variables, sizeof(int32_t))};
  mezzo_status status = mezzo_order(p->jacobian, MEZZO_ORDER_AMD, f.order);
  f.hessian = hessian_of(p, f.order);
  f.values = assembled(p, f.hessian, NULL);
  if (status == MEZZO_OK)
    status = mezzo_ic_create(f.hessian, level, 0, &f.ic);
  if (status == MEZZO_OK)
    status = mezzo_ic_query(f.ic, &f.info);
  CHECK_OR_STOP(status == MEZZO_OK, "%s", mezzo_status_message(status));
  return f;
}

static inline void factored_free(factored *f) {
  mezzo_ic_destroy(f->ic);
  mezzo_hessian_destroy(f->hessian);
  free(f->values);
  free(f->order);
  problem_free(f->p);
}

/* An array for a factor, full of NaNs. */
static inline void *factor_array(const factored *f, mezzo_type type) {
  void *factor = zeros(mezzo_ic_bytes(f->ic, type), 1);
  memset(factor, 0xff, (size_t)mezzo_ic_bytes(f->ic, type));
  return factor;
}

/* The factor of H + shift I in that type, 16 bits by way of F64. */
static inline void *factor_in(const factored *f, mezzo_type type, double shift) {
  const mezzo_type computed = type > MEZZO_F32 ? MEZZO_F64 : type;
  void *factor = factor_array(f, computed);
  mezzo_status status = mezzo_ic_factor(f->ic, computed, f->values, shift, factor);
  CHECK_OR_STOP(status == MEZZO_OK, "%s", mezzo_status_message(status));
  if (type == computed)
    return factor;
  void *stored = factor_array(f, type);
  status = mezzo_ic_store(f->ic, computed, factor, type, stored, NULL);
  CHECK_OR_STOP(status == MEZZO_OK, "%s", mezzo_status_message(status));
  free(factor);
  return stored;
}

typedef mezzo_status solve_function(mezzo_ic *ic, mezzo_type type, const void *factor, mezzo_type operand,
                                    const void *b, void *x);

/* A new vector with what the function makes of b, whatever the factor's type. */
static inline double *solved(const factored *f, solve_function *solve, mezzo_type type, const void *factor,
                             const double *b) {
  const int64_t n = f->p->columns;
  double *x = zeros(n, sizeof *x);
  float *narrow = zeros(n, sizeof *narrow);
  for (int64_t i = 0; i < n; i++)
    narrow[i] = (float)b[i];
  const mezzo_status status = type == MEZZO_F64 ? solve(f->ic, type, factor, type, b, x)
                                                : solve(f->ic, type, factor, MEZZO_F32, narrow, narrow);
  CHECK_OR_STOP(status == MEZZO_OK, "%s", mezzo_status_message(status));
  for (int64_t i = 0; i < n && type != MEZZO_F64; i++)
    x[i] = (double)narrow[i];
  free(narrow);
  return x;
}

#endif
