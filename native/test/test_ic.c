/*
 * Incomplete Cholesky: factorisation and triangular solves.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "factors.h"

/* ||H||_1 ||H^-1||_1 of H + shift I, and the solution of the dense system. */
static double condition(const problem *p, double shift, const double *b, double *x) {
  const int64_t n = p->columns;
  double *h = dense_hessian(p, NULL, shift), *inverse = zeros(n * n, sizeof *inverse);
  double norm = 0, inverse_norm = 0;
  for (int64_t c = 0; c < n; c++) {
    double sum = 0;
    for (int64_t r = 0; r < n; r++)
      sum += fabs(h[r * n + c]);
    norm = sum > norm ? sum : norm;
    inverse[c * n + c] = 1;
  }
  dense_solve(n, h, n, inverse);
  for (int64_t r = 0; r < n; r++) {
    double sum = 0;
    x[r] = 0;
    for (int64_t c = 0; c < n; c++) {
      sum += fabs(inverse[r * n + c]);
      x[r] += inverse[r * n + c] * b[c];
    }
    inverse_norm = sum > inverse_norm ? sum : inverse_norm;
  }
  free(h);
  free(inverse);
  return norm * inverse_norm;
}

/* Rounding L by u changes L L^T by at most 2 u |L| |L^T|, whose norm is that of H times a modest factor (Higham,
 * Accuracy and Stability of Numerical Algorithms, section 10.1); the rest is a few roundings of the vector type. */
TEST(complete_factors_solve_to_the_precision_of_their_type) {
  static const double bound[] = {1e-14, 8 * 0x1p-24, 4 * 0x1p-11, 4 * 0x1p-8, 4 * 0x1p-16};
  for (int32_t i = 0; i < VARIED_PROBLEMS; i++) {
    factored f = factored_of(varied_problem(i), MEZZO_LEVEL_COMPLETE);
    const int64_t n = f.p->columns;
    const double shifts[] = {0, 0.25};
    for (int32_t s = 0; s < 2; s++) {
      double *b = random_vector(n), *expected = zeros(n, sizeof *expected);
      const double cond = condition(f.p, shifts[s], b, expected);
      CHECK(cond < 1e3, "problem %d is no test: condition %g", i, cond);
      for (mezzo_type type = MEZZO_F64; type <= MEZZO_B16; type++) {
        void *factor = factor_in(&f, type, shifts[s]);
        double *x = solved(&f, mezzo_ic_solve, type, factor, b);
        const double error = relative_error(n, x, expected);
        CHECK(error <= bound[type] * cond, "problem %d, shift %g, type %d: error %g, condition %g", i, shifts[s], type,
              error, cond);
        CHECK(type != MEZZO_F64 || error < 1e-12, "problem %d: error %g", i, error);
        free(x);
        free(factor);
      }
      free(b);
      free(expected);
    }
    factored_free(&f);
  }
}

/* A row-major matrix whose column c is the function's result for the unit vector of column order[c]. */
static double *dense_of(const factored *f, solve_function *solve, const void *factor, const int32_t *order) {
  const int64_t n = f->p->columns;
  double *matrix = zeros(n * n, sizeof *matrix), *unit = zeros(n, sizeof *unit);
  for (int64_t c = 0; c < n; c++) {
    unit[order[c]] = 1;
    double *column = solved(f, solve, MEZZO_F64, factor, unit);
    for (int64_t r = 0; r < n; r++)
      matrix[r * n + c] = column[order[r]];
    unit[order[c]] = 0;
    free(column);
  }
  free(unit);
  return matrix;
}

