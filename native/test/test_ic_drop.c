/*
 * Incomplete Cholesky: fill by size.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "factors.h"

/* A problem in minimum degree order with a factor by size of H + shift I, which has to exist. */
static factored dropped_of(problem *p, double shift, int64_t max_values, double *tolerance) {
  factored f = factored_of(p, 0);
  mezzo_ic_destroy(f.ic);
  f.ic = NULL;
  mezzo_status status = mezzo_ic_create_by_size(f.hessian, f.values, shift, max_values, tolerance, &f.ic);
  if (status == MEZZO_OK)
    status = mezzo_ic_query(f.ic, &f.info);
  CHECK_OR_STOP(status == MEZZO_OK, "%s", mezzo_status_message(status));
  return f;
}

/* Enough for any problem here to stay far from breaking down, whatever is dropped. */
static const double SHIFT = 10;

static int64_t diagonal_values(const problem *p) {
  int64_t values = 0;
  for (int32_t v = 0; v < p->variables; v++)
    values += p->dims[v] * p->dims[v];
  return values;
}

static mezzo_ic_info complete_info(int32_t i) {
  factored f = factored_of(varied_problem(i), MEZZO_LEVEL_COMPLETE);
  const mezzo_ic_info info = f.info;
  factored_free(&f);
  return info;
}

TEST(with_tolerance_zero_the_factor_is_the_complete_one) {
  for (int32_t i = 0; i < VARIED_PROBLEMS; i++) {
    double tolerance = 0;
    factored all = dropped_of(varied_problem(i), 0, 0, &tolerance);
    factored complete = factored_of(varied_problem(i), MEZZO_LEVEL_COMPLETE);
    CHECK(all.info.blocks == complete.info.blocks && all.info.values == complete.info.values &&
              all.info.columns == complete.info.columns,
          "problem %d: %lld blocks, complete %lld", i, (long long)all.info.blocks, (long long)complete.info.blocks);
    CHECK(fabs(all.info.flops - complete.info.flops) <= 1e-9 * complete.info.flops, "problem %d: %g flops, complete %g",
          i, all.info.flops, complete.info.flops);
    CHECK(tolerance == 0, "problem %d: tolerance %g", i, tolerance);
    double *b = random_vector(all.p->columns);
    for (mezzo_type type = MEZZO_F64; type <= MEZZO_B16; type++) {
      void *l = factor_in(&all, type, 0), *reference = factor_in(&complete, type, 0);
      double *x = solved(&all, mezzo_ic_solve, type, l, b), *y = solved(&complete, mezzo_ic_solve, type, reference, b);
      CHECK(memcmp(x, y, (size_t)all.p->columns * sizeof *x) == 0, "problem %d, type %d: other bits", i, type);
      free(l);
      free(reference);
      free(x);
      free(y);
    }
    free(b);
    factored_free(&all);
    factored_free(&complete);
  }
}

TEST(a_factor_has_fewer_blocks_the_larger_the_tolerance_and_at_last_the_diagonal_ones) {
  const double tolerances[] = {0, 0.01, 0.05, 0.2, 2};
  for (int32_t i = 0; i < VARIED_PROBLEMS; i++) {
    int64_t before = INT64_MAX;
    for (size_t t = 0; t < sizeof tolerances / sizeof tolerances[0]; t++) {
      double tolerance = tolerances[t];
      factored f = dropped_of(varied_problem(i), SHIFT, 0, &tolerance);
      CHECK(tolerance == tolerances[t], "problem %d: %g became %g", i, tolerances[t], tolerance);
      CHECK(f.info.blocks <= before, "problem %d, tolerance %g: %lld blocks, %lld before", i, tolerance,
            (long long)f.info.blocks, (long long)before);
      before = f.info.blocks;
      free(factor_in(&f, MEZZO_F64, SHIFT));
      factored_free(&f);
    }
    double tolerance = 2;
    factored f = dropped_of(varied_problem(i), SHIFT, 0, &tolerance);
    CHECK(f.info.blocks == f.p->variables, "problem %d: %lld blocks", i, (long long)f.info.blocks);
    factored_free(&f);
  }
}

