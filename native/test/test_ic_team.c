/*
 * Factorisations and triangular solves shared by the threads of a team, on problems large enough for that.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "factors.h"

static const int32_t team_sizes[] = {1, 2, 3, 8};
enum { TEAM_SIZES = sizeof team_sizes / sizeof team_sizes[0] };

static const mezzo_type types[] = {MEZZO_F64, MEZZO_F32, MEZZO_F16, MEZZO_BF16, MEZZO_B16};
enum { TYPES = sizeof types / sizeof types[0] };

static mezzo_team *new_team(int32_t threads) {
  mezzo_team *team;
  const mezzo_status status = mezzo_team_create(threads, &team);
  CHECK_OR_STOP(status == MEZZO_OK, "%d threads: %s", threads, mezzo_status_message(status));
  return team;
}

static void set_team(const factored *f, mezzo_team *team) {
  const mezzo_status status = mezzo_ic_set_team(f->ic, team);
  CHECK_OR_STOP(status == MEZZO_OK, "%s", mezzo_status_message(status));
}

/* Variables on a grid, each connected to its neighbours. */
static problem *grid(int32_t side, int32_t cycle_length, const int32_t *cycle) {
  random_state = (uint64_t)side;
  problem *p = problem_of(side * side, cycle_length, cycle);
  for (int32_t v = 0; v < side * side; v++)
    problem_add(p, p->dims[v], 1, &v);
  for (int32_t v = 0; v < side * side; v++)
    for (int32_t k = 0; k < 2; k++) {
      const int32_t edge[2] = {v, k == 0 ? v + 1 : v + side};
      if (k == 0 ? edge[1] % side == 0 : edge[1] >= side * side)
        continue;
      problem_add(p, p->dims[v] > p->dims[edge[1]] ? p->dims[v] : p->dims[edge[1]], 2, edge);
    }
  problem_create(p);
  return p;
}

/* Of poses in space and in the plane, of variables that differ, of parts that are not connected, and what no subtree
 * can be made of. */
enum { CASES = 6 };
static factored case_number(int32_t i) {
  switch (i) {
  case 0:
    return factored_of(grid(30, 1, (int32_t[]){6}), MEZZO_LEVEL_COMPLETE);
  case 1:
    return factored_of(grid(46, 1, (int32_t[]){3}), MEZZO_LEVEL_COMPLETE);
  case 2:
    return factored_of(grid(35, 3, (int32_t[]){6, 3, 4}), MEZZO_LEVEL_COMPLETE);
  case 3: {
    random_state = 7;
    problem *p = problem_of(1200, 1, (int32_t[]){6});
    for (int32_t v = 0; v < 1200; v++)
      problem_add(p, 6, 1, &v);
    for (int32_t v = 0; v < 1200; v++)
      for (int32_t k = 1; k < 4; k++)
        if (v / 150 == (v + k) / 150)
          problem_add(p, 6, 2, (int32_t[]){v, v + k});
    problem_create(p);
    return factored_of(p, MEZZO_LEVEL_COMPLETE);
  }
  case 4:
    return factored_of(grid(40, 1, (int32_t[]){6}), 1);
  default: {
    random_state = 9;
    problem *p = problem_of(120, 1, (int32_t[]){6});
    for (int32_t v = 0; v < 120; v++)
      problem_add(p, 6, 1, &v);
    for (int32_t v = 0; v < 120; v++)
      for (int32_t k = 1; k < 25 && v + k < 120; k++)
        problem_add(p, 6, 2, (int32_t[]){v, v + k});
    problem_create(p);
    return factored_of(p, MEZZO_LEVEL_COMPLETE);
  }
  }
}

static double difference(const double *a, const double *b, int64_t n) {
  double largest = 0, off = 0;
  for (int64_t i = 0; i < n; i++) {
    largest = fmax(largest, fabs(a[i]));
    off = fmax(off, fabs(a[i] - b[i]));
  }
  return off / largest;
}