/* Whether two variables share a factor, or are the same. */
static bool connected(const problem *p, int32_t v, int32_t w) {
  const int32_t *variables = p->block_variables;
  bool has_v, has_w;
  for (int32_t g = 0; g < p->groups; g++)
    for (int64_t k = 0; k < p->group[g].factors; k++, variables += p->group[g].arity) {
      has_v = has_w = false;
      for (int32_t a = 0; a < p->group[g].arity; a++) {
        has_v = has_v || variables[a] == v;
        has_w = has_w || variables[a] == w;
      }
      if (has_v && has_w)
        return true;
    }
  return v == w;
}

/* What defines a factorisation on a static pattern (Saad, proposition 10.4). */
TEST(the_product_of_a_level_zero_factor_is_the_hessian_on_its_pattern) {
  for (int32_t i = 0; i < 3; i++) {
    factored f = factored_of(varied_problem(i), 0);
    const problem *p = f.p;
    const int64_t n = p->columns;
    void *factor = factor_in(&f, MEZZO_F64, 0);
    int32_t *order = scalar_order(p, f.order), *variable = zeros(n, sizeof *variable);
    for (int32_t v = 0; v < p->variables; v++)
      for (int32_t c = p->first[v]; c < p->first[v + 1]; c++)
        variable[c] = v;
    /* L by inverting L^-1, column by column. */
    double *inverse = dense_of(&f, mezzo_ic_solve_forward, factor, order), *l = zeros(n * n, sizeof *l);
    for (int64_t c = 0; c < n; c++)
      for (int64_t r = c; r < n; r++) {
        double s = r == c;
        for (int64_t k = c; k < r; k++)
          s -= inverse[r * n + k] * l[k * n + c];
        l[r * n + c] = s / inverse[r * n + r];
      }
    double *h = dense_hessian(p, NULL, 0);
    int64_t dropped = 0;
    for (int64_t r = 0; r < n; r++)
      for (int64_t c = 0; c <= r; c++) {
        double product = 0;
        for (int64_t k = 0; k <= c; k++)
          product += l[r * n + k] * l[c * n + k];
        const double expected = h[order[r] * n + order[c]];
        if (connected(p, variable[order[r]], variable[order[c]]))
          CHECK(fabs(product - expected) < 1e-12, "problem %d: %g is %g", i, expected, product);
        else {
          CHECK(fabs(l[r * n + c]) < 1e-12, "problem %d: %g off the pattern", i, l[r * n + c]);
          dropped += fabs(product) > 1e-6;
        }
      }
    CHECK(dropped > 0, "problem %d is no test: nothing was dropped", i);
    free(factor);
    free(order);
    free(variable);
    free(inverse);
    free(l);
    free(h);
    factored_free(&f);
  }
}

TEST(a_high_level_is_the_complete_factor) {
  for (int32_t i = 0; i < VARIED_PROBLEMS; i++) {
    factored complete = factored_of(varied_problem(i), MEZZO_LEVEL_COMPLETE),
             high = factored_of(varied_problem(i), 1000);
    void *one = factor_in(&complete, MEZZO_F64, 0), *other = factor_in(&high, MEZZO_F64, 0);
    const int64_t bytes = mezzo_ic_bytes(complete.ic, MEZZO_F64);
    CHECK(mezzo_ic_bytes(high.ic, MEZZO_F64) == bytes && memcmp(one, other, (size_t)bytes) == 0, "problem %d", i);
    free(one);
    free(other);
    factored_free(&complete);
    factored_free(&high);
  }
}

TEST(forward_then_backward_is_the_solve) {
  for (int32_t i = 0; i < VARIED_PROBLEMS; i++) {
    factored f = factored_of(varied_problem(i), 1);
    const int64_t n = f.p->columns;
    double *b = random_vector(n);
    for (mezzo_type type = MEZZO_F64; type <= MEZZO_B16; type++) {
      void *factor = factor_in(&f, type, 0);
      double *x = solved(&f, mezzo_ic_solve, type, factor, b);
      double *y = solved(&f, mezzo_ic_solve_forward, type, factor, b);
      double *z = solved(&f, mezzo_ic_solve_backward, type, factor, y);
      CHECK(memcmp(x, z, (size_t)n * sizeof *x) == 0, "problem %d, type %d: %g", i, type, relative_error(n, z, x));
      free(factor);
      free(x);
      free(y);
      free(z);
    }
    free(b);
    factored_free(&f);
  }
}

