/*
 * Direct Cholesky through CHOLMOD.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "blocks.h"

static const mezzo_cholesky_method methods[] = {MEZZO_CHOLESKY_AUTO, MEZZO_CHOLESKY_SIMPLICIAL,
                                                MEZZO_CHOLESKY_SUPERNODAL};
enum { METHODS = sizeof methods / sizeof methods[0] };

/* NULL where this build lacks the method. */
static mezzo_cholesky *cholesky_of(const mezzo_hessian *h, mezzo_cholesky_method method) {
  mezzo_cholesky *c = NULL;
  const mezzo_status status = mezzo_cholesky_create(h, method, &c);
  CHECK(status == MEZZO_OK || (status == MEZZO_ERROR_UNSUPPORTED && method == MEZZO_CHOLESKY_SUPERNODAL),
        "method %d: %s", method, mezzo_status_message(status));
  return c;
}

/* Calls the body once for each method that this build has, with c factoring the matrix of h. */
#define FOR_EACH_METHOD(h, c)                                                                                          \
  for (int32_t m = 0; m < METHODS; m++)                                                                                \
    for (mezzo_cholesky *c = cholesky_of(h, methods[m]); c != NULL; mezzo_cholesky_destroy(c), c = NULL)

TEST(solutions_are_those_of_the_dense_system) {
  problem *problems[] = {problem_random(40, 1, (int32_t[]){6}, 60), problem_random(40, 1, (int32_t[]){3}, 60),
                         problem_random(30, 4, (int32_t[]){6, 3, 1, 7}, 30), problem_random(1, 1, (int32_t[]){1}, 0)};
  for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++) {
    problem *p = problems[i];
    int32_t *order = zeros(p->variables, sizeof *order);
    mezzo_order(p->jacobian, MEZZO_ORDER_AMD, order);
    mezzo_hessian *h = hessian_of(p, order);
    double *values = assembled(p, h, NULL);
    const double shifts[] = {0, 0.5};
    FOR_EACH_METHOD(h, c) {
      for (int32_t s = 0; s < 2; s++) {
        double *b = random_vector(p->columns), *x = zeros(p->columns, sizeof *x);
        double *expected = zeros(p->columns, sizeof *x);
        memcpy(expected, b, (size_t)p->columns * sizeof *b);
        double *dense = dense_hessian(p, NULL, shifts[s]);
        dense_solve(p->columns, dense, 1, expected);
        CHECK(mezzo_cholesky_factor(c, values, shifts[s]) == MEZZO_OK, "problem %zu, method %d", i, methods[m]);
        CHECK(mezzo_cholesky_solve(c, b, x) == MEZZO_OK, "problem %zu, method %d", i, methods[m]);
        CHECK(relative_error(p->columns, x, expected) < 1e-12, "problem %zu, method %d, shift %g: %g", i, methods[m],
              shifts[s], relative_error(p->columns, x, expected));
        CHECK(mezzo_cholesky_solve(c, b, b) == MEZZO_OK, "in place");
        CHECK(memcmp(b, x, (size_t)p->columns * sizeof *b) == 0, "in place differs");
        free(b);
        free(x);
        free(expected);
        free(dense);
      }
    }
    mezzo_hessian_destroy(h);
    free(values);
    free(order);
    problem_free(p);
  }
}

