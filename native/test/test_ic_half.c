/*
 * Triangular solves with operands in fp16, by every family: within the bound of the rounding analysis for halves and
 * sums of up to twelve products in fp16, and exactly where nothing is rounded, whatever the magnitudes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "factors.h"

/* Complete factors with kernels for 6 and 3, and without: groups of columns of all sizes, columns of all lengths. */
enum { PROBLEMS = 4 };
static factored problem_number(int32_t i) {
  random_state = (uint64_t)i + 1;
  switch (i) {
  case 0:
    return factored_of(problem_random(40, 1, (int32_t[]){6}, 60), MEZZO_LEVEL_COMPLETE);
  case 1:
    return factored_of(problem_random(60, 1, (int32_t[]){3}, 90), MEZZO_LEVEL_COMPLETE);
  case 2:
    return factored_of(problem_random(30, 2, (int32_t[]){6, 3}, 40), MEZZO_LEVEL_COMPLETE);
  default:
    return factored_of(problem_random(50, 1, (int32_t[]){6}, 20), 0);
  }
}

static float *solved_in_place(const factored *f, solve_function *solve, const void *factor, mezzo_type operand,
                              const float *b) {
  float *x = zeros(f->p->columns, sizeof *x);
  memcpy(x, b, (size_t)f->p->columns * sizeof *x);
  const mezzo_status status = solve(f->ic, MEZZO_F16, factor, operand, x, x);
  CHECK_OR_STOP(status == MEZZO_OK, "%s", mezzo_status_message(status));
  return x;
}

static float *random_floats(int64_t n) {
  float *b = zeros(n, sizeof *b);
  for (int64_t i = 0; i < n; i++)
    b[i] = (float)random_value();
  return b;
}

/* L^-1 of the stored factor, row-major in elimination order, by solves with operands in fp32. */
static double *inverse_of(const factored *f, const void *factor, const int32_t *order) {
  const int64_t n = f->p->columns;
  double *inverse = zeros(n * n, sizeof *inverse);
  float *unit = zeros(n, sizeof *unit);
  for (int64_t c = 0; c < n; c++) {
    unit[order[c]] = 1;
    float *column = solved_in_place(f, mezzo_ic_solve_forward, factor, MEZZO_F32, unit);
    for (int64_t r = c; r < n; r++)
      inverse[r * n + c] = (double)column[order[r]];
    unit[order[c]] = 0;
    free(column);
  }
  free(unit);
  return inverse;
}

static double *lower_inverse(int64_t n, const double *inverse) {
  double *l = zeros(n * n, sizeof *l);
  for (int64_t c = 0; c < n; c++)
    for (int64_t r = c; r < n; r++) {
      double s = r == c;
      for (int64_t k = c; k < r; k++)
        s -= inverse[r * n + k] * l[k * n + c];
      l[r * n + c] = s / inverse[r * n + r];
    }
  return l;
}

static double larger(double a, double b) {
  return fabs(b) > a ? fabs(b) : a;
}

/* Substitution with products that are off by c |L_ij| |x_j| solves a system that is off by c |L| |x|, so that the
 * solution is off by at most |L^-1| c |L| |x| (Higham, Accuracy and Stability, section 8.1). c: one rounding to fp16
 * and a sum of twelve products in it. What is small beside the largest element is off by 2^-20 of that, besides. */