TEST(solutions_are_as_exact_as_the_tolerance_is_small) {
  for (int32_t i = 0; i < VARIED_PROBLEMS; i++) {
    double errors[2];
    for (int32_t t = 0; t < 2; t++) {
      double tolerance = t == 0 ? 1e-3 : 1e-1;
      factored f = dropped_of(varied_problem(i), SHIFT, 0, &tolerance);
      void *l = factor_in(&f, MEZZO_F64, SHIFT);
      double *h = dense_hessian(f.p, NULL, SHIFT), *b = random_vector(f.p->columns);
      double *x = solved(&f, mezzo_ic_solve, MEZZO_F64, l, b), *reference = zeros(f.p->columns, sizeof *reference);
      memcpy(reference, b, (size_t)f.p->columns * sizeof *b);
      dense_solve(f.p->columns, h, 1, reference);
      errors[t] = relative_error(f.p->columns, x, reference);
      CHECK(errors[t] < 20 * tolerance, "problem %d, tolerance %g: error %g", i, tolerance, errors[t]);
      free(l);
      free(h);
      free(b);
      free(x);
      free(reference);
      factored_free(&f);
    }
    CHECK(errors[0] <= errors[1] || errors[1] < 1e-12, "problem %d: errors %g, %g", i, errors[0], errors[1]);
  }
}

TEST(the_limit_is_kept_whatever_it_is) {
  for (int32_t i = 0; i < VARIED_PROBLEMS; i++) {
    const int64_t most = complete_info(i).values;
    for (int64_t limit = 1; limit <= most; limit += most / 12 + 1) {
      double tolerance = 0;
      factored f = dropped_of(varied_problem(i), SHIFT, limit, &tolerance);
      const int64_t least = diagonal_values(f.p);
      CHECK(f.info.values <= (limit > least ? limit : least), "problem %d, limit %lld: %lld values", i,
            (long long)limit, (long long)f.info.values);
      CHECK(f.info.values >= least, "problem %d, limit %lld: no diagonal", i, (long long)limit);
      free(factor_in(&f, MEZZO_F64, SHIFT));
      factored_free(&f);
    }
    double tolerance = 0;
    factored f = dropped_of(varied_problem(i), SHIFT, most, &tolerance);
    CHECK(f.info.values == most || i == 5, "problem %d: %lld values of %lld", i, (long long)f.info.values,
          (long long)most);
    factored_free(&f);
  }
}

TEST(memory_that_does_not_do_raises_the_tolerance) {
  random_state = 3;
  double tolerance = 0;
  factored all = dropped_of(problem_random(300, 1, (int32_t[]){3}, 300), SHIFT, 0, &tolerance);
  const int64_t limit = all.info.values * 2 / 3;
  factored_free(&all);
  random_state = 3;
  factored less = dropped_of(problem_random(300, 1, (int32_t[]){3}, 300), SHIFT, limit, &tolerance);
  CHECK(tolerance > 0, "tolerance %g", tolerance);
  double same = tolerance;
  random_state = 3;
  factored again = dropped_of(problem_random(300, 1, (int32_t[]){3}, 300), SHIFT, 0, &same);
  CHECK(less.info.values == again.info.values && less.info.blocks == again.info.blocks && same == tolerance,
        "%lld values, %lld with that tolerance at once", (long long)less.info.values, (long long)again.info.values);
  factored_free(&less);
  factored_free(&again);
}

TEST(values_may_change_after_the_pattern_was_found) {
  for (int32_t i = 0; i < VARIED_PROBLEMS; i++) {
    double tolerance = 0.1;
    factored f = dropped_of(varied_problem(i), SHIFT, 0, &tolerance);
    mezzo_hessian_info info;
    mezzo_hessian_query(f.hessian, &info);
    for (int64_t k = 0; k < info.values; k++)
      f.values[k] *= 0.5;
    void *l = factor_in(&f, MEZZO_F64, SHIFT);
    double *b = random_vector(f.p->columns), *x = solved(&f, mezzo_ic_solve, MEZZO_F64, l, b);
    CHECK(isfinite(max_abs(f.p->columns, x)), "problem %d", i);
    free(l);
    free(b);
    free(x);
    factored_free(&f);
  }
}