static bool same(const double *a, const double *b, int64_t n) {
  return memcmp(a, b, (size_t)n * sizeof *a) == 0;
}

/* ---- Solves ---- */

static solve_function *const solves[] = {mezzo_ic_solve, mezzo_ic_solve_forward, mezzo_ic_solve_backward};
enum { SOLVES = sizeof solves / sizeof solves[0] };

static void check_solves(const factored *f, int32_t number, mezzo_type type, const void *factor, const double *b) {
  const int64_t n = f->p->columns;
  const double bound = type == MEZZO_F64 ? 1e-13 : 1e-5;
  for (int32_t i = 0; i < SOLVES; i++) {
    set_team(f, NULL);
    double *alone = solved(f, solves[i], type, factor, b);
    for (int32_t s = 0; s < TEAM_SIZES; s++) {
      double *first = NULL;
      for (int32_t again = 0; again < 2; again++) {
        mezzo_team *team = new_team(team_sizes[s]);
        set_team(f, team);
        double *shared = solved(f, solves[i], type, factor, b);
        double *repeated = solved(f, solves[i], type, factor, b);
        CHECK(same(shared, repeated, n), "case %d, type %d, solve %d, %d threads: other bits the second time", number,
              type, i, team_sizes[s]);
        CHECK(difference(alone, shared, n) < bound, "case %d, type %d, solve %d, %d threads: off by %g", number, type,
              i, team_sizes[s], difference(alone, shared, n));
        CHECK(first == NULL || same(first, shared, n), "case %d, type %d, solve %d: other bits with another team of %d",
              number, type, i, team_sizes[s]);
        CHECK(team_sizes[s] > 1 || same(alone, shared, n), "case %d: a team of one", number);
        free(repeated);
        if (first == NULL)
          first = shared;
        else
          free(shared);
        set_team(f, NULL);
        mezzo_team_destroy(team);
      }
      free(first);
    }
    double *afterwards = solved(f, solves[i], type, factor, b);
    CHECK(same(alone, afterwards, n), "case %d, type %d, solve %d: other bits without the team", number, type, i);
    free(afterwards);
    free(alone);
  }
}

TEST(shared_solves_have_the_same_bits_every_time_and_agree_with_one_thread_to_rounding) {
  for (int32_t i = 0; i < CASES; i++) {
    factored f = case_number(i);
    double *b = random_vector(f.p->columns);
    for (int32_t t = 0; t < (i < 2 ? TYPES : 1); t++) {
      void *factor = factor_in(&f, types[t], 0);
      check_solves(&f, i, types[t], factor, b);
      free(factor);
    }
    free(b);
    factored_free(&f);
  }
}

/* x == b, and both halves one after the other in place. */
TEST(shared_solves_work_in_place) {
  factored f = case_number(0);
  const int64_t n = f.p->columns;
  void *factor = factor_in(&f, MEZZO_F64, 0);
  double *b = random_vector(n), *x = zeros(n, sizeof *x);
  mezzo_team *team = new_team(2);
  set_team(&f, team);
  CHECK(mezzo_ic_solve(f.ic, MEZZO_F64, factor, MEZZO_F64, b, x) == MEZZO_OK, "solve");
  CHECK(mezzo_ic_solve_forward(f.ic, MEZZO_F64, factor, MEZZO_F64, b, b) == MEZZO_OK, "forward");
  CHECK(mezzo_ic_solve_backward(f.ic, MEZZO_F64, factor, MEZZO_F64, b, b) == MEZZO_OK, "backward");
  CHECK(same(x, b, n), "two halves are not the whole");
  free(b);
  free(x);
  free(factor);
  factored_free(&f);
  mezzo_team_destroy(team);
}