TEST(solutions_are_those_of_the_complete_block_factor) {
  problem *p = problem_random(300, 2, (int32_t[]){6, 3}, 200);
  int32_t *order = zeros(p->variables, sizeof *order);
  mezzo_order(p->jacobian, MEZZO_ORDER_AMD, order);
  mezzo_hessian *h = hessian_of(p, order);
  double *values = assembled(p, h, NULL), *b = random_vector(p->columns);
  double *x = zeros(p->columns, sizeof *x), *expected = zeros(p->columns, sizeof *x);
  mezzo_ic *ic = NULL;
  CHECK_OR_STOP(mezzo_ic_create(h, MEZZO_LEVEL_COMPLETE, 0, &ic) == MEZZO_OK, "no factor");
  void *factor = zeros(mezzo_ic_bytes(ic, MEZZO_F64), 1);
  CHECK(mezzo_ic_factor(ic, MEZZO_F64, values, 0, factor) == MEZZO_OK, "not factored");
  CHECK(mezzo_ic_solve(ic, MEZZO_F64, factor, MEZZO_F64, b, expected) == MEZZO_OK, "not solved");
  FOR_EACH_METHOD(h, c) {
    CHECK(mezzo_cholesky_factor(c, values, 0) == MEZZO_OK, "method %d", methods[m]);
    CHECK(mezzo_cholesky_solve(c, b, x) == MEZZO_OK, "method %d", methods[m]);
    CHECK(relative_error(p->columns, x, expected) < 1e-12, "method %d: %g", methods[m],
          relative_error(p->columns, x, expected));
    mezzo_cholesky_info info;
    mezzo_ic_info ic_info;
    mezzo_cholesky_query(c, &info);
    mezzo_ic_query(ic, &ic_info);
    CHECK(info.columns == p->columns && info.values > 0 && info.values <= ic_info.values, "%lld values",
          (long long)info.values);
    CHECK(info.flops > 0 && info.flops < ic_info.flops, "%g flops, in blocks %g", info.flops, ic_info.flops);
    CHECK(methods[m] == MEZZO_CHOLESKY_AUTO || info.supernodal == (methods[m] == MEZZO_CHOLESKY_SUPERNODAL),
          "method %d, supernodal %d", methods[m], info.supernodal);
  }
  mezzo_ic_destroy(ic);
  mezzo_hessian_destroy(h);
  free(factor);
  free(values);
  free(b);
  free(x);
  free(expected);
  free(order);
  problem_free(p);
}

TEST(indefinite_matrices_are_reported_and_a_shift_helps) {
  problem *p = problem_random(30, 1, (int32_t[]){6}, 30);
  mezzo_hessian *h = hessian_of(p, NULL);
  double *values = assembled(p, h, NULL), *b = random_vector(p->columns);
  const double diagonal = values[0];
  values[0] = -1;
  FOR_EACH_METHOD(h, c) {
    CHECK(mezzo_cholesky_solve(c, b, b) == MEZZO_NOT_POSITIVE_DEFINITE, "no factor yet");
    CHECK(mezzo_cholesky_factor(c, values, 0) == MEZZO_NOT_POSITIVE_DEFINITE, "method %d", methods[m]);
    CHECK(mezzo_cholesky_solve(c, b, b) == MEZZO_NOT_POSITIVE_DEFINITE, "method %d", methods[m]);
    CHECK(mezzo_cholesky_factor(c, values, 10) == MEZZO_OK, "method %d", methods[m]);
    CHECK(mezzo_cholesky_solve(c, b, b) == MEZZO_OK, "method %d", methods[m]);
    values[0] = diagonal;
    CHECK(mezzo_cholesky_factor(c, values, 0) == MEZZO_OK, "method %d", methods[m]);
    values[0] = -1;
  }
  mezzo_hessian_destroy(h);
  free(values);
  free(b);
  problem_free(p);
}

TEST(a_variable_without_factors_makes_the_matrix_singular) {
  problem *p = problem_of(4, 1, (int32_t[]){3});
  problem_add(p, 3, 2, (int32_t[]){0, 3});
  problem_add(p, 3, 1, (int32_t[]){0});
  problem_add(p, 3, 1, (int32_t[]){1});
  problem_create(p);
  mezzo_hessian *h = hessian_of(p, NULL);
  double *values = assembled(p, h, NULL);
  FOR_EACH_METHOD(h, c) {
    CHECK(mezzo_cholesky_factor(c, values, 0) == MEZZO_NOT_POSITIVE_DEFINITE, "method %d", methods[m]);
    CHECK(mezzo_cholesky_factor(c, values, 1e-3) == MEZZO_OK, "method %d", methods[m]);
  }
  mezzo_hessian_destroy(h);
  free(values);
  problem_free(p);
}