static void check_half(const factored *f, const double *l, const double *inverse, bool transposed, const int32_t *order,
                       const float *reference, const float *x, int32_t number) {
  const int64_t n = f->p->columns;
  const double u = 0x1p-11, c = 14 * u / (1 - 14 * u);
  double largest = 0, largest_l = 0, *residual = zeros(n, sizeof *residual);
  for (int64_t i = 0; i < n; i++)
    largest = larger(largest, (double)x[i]);
  for (int64_t i = 0; i < n * n; i++)
    largest_l = larger(largest_l, l[i]);
  for (int64_t r = 0; r < n; r++) {
    for (int64_t k = 0; k < n; k++)
      residual[r] += c * fabs((transposed ? l[k * n + r] : l[r * n + k]) * (double)x[order[k]]);
    residual[r] += (double)n * 0x1p-20 * largest_l * largest;
  }
  double worst = 0;
  for (int64_t r = 0; r < n; r++) {
    double bound = 0x1p-18 * fabs((double)reference[order[r]]);
    for (int64_t k = 0; k < n; k++)
      bound += fabs(transposed ? inverse[k * n + r] : inverse[r * n + k]) * residual[k];
    const double error = fabs((double)x[order[r]] - (double)reference[order[r]]);
    CHECK(error <= bound, "problem %d, %s, row %lld: off by %g, bound %g", number, transposed ? "backward" : "forward",
          (long long)r, error, bound);
    worst = larger(worst, error);
  }
  CHECK(worst < 0.01 * largest, "problem %d: off by %g of %g", number, worst, largest);
  free(residual);
}

TEST(half_operands_solve_within_the_rounding_bound) {
  for (int32_t i = 0; i < PROBLEMS; i++) {
    factored f = problem_number(i);
    void *factor = factor_in(&f, MEZZO_F16, 0);
    int32_t *order = scalar_order(f.p, f.order);
    double *inverse = inverse_of(&f, factor, order), *l = lower_inverse(f.p->columns, inverse);
    float *b = random_floats(f.p->columns);
    for (int32_t transposed = 0; transposed < 2; transposed++) {
      solve_function *solve = transposed ? mezzo_ic_solve_backward : mezzo_ic_solve_forward;
      float *reference = solved_in_place(&f, solve, factor, MEZZO_F32, b);
      float *x = solved_in_place(&f, solve, factor, MEZZO_F16, b);
      float *again = solved_in_place(&f, solve, factor, MEZZO_F16, b);
      check_half(&f, l, inverse, transposed, order, reference, x, i);
      CHECK(memcmp(x, again, (size_t)f.p->columns * sizeof *x) == 0, "problem %d: other bits the second time", i);
      free(reference);
      free(x);
      free(again);
    }
    free(factor);
    free(order);
    free(inverse);
    free(l);
    free(b);
    factored_free(&f);
  }
}

/* Operands are scaled by powers of two of their own: that of the right-hand side changes no digit. */
TEST(half_operands_do_not_mind_the_size_of_the_right_hand_side) {
  const float sizes[] = {0x1p50f, 0x1p-50f, 0};
  for (int32_t i = 0; i < PROBLEMS; i++) {
    factored f = problem_number(i);
    const int64_t n = f.p->columns;
    void *factor = factor_in(&f, MEZZO_F16, 0);
    float *b = random_floats(n), *x = solved_in_place(&f, mezzo_ic_solve, factor, MEZZO_F16, b);
    for (int32_t s = 0; s < 3; s++) {
      float *scaled = zeros(n, sizeof *scaled);
      for (int64_t k = 0; k < n; k++)
        scaled[k] = sizes[s] * b[k];
      float *y = solved_in_place(&f, mezzo_ic_solve, factor, MEZZO_F16, scaled);
      for (int64_t k = 0; k < n; k++)
        CHECK(y[k] == sizes[s] * x[k], "problem %d, element %lld: %a, not %a", i, (long long)k, (double)y[k],
              (double)(sizes[s] * x[k]));
      free(scaled);
      free(y);
    }
    free(factor);
    free(b);
    free(x);
    factored_free(&f);
  }
}

/* A chain with L_jj = I and L_j+1,j = growth I, eliminated from its first variable on. */
static factored chain(int32_t variables, int32_t dim, double growth) {
  problem *p = problem_of(variables, 1, &dim);
  for (int32_t v = 0; v + 1 < variables; v++)
    problem_add(p, dim, 2, (int32_t[]){v, v + 1});
  const int32_t last = variables - 1;
  problem_add(p, dim, 1, &last);
  problem_create(p);
  for (int64_t block = 0; block < p->blocks; block++)
    for (int32_t r = 0; r < dim; r++)
      for (int32_t c = 0; c < dim; c++)
        p->values[(block * dim + r) * dim + c] = r == c ? (block % 2 == 0 ? 1 : growth) : 0;
  factored f = {.p = p, .order = zeros(variables, sizeof(int32_t))};
  for (int32_t v = 0; v < variables; v++)
    f.order[v] = v;
  f.hessian = hessian_of(p, f.order);
  f.values = assembled(p, f.hessian, NULL);
  const mezzo_status status = mezzo_ic_create(f.hessian, MEZZO_LEVEL_COMPLETE, 0, &f.ic);
  CHECK_OR_STOP(status == MEZZO_OK, "%s", mezzo_status_message(status));
  return f;
}