TEST(operands_in_fp16_may_be_shared_too) {
  factored f = case_number(0);
  const int64_t n = f.p->columns;
  void *factor = factor_in(&f, MEZZO_F16, 0);
  double *b = random_vector(n), *wide = zeros(n, sizeof *wide);
  float *x = zeros(n, sizeof *x);
  double *exact = solved(&f, mezzo_ic_solve, MEZZO_F16, factor, b);
  for (int32_t s = 0; s < TEAM_SIZES; s++) {
    mezzo_team *team = new_team(team_sizes[s]);
    set_team(&f, team);
    for (int64_t i = 0; i < n; i++)
      x[i] = (float)b[i];
    CHECK(mezzo_ic_solve(f.ic, MEZZO_F16, factor, MEZZO_F16, x, x) == MEZZO_OK, "solve");
    for (int64_t i = 0; i < n; i++)
      wide[i] = (double)x[i];
    CHECK(difference(exact, wide, n) < 1e-2, "%d threads: off by %g", team_sizes[s], difference(exact, wide, n));
    set_team(&f, NULL);
    mezzo_team_destroy(team);
  }
  free(b);
  free(wide);
  free(x);
  free(exact);
  free(factor);
  factored_free(&f);
}

/* ---- Factorisations ---- */

TEST(a_shared_factor_has_the_bits_of_one_thread) {
  for (int32_t i = 0; i < CASES; i++) {
    factored f = case_number(i);
    for (int32_t t = 0; t < 2; t++) {
      const size_t bytes = (size_t)mezzo_ic_bytes(f.ic, types[t]);
      void *alone = factor_in(&f, types[t], 1e-3);
      for (int32_t s = 0; s < TEAM_SIZES; s++) {
        mezzo_team *team = new_team(team_sizes[s]);
        set_team(&f, team);
        for (int32_t again = 0; again < 3; again++) {
          void *shared = factor_in(&f, types[t], 1e-3);
          CHECK(memcmp(alone, shared, bytes) == 0, "case %d, type %d, %d threads", i, types[t], team_sizes[s]);
          free(shared);
        }
        set_team(&f, NULL);
        mezzo_team_destroy(team);
      }
      free(alone);
    }
    factored_free(&f);
  }
}

/* The place in H's values of the diagonal block of the column eliminated after that many others. */
static int64_t diagonal_block(const factored *f, int32_t after) {
  mezzo_hessian_info info;
  int64_t place = 0;
  CHECK_OR_STOP(mezzo_hessian_query(f->hessian, &info) == MEZZO_OK, "query");
  /* Column by column: blocks of the lower triangle. */
  bool *below = zeros(f->p->variables, sizeof *below);
  int32_t *position = zeros(f->p->variables, sizeof *position);
  for (int32_t k = 0; k < f->p->variables; k++)
    position[f->order[k]] = k;
  for (int32_t k = 0; k < after; k++) {
    const int64_t dim = f->p->dims[f->order[k]];
    place += dim * dim;
    memset(below, 0, (size_t)f->p->variables * sizeof *below);
    const int32_t *v = f->p->block_variables;
    for (int32_t g = 0; g < f->p->groups; g++)
      for (int64_t e = 0; e < f->p->group[g].factors; e++, v += f->p->group[g].arity)
        for (int32_t a = 0; a < f->p->group[g].arity; a++)
          for (int32_t b = 0; b < f->p->group[g].arity; b++)
            if (position[v[a]] == k && position[v[b]] > k && !below[v[b]]) {
              below[v[b]] = true;
              place += dim * f->p->dims[v[b]];
            }
  }
  free(below);
  free(position);
  CHECK_OR_STOP(place < info.values, "%lld of %lld", (long long)place, (long long)info.values);
  return place;
}