TEST(what_breaks_down_has_no_factor_and_a_shift_helps) {
  for (int32_t i = 0; i < VARIED_PROBLEMS; i++) {
    factored f = factored_of(varied_problem(i), 0);
    mezzo_ic *ic = NULL;
    double tolerance = 0.01;
    const double good = f.values[0];
    f.values[0] = -5;
    CHECK(mezzo_ic_create_by_size(f.hessian, f.values, 0, 0, &tolerance, &ic) == MEZZO_NOT_POSITIVE_DEFINITE &&
              ic == NULL,
          "problem %d: negative", i);
    CHECK(mezzo_ic_create_by_size(f.hessian, f.values, 20, 0, &tolerance, &ic) == MEZZO_OK, "problem %d: shifted", i);
    mezzo_ic_destroy(ic);
    f.values[0] = (double)NAN;
    ic = NULL;
    CHECK(mezzo_ic_create_by_size(f.hessian, f.values, 1, 0, &tolerance, &ic) == MEZZO_NON_FINITE && ic == NULL,
          "problem %d: not a number", i);
    f.values[0] = good;
    /* Below the first diagonal block, or all there is. */
    const int64_t dim = f.p->dims[f.order[0]];
    if (dim * dim < f.info.values) {
      f.values[dim * dim] = (double)INFINITY;
      CHECK(mezzo_ic_create_by_size(f.hessian, f.values, 1, 0, &tolerance, &ic) == MEZZO_NON_FINITE && ic == NULL,
            "problem %d: infinite", i);
    }
    factored_free(&f);
  }
}

TEST(nothing_is_a_matrix_without_variables) {
  problem *p = problem_of(0, 1, (int32_t[]){1});
  problem_create(p);
  mezzo_hessian *h = hessian_of(p, NULL);
  mezzo_ic *ic = NULL;
  double tolerance = 0;
  CHECK(mezzo_ic_create_by_size(h, NULL, 0, 0, &tolerance, &ic) == MEZZO_OK && ic != NULL, "no factor");
  mezzo_ic_destroy(ic);
  mezzo_hessian_destroy(h);
  problem_free(p);
}

TEST(bad_arguments_are_refused) {
  factored f = factored_of(varied_problem(0), 0);
  mezzo_ic *ic = NULL;
  double tolerance = 0;
  CHECK(mezzo_ic_create_by_size(NULL, f.values, 0, 0, &tolerance, &ic) == MEZZO_ERROR_NULL, "no Hessian");
  CHECK(mezzo_ic_create_by_size(f.hessian, NULL, 0, 0, &tolerance, &ic) == MEZZO_ERROR_NULL, "no values");
  CHECK(mezzo_ic_create_by_size(f.hessian, f.values, 0, 0, NULL, &ic) == MEZZO_ERROR_NULL, "no tolerance");
  CHECK(mezzo_ic_create_by_size(f.hessian, f.values, 0, 0, &tolerance, NULL) == MEZZO_ERROR_NULL, "no result");
  CHECK(mezzo_ic_create_by_size(f.hessian, f.values, -1, 0, &tolerance, &ic) == MEZZO_ERROR_SIZE, "negative shift");
  CHECK(mezzo_ic_create_by_size(f.hessian, f.values, 0, -1, &tolerance, &ic) == MEZZO_ERROR_SIZE, "negative limit");
  tolerance = -1;
  CHECK(mezzo_ic_create_by_size(f.hessian, f.values, 0, 0, &tolerance, &ic) == MEZZO_ERROR_SIZE, "negative tolerance");
  CHECK(ic == NULL, "a handle");
  factored_free(&f);
}

int main(void) {
  RUN(with_tolerance_zero_the_factor_is_the_complete_one);
  RUN(a_factor_has_fewer_blocks_the_larger_the_tolerance_and_at_last_the_diagonal_ones);
  RUN(solutions_are_as_exact_as_the_tolerance_is_small);
  RUN(the_limit_is_kept_whatever_it_is);
  RUN(memory_that_does_not_do_raises_the_tolerance);
  RUN(values_may_change_after_the_pattern_was_found);
  RUN(what_breaks_down_has_no_factor_and_a_shift_helps);
  RUN(nothing_is_a_matrix_without_variables);
  RUN(bad_arguments_are_refused);
  return check_report();
}