TEST(the_solve_is_symmetric) {
  for (int32_t i = 0; i < VARIED_PROBLEMS; i++) {
    factored f = factored_of(varied_problem(i), 0);
    const int64_t n = f.p->columns;
    double *a = random_vector(n), *b = random_vector(n);
    void *factor = factor_in(&f, MEZZO_F64, 0);
    double *x = solved(&f, mezzo_ic_solve, MEZZO_F64, factor, a), *y = solved(&f, mezzo_ic_solve, MEZZO_F64, factor, b);
    double xb = 0, ya = 0, scale = 0;
    for (int64_t k = 0; k < n; k++) {
      xb += x[k] * b[k];
      ya += y[k] * a[k];
      scale += fabs(x[k] * b[k]);
    }
    CHECK(fabs(xb - ya) <= 1e-13 * scale, "problem %d: %g, %g", i, xb, ya);
    free(factor);
    free(a);
    free(b);
    free(x);
    free(y);
    factored_free(&f);
  }
}

TEST(solving_in_place_gives_the_same_bits) {
  factored f = factored_of(varied_problem(2), 1);
  const int64_t n = f.p->columns;
  void *factor = factor_in(&f, MEZZO_F64, 0);
  double *b = random_vector(n), *x = solved(&f, mezzo_ic_solve, MEZZO_F64, factor, b);
  CHECK(mezzo_ic_solve(f.ic, MEZZO_F64, factor, MEZZO_F64, b, b) == MEZZO_OK, "in place");
  CHECK(memcmp(b, x, (size_t)n * sizeof *b) == 0, "bits differ");
  free(factor);
  free(b);
  free(x);
  factored_free(&f);
}

TEST(solving_along_with_the_factorisation_gives_the_bits_of_both) {
  for (int32_t i = 0; i < VARIED_PROBLEMS; i++) {
    factored f = factored_of(varied_problem(i), MEZZO_LEVEL_COMPLETE);
    const int64_t n = f.p->columns;
    for (mezzo_type type = MEZZO_F64; type <= MEZZO_F32; type++) {
      const size_t size = type == MEZZO_F64 ? sizeof(double) : sizeof(float);
      void *factor = factor_array(&f, type), *both = factor_array(&f, type);
      double *b = random_vector(n);
      void *x = zeros(n, size), *y = zeros(n, size);
      for (int64_t k = 0; k < n; k++)
        type == MEZZO_F64 ? (((double *)x)[k] = b[k]) : (((float *)x)[k] = (float)b[k]);
      memcpy(y, x, (size_t)n * size);
      CHECK(mezzo_ic_factor(f.ic, type, f.values, 0.5, factor) == MEZZO_OK, "problem %d", i);
      CHECK(mezzo_ic_solve_forward(f.ic, type, factor, type, x, x) == MEZZO_OK, "problem %d", i);
      CHECK(mezzo_ic_factor_solve(f.ic, type, f.values, 0.5, both, y, y) == MEZZO_OK, "problem %d", i);
      CHECK(memcmp(x, y, (size_t)n * size) == 0, "problem %d, type %d: another solution", i, type);
      CHECK(memcmp(factor, both, (size_t)mezzo_ic_bytes(f.ic, type)) == 0, "problem %d, type %d: another factor", i,
            type);
      const double left = n > 0 && type == MEZZO_F64 ? ((double *)y)[0] : 0;
      if (mezzo_ic_factor_solve(f.ic, type, f.values, NAN, both, y, y) == MEZZO_OK || n == 0)
        CHECK(n == 0, "problem %d: a shift of NaN went through", i);
      CHECK(n == 0 || type != MEZZO_F64 || ((double *)y)[0] == left, "problem %d: y was written", i);
      free(factor);
      free(both);
      free(b);
      free(x);
      free(y);
    }
    CHECK(mezzo_ic_factor_solve(f.ic, MEZZO_F64, f.values, 0, f.values, NULL, f.values) == MEZZO_ERROR_NULL, "b");
    factored_free(&f);
  }
}