/* Wherever it breaks down, in subtrees, above them or at several places, the first place in the order decides. */
TEST(a_shared_factorisation_breaks_down_where_one_thread_does) {
  factored f = case_number(0);
  const int32_t n = f.p->variables;
  const int32_t places[][2] = {{0, 0},          {n / 3, n / 3}, {n - 1, n - 1},     {n / 4, n - 20},
                               {n - 20, n / 4}, {n / 4, n / 2}, {3 * n / 4, n / 5}, {n - 9, n - 40}};
  void *factor = factor_array(&f, MEZZO_F64), *good = factor_in(&f, MEZZO_F64, 0);
  const size_t bytes = (size_t)mezzo_ic_bytes(f.ic, MEZZO_F64);
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    double *negative = f.values + diagonal_block(&f, places[i][0]), kept_negative = *negative;
    double *infinite = f.values + diagonal_block(&f, places[i][1]), kept_infinite = *infinite;
    *infinite = NAN;
    *negative = -1e6; /* where both are the same, this one */
    const mezzo_status expected = places[i][0] <= places[i][1] ? MEZZO_NOT_POSITIVE_DEFINITE : MEZZO_NON_FINITE;
    for (int32_t s = 0; s < TEAM_SIZES; s++) {
      mezzo_team *team = new_team(team_sizes[s]);
      set_team(&f, team);
      for (int32_t again = 0; again < 5; again++) {
        const mezzo_status status = mezzo_ic_factor(f.ic, MEZZO_F64, f.values, 0, factor);
        CHECK(status == expected, "places %zu, %d threads: %s", i, team_sizes[s], mezzo_status_message(status));
      }
      set_team(&f, NULL);
      mezzo_team_destroy(team);
    }
    *negative = kept_negative;
    *infinite = kept_infinite;
  }
  mezzo_team *team = new_team(2);
  set_team(&f, team);
  CHECK(mezzo_ic_factor(f.ic, MEZZO_F64, f.values, 0, factor) == MEZZO_OK, "afterwards");
  CHECK(memcmp(factor, good, bytes) == 0, "a breakdown leaves traces");
  free(factor);
  free(good);
  factored_free(&f);
  mezzo_team_destroy(team);
}

/* ---- Handles ---- */

TEST(small_and_empty_factors_take_a_team_too) {
  mezzo_team *team = new_team(3);
  random_state = 3;
  factored f = factored_of(problem_random(10, 1, (int32_t[]){6}, 10), 0);
  set_team(&f, team);
  void *factor = factor_in(&f, MEZZO_F64, 0);
  double *b = random_vector(f.p->columns);
  free(solved(&f, mezzo_ic_solve, MEZZO_F64, factor, b));
  free(b);
  free(factor);
  factored_free(&f);

  mezzo_jacobian *j;
  mezzo_hessian *h;
  mezzo_ic *ic;
  CHECK_OR_STOP(mezzo_jacobian_create(0, NULL, 0, NULL, 0, NULL, &j) == MEZZO_OK, "J");
  CHECK_OR_STOP(mezzo_hessian_create(j, NULL, &h) == MEZZO_OK, "H");
  CHECK_OR_STOP(mezzo_ic_create(h, 0, 0, &ic) == MEZZO_OK, "L");
  CHECK(mezzo_ic_set_team(ic, team) == MEZZO_OK, "empty");
  CHECK(mezzo_ic_set_team(NULL, team) == MEZZO_ERROR_NULL, "no handle");
  double array[64];
  CHECK(mezzo_ic_bytes(ic, MEZZO_F64) <= (int64_t)sizeof array, "%lld", (long long)mezzo_ic_bytes(ic, MEZZO_F64));
  CHECK(mezzo_ic_factor(ic, MEZZO_F64, NULL, 0, array) == MEZZO_OK, "factor");
  CHECK(mezzo_ic_solve(ic, MEZZO_F64, array, MEZZO_F64, NULL, NULL) == MEZZO_OK, "solve");
  mezzo_ic_destroy(ic);
  mezzo_hessian_destroy(h);
  mezzo_jacobian_destroy(j);
  mezzo_team_destroy(team);
}

int main(void) {
  RUN(shared_solves_have_the_same_bits_every_time_and_agree_with_one_thread_to_rounding);
  RUN(shared_solves_work_in_place);
  RUN(operands_in_fp16_may_be_shared_too);
  RUN_FAMILIES(a_shared_factor_has_the_bits_of_one_thread);
  RUN(a_shared_factorisation_breaks_down_where_one_thread_does);
  RUN(small_and_empty_factors_take_a_team_too);
  return check_report();
}