TEST(infinities_and_nans_are_reported) {
  problem *p = problem_random(10, 1, (int32_t[]){6}, 10);
  mezzo_hessian *h = hessian_of(p, NULL);
  double *values = assembled(p, h, NULL);
  mezzo_hessian_info info;
  mezzo_hessian_query(h, &info);
  const int64_t places[] = {0, 40, info.values - 1};
  const double bad[] = {(double)NAN, (double)INFINITY, -(double)INFINITY};
  FOR_EACH_METHOD(h, c) {
    for (int32_t i = 0; i < 3; i++)
      for (int32_t k = 0; k < 3; k++) {
        const double good = values[places[i]];
        values[places[i]] = bad[k];
        CHECK(mezzo_cholesky_factor(c, values, 0) == MEZZO_NON_FINITE, "%g at %lld", bad[k], (long long)places[i]);
        values[places[i]] = good;
      }
    CHECK(mezzo_cholesky_factor(c, values, (double)NAN) == MEZZO_NON_FINITE, "shift");
    CHECK(mezzo_cholesky_factor(c, values, 0) == MEZZO_OK, "and again without");
  }
  mezzo_hessian_destroy(h);
  free(values);
  problem_free(p);
}

TEST(bad_arguments_are_refused) {
  problem *p = problem_random(3, 1, (int32_t[]){3}, 0);
  problem *empty = problem_of(0, 1, (int32_t[]){1});
  problem_create(empty);
  mezzo_hessian *h = hessian_of(p, NULL);
  double *values = assembled(p, h, NULL);
  mezzo_cholesky *c = NULL;
  mezzo_cholesky_info info;
  CHECK(mezzo_cholesky_create(NULL, MEZZO_CHOLESKY_AUTO, &c) == MEZZO_ERROR_NULL, "no Hessian");
  CHECK(mezzo_cholesky_create(h, MEZZO_CHOLESKY_AUTO, NULL) == MEZZO_ERROR_NULL, "no result");
  CHECK(mezzo_cholesky_create(h, (mezzo_cholesky_method)3, &c) == MEZZO_ERROR_TYPE && c == NULL, "no such method");
  CHECK_OR_STOP(mezzo_cholesky_create(h, MEZZO_CHOLESKY_AUTO, &c) == MEZZO_OK, "not created");
  CHECK(mezzo_cholesky_factor(NULL, values, 0) == MEZZO_ERROR_NULL, "no handle");
  CHECK(mezzo_cholesky_factor(c, NULL, 0) == MEZZO_ERROR_NULL, "no values");
  CHECK(mezzo_cholesky_factor(c, values, -1) == MEZZO_ERROR_SIZE, "negative shift");
  CHECK(mezzo_cholesky_factor(c, values, 0) == MEZZO_OK, "good arguments");
  CHECK(mezzo_cholesky_solve(NULL, values, values) == MEZZO_ERROR_NULL, "no handle");
  CHECK(mezzo_cholesky_solve(c, NULL, values) == MEZZO_ERROR_NULL, "no right-hand side");
  CHECK(mezzo_cholesky_solve(c, values, NULL) == MEZZO_ERROR_NULL, "no solution");
  CHECK(mezzo_cholesky_query(c, NULL) == MEZZO_ERROR_NULL, "query into nothing");
  CHECK(mezzo_cholesky_query(NULL, &info) == MEZZO_ERROR_NULL, "query nothing");
  mezzo_cholesky_destroy(NULL);
  mezzo_cholesky_destroy(c);
  mezzo_hessian_destroy(h);

  h = hessian_of(empty, NULL);
  CHECK_OR_STOP(mezzo_cholesky_create(h, MEZZO_CHOLESKY_AUTO, &c) == MEZZO_OK, "no variables");
  CHECK(mezzo_cholesky_factor(c, NULL, 0) == MEZZO_OK && mezzo_cholesky_solve(c, NULL, NULL) == MEZZO_OK,
        "nothing to do");
  CHECK(mezzo_cholesky_query(c, &info) == MEZZO_OK && info.columns == 0 && info.values == 0, "nothing there");
  mezzo_cholesky_destroy(c);
  mezzo_hessian_destroy(h);
  free(values);
  problem_free(p);
  problem_free(empty);
}

int main(void) {
  RUN(solutions_are_those_of_the_dense_system);
  RUN(solutions_are_those_of_the_complete_block_factor);
  RUN(indefinite_matrices_are_reported_and_a_shift_helps);
  RUN(a_variable_without_factors_makes_the_matrix_singular);
  RUN(infinities_and_nans_are_reported);
  RUN(bad_arguments_are_refused);
  return check_report();
}