TEST(factors_and_solves_give_the_same_bits_each_time) {
  for (int32_t i = 0; i < VARIED_PROBLEMS; i++) {
    factored f = factored_of(varied_problem(i), MEZZO_LEVEL_COMPLETE);
    for (mezzo_type type = MEZZO_F64; type <= MEZZO_B16; type++) {
      void *one = factor_in(&f, type, 0), *other = factor_in(&f, type, 0);
      CHECK(memcmp(one, other, (size_t)mezzo_ic_bytes(f.ic, type)) == 0, "problem %d, type %d", i, type);
      free(one);
      free(other);
    }
    factored_free(&f);
  }
}

TEST(families_agree_to_rounding) {
  static const double bound[] = {1e-13, 1e-5, 1e-5, 1e-5, 1e-5};
  for (int32_t i = 0; i < VARIED_PROBLEMS; i++) {
    factored f = factored_of(varied_problem(i), 1);
    const int64_t n = f.p->columns;
    double *b = random_vector(n);
    for (mezzo_type type = MEZZO_F64; type <= MEZZO_B16; type++) {
      /* One factor for all, so that fp16 rounds the same numbers. */
      mezzo_kernels_select("portable");
      void *factor = factor_in(&f, type, 0);
      double *reference = solved(&f, mezzo_ic_solve, type, factor, b);
      for (int32_t k = 0; k < mezzo_kernels_count(); k++) {
        if (mezzo_kernels_select(mezzo_kernels_name(k)) != MEZZO_OK)
          continue;
        double *x = solved(&f, mezzo_ic_solve, type, factor, b);
        CHECK(relative_error(n, x, reference) < bound[type], "%s, problem %d, type %d: %g", mezzo_kernels_name(k), i,
              type, relative_error(n, x, reference));
        free(x);
        void *own = factor_in(&f, type, 0);
        x = solved(&f, mezzo_ic_solve, type, own, b);
        CHECK(relative_error(n, x, reference) < bound[type] + (type > MEZZO_F32 ? 1e-3 : 0),
              "%s, problem %d, type %d: %g", mezzo_kernels_name(k), i, type, relative_error(n, x, reference));
        free(x);
        free(own);
      }
      free(factor);
      free(reference);
    }
    free(b);
    factored_free(&f);
  }
  mezzo_kernels_select(NULL);
}

/* H times 2^60 or 2^-60 is far beyond the range of halves. */
TEST(half_precision_factors_do_not_mind_the_size_of_the_hessian) {
  const double sizes[] = {0x1p60, 0x1p-60};
  for (int32_t i = 0; i < 4; i++) {
    factored f = factored_of(varied_problem(i), MEZZO_LEVEL_COMPLETE);
    const int64_t n = f.p->columns;
    mezzo_hessian_info info;
    mezzo_hessian_query(f.hessian, &info);
    double *b = random_vector(n);
    void *factor = factor_in(&f, MEZZO_F16, 0);
    double *expected = solved(&f, mezzo_ic_solve, MEZZO_F16, factor, b);
    free(factor);
    for (int32_t s = 0; s < 2; s++) {
      for (int64_t k = 0; k < info.values; k++)
        f.values[k] *= sizes[s];
      factor = factor_in(&f, MEZZO_F16, 0);
      double *x = solved(&f, mezzo_ic_solve, MEZZO_F16, factor, b);
      for (int64_t k = 0; k < n; k++)
        CHECK(x[k] * sizes[s] == expected[k], "problem %d, size %g: %a, %a", i, sizes[s], x[k] * sizes[s], expected[k]);
      for (int64_t k = 0; k < info.values; k++)
        f.values[k] /= sizes[s];
      free(factor);
      free(x);
    }
    free(expected);
    free(b);
    factored_free(&f);
  }
}