/* From one end of the chain to the other the solution grows to 8^30, or shrinks as much; all of it is exact in fp16. */
TEST(half_operands_follow_solutions_that_grow_and_shrink_by_orders_of_magnitude) {
  enum { VARIABLES = 31 };
  for (int32_t dim = 3; dim <= 6; dim += 3)
    for (int32_t grows = 0; grows < 2; grows++) {
      const float growth = grows ? 8 : 0.125f;
      factored f = chain(VARIABLES, dim, (double)growth);
      void *factor = factor_in(&f, MEZZO_F16, 0);
      for (int32_t transposed = 0; transposed < 2; transposed++) {
        const int32_t begin = transposed ? VARIABLES - 1 : 0;
        float *b = zeros(f.p->columns, sizeof *b);
        for (int32_t k = 0; k < dim; k++)
          b[begin * dim + k] = (float)(k + 1);
        float *x =
            solved_in_place(&f, transposed ? mezzo_ic_solve_backward : mezzo_ic_solve_forward, factor, MEZZO_F16, b);
        float expected = 1;
        for (int32_t v = 0; v < VARIABLES; v++, expected *= -growth)
          for (int32_t k = 0; k < dim; k++) {
            const float got = x[(transposed ? begin - v : v) * dim + k];
            CHECK(got == expected * (float)(k + 1), "dimension %d, %s, step %d: %a, not %a", dim,
                  transposed ? "backward" : "forward", v, (double)got, (double)(expected * (float)(k + 1)));
          }
        free(b);
        free(x);
      }
      free(factor);
      factored_free(&f);
    }
}

/* As with operands in fp32. */
TEST(an_infinity_or_nan_reaches_what_depends_on_it_and_nothing_else) {
  const float bad[] = {INFINITY, NAN};
  for (int32_t i = 0; i < PROBLEMS; i++) {
    factored f = problem_number(i);
    const int64_t n = f.p->columns;
    void *factor = factor_in(&f, MEZZO_F16, 0);
    float *b = random_floats(n);
    for (int32_t transposed = 0; transposed < 2; transposed++)
      for (int32_t s = 0; s < 2; s++)
        for (int64_t k = 0; k < n; k += 7) {
          solve_function *solve = transposed ? mezzo_ic_solve_backward : mezzo_ic_solve_forward;
          const float kept = b[k];
          b[k] = bad[s];
          float *reference = solved_in_place(&f, solve, factor, MEZZO_F32, b);
          float *x = solved_in_place(&f, solve, factor, MEZZO_F16, b);
          b[k] = kept;
          for (int64_t r = 0; r < n; r++)
            CHECK(isfinite(reference[r]) ? fabs((double)x[r] - (double)reference[r]) < 0.05 : !isfinite(x[r]),
                  "problem %d, %g in place %lld, element %lld: %g, not %g", i, (double)bad[s], (long long)k,
                  (long long)r, (double)x[r], (double)reference[r]);
          free(reference);
          free(x);
        }
    free(factor);
    free(b);
    factored_free(&f);
  }
}

int main(void) {
  RUN_FAMILIES(half_operands_solve_within_the_rounding_bound);
  RUN_FAMILIES(half_operands_do_not_mind_the_size_of_the_right_hand_side);
  RUN_FAMILIES(half_operands_follow_solutions_that_grow_and_shrink_by_orders_of_magnitude);
  RUN_FAMILIES(an_infinity_or_nan_reaches_what_depends_on_it_and_nothing_else);
  return check_report();
}