TEST(singular_and_indefinite_matrices_break_down_and_a_shift_helps) {
  const int32_t dims[] = {6, 3, 5};
  for (int32_t i = 0; i < 3; i++) {
    problem *p = problem_of(5, 1, &dims[i]);
    for (int32_t v = 0; v < 4; v++)
      problem_add(p, dims[i], 1, &v);
    problem_add(p, dims[i], 2, (int32_t[]){0, 2});
    problem_create(p);
    factored f = factored_of(p, 0);
    void *factor = factor_array(&f, MEZZO_F64);
    for (mezzo_type type = MEZZO_F64; type <= MEZZO_F32; type++) {
      /* Variable 4 has no factor. */
      CHECK(mezzo_ic_factor(f.ic, type, f.values, 0, factor) == MEZZO_NOT_POSITIVE_DEFINITE, "dim %d", dims[i]);
      CHECK(mezzo_ic_factor(f.ic, type, f.values, 1e-3, factor) == MEZZO_OK, "dim %d, shifted", dims[i]);
      const double good = f.values[0];
      f.values[0] = -5;
      CHECK(mezzo_ic_factor(f.ic, type, f.values, 1e-3, factor) == MEZZO_NOT_POSITIVE_DEFINITE, "dim %d, negative",
            dims[i]);
      CHECK(mezzo_ic_factor(f.ic, type, f.values, 10, factor) == MEZZO_OK, "dim %d, negative and shifted", dims[i]);
      f.values[0] = good;
    }
    free(factor);
    factored_free(&f);
  }
}

TEST(infinities_and_nans_are_reported) {
  const double bad[] = {(double)NAN, (double)INFINITY, -(double)INFINITY, 1e300};
  for (int32_t i = 0; i < 4; i++) {
    factored f = factored_of(varied_problem(i), 0);
    mezzo_hessian_info info;
    mezzo_hessian_query(f.hessian, &info);
    const int64_t last_diagonal = info.values - 1;
    /* Diagonal, below the first diagonal block, last. */
    const int64_t first_dim = f.p->dims[f.order[0]];
    const int64_t places[] = {0, first_dim * first_dim, last_diagonal};
    void *factor = factor_array(&f, MEZZO_F64);
    for (int32_t b = 0; b < 4; b++)
      for (int32_t k = 0; k < 3; k++) {
        const double good = f.values[places[k]];
        f.values[places[k]] = bad[b];
        /* 1e300 is an infinity in fp32 only. */
        for (mezzo_type type = b == 3 ? MEZZO_F32 : MEZZO_F64; type <= MEZZO_F32; type++)
          CHECK(mezzo_ic_factor(f.ic, type, f.values, 0, factor) == MEZZO_NON_FINITE, "problem %d, type %d: %g at %lld",
                i, type, bad[b], (long long)places[k]);
        f.values[places[k]] = good;
      }
    CHECK(mezzo_ic_factor(f.ic, MEZZO_F64, f.values, (double)NAN, factor) == MEZZO_NON_FINITE, "shift");
    CHECK(mezzo_ic_factor(f.ic, MEZZO_F64, f.values, 0, factor) == MEZZO_OK, "and again without");
    free(factor);
    factored_free(&f);
  }
}

TEST(a_factor_outlives_what_it_was_made_from) {
  factored f = factored_of(varied_problem(0), 1);
  void *before = factor_in(&f, MEZZO_F64, 0);
  mezzo_hessian_destroy(f.hessian);
  mezzo_jacobian_destroy(f.p->jacobian);
  f.hessian = NULL;
  f.p->jacobian = NULL;
  void *after = factor_in(&f, MEZZO_F64, 0);
  CHECK(memcmp(before, after, (size_t)mezzo_ic_bytes(f.ic, MEZZO_F64)) == 0, "bits differ");
  free(before);
  free(after);
  factored_free(&f);
}

TEST(bad_arguments_are_refused) {
  factored f = factored_of(varied_problem(0), 0);
  void *factor = factor_in(&f, MEZZO_F64, 0);
  double *b = random_vector(f.p->columns);
  CHECK(mezzo_ic_factor(NULL, MEZZO_F64, f.values, 0, factor) == MEZZO_ERROR_NULL, "no handle");
  CHECK(mezzo_ic_factor(f.ic, MEZZO_F64, NULL, 0, factor) == MEZZO_ERROR_NULL, "no values");
  CHECK(mezzo_ic_factor(f.ic, MEZZO_F64, f.values, 0, NULL) == MEZZO_ERROR_NULL, "no factor");
  CHECK(mezzo_ic_factor(f.ic, MEZZO_F16, f.values, 0, factor) == MEZZO_ERROR_TYPE, "no factorisation in fp16");
  CHECK(mezzo_ic_factor(f.ic, MEZZO_F64, f.values, -1, factor) == MEZZO_ERROR_SIZE, "negative shift");
  CHECK(mezzo_ic_solve(NULL, MEZZO_F64, factor, MEZZO_F64, b, b) == MEZZO_ERROR_NULL, "no handle");
  CHECK(mezzo_ic_solve(f.ic, MEZZO_F64, NULL, MEZZO_F64, b, b) == MEZZO_ERROR_NULL, "no factor");
  CHECK(mezzo_ic_solve(f.ic, MEZZO_F64, factor, MEZZO_F64, NULL, b) == MEZZO_ERROR_NULL, "no right-hand side");
  CHECK(mezzo_ic_solve_forward(f.ic, MEZZO_F64, factor, MEZZO_F64, b, NULL) == MEZZO_ERROR_NULL, "no solution");
  CHECK(mezzo_ic_solve_backward(f.ic, (mezzo_type)7, factor, vector_type((mezzo_type)7), b, b) == MEZZO_ERROR_TYPE,
        "no such type");
  free(factor);
  free(b);
  factored_free(&f);

  problem *p = problem_of(0, 1, (int32_t[]){1});
  problem_create(p);
  f = factored_of(p, MEZZO_LEVEL_COMPLETE);
  factor = factor_in(&f, MEZZO_F64, 0);
  CHECK(mezzo_ic_solve(f.ic, MEZZO_F64, factor, MEZZO_F64, NULL, NULL) == MEZZO_OK, "no variables");
  free(factor);
  factored_free(&f);
}

int main(void) {
  RUN_FAMILIES(complete_factors_solve_to_the_precision_of_their_type);
  RUN_FAMILIES(the_product_of_a_level_zero_factor_is_the_hessian_on_its_pattern);
  RUN_FAMILIES(a_high_level_is_the_complete_factor);
  RUN_FAMILIES(forward_then_backward_is_the_solve);
  RUN_FAMILIES(the_solve_is_symmetric);
  RUN_FAMILIES(solving_in_place_gives_the_same_bits);
  RUN_FAMILIES(solving_along_with_the_factorisation_gives_the_bits_of_both);
  RUN_FAMILIES(factors_and_solves_give_the_same_bits_each_time);
  RUN(families_agree_to_rounding);
  RUN_FAMILIES(half_precision_factors_do_not_mind_the_size_of_the_hessian);
  RUN_FAMILIES(singular_and_indefinite_matrices_break_down_and_a_shift_helps);
  RUN_FAMILIES(infinities_and_nans_are_reported);
  RUN(a_factor_outlives_what_it_was_made_from);
  RUN(bad_arguments_are_refused);
  return check_report();
}
