/*
 * Products shared by the threads of a team. With small whole numbers every sum is exact in every order: then a team has
 * to give what one thread gives, bit for bit, and any factor that is left out, taken twice or lost in a race shows.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200112L /* nanosleep */

#include "families.h"
#include "jacobian_cases.h"

#include <math.h>
#include <stdbool.h>
#include <time.h>

static const int32_t team_sizes[] = {1, 2, 3, 8};
enum { TEAM_SIZES = sizeof team_sizes / sizeof team_sizes[0] };

static mezzo_team *new_team(int32_t threads) {
  mezzo_team *team;
  const mezzo_status status = mezzo_team_create(threads, &team);
  CHECK_OR_STOP(status == MEZZO_OK, "%d threads: %s", threads, mezzo_status_message(status));
  return team;
}

static void set_team(jacobian_case *c, mezzo_team *team) {
  const mezzo_status status = mezzo_jacobian_set_team(c->handle, team);
  CHECK_OR_STOP(status == MEZZO_OK, "%s", mezzo_status_message(status));
}

/* ---- Teams ---- */

TEST(a_team_has_1_to_64_threads) {
  mezzo_team *team = (mezzo_team *)(void *)&check_count;
  CHECK(mezzo_team_create(0, &team) == MEZZO_ERROR_SIZE && team == NULL, "0");
  CHECK(mezzo_team_create(-1, &team) == MEZZO_ERROR_SIZE, "-1");
  CHECK(mezzo_team_create(MEZZO_MAX_THREADS + 1, &team) == MEZZO_ERROR_SIZE, "too many");
  CHECK(mezzo_team_create(2, NULL) == MEZZO_ERROR_NULL, "no place for it");
  mezzo_team_destroy(new_team(MEZZO_MAX_THREADS));
  mezzo_team_destroy(NULL);
}

TEST(teams_come_and_go) {
  for (int32_t i = 0; i < 100; i++)
    for (int32_t s = 0; s < TEAM_SIZES; s++)
      mezzo_team_destroy(new_team(team_sizes[s]));
}

/* ---- Problems of a size that is worth sharing ---- */

/* -1, 0 or 1. */
static double whole(uint64_t *state) {
  return random_below(state, 3) - 1;
}

/* The shape with as many factors as make 300 KB in fp16, and a few more. */
static shape_case large(const shape_case *shape) {
  shape_case s = *shape;
  int32_t columns = 0;
  for (int32_t k = 0; k < s.arity; k++)
    columns += s.dims[k];
  if (s.factors > 0)
    s.factors += 300000 / (2 * s.rows * columns + 4 * s.rows);
  return s;
}

/* Poses in a row with a closure from each to one long before, and a prior on each: factors of the same shape touch
 * variables in order, others everywhere. */
static jacobian_case trajectory(int32_t poses, uint64_t seed) {
  jacobian_case c = {.variables = poses, .groups = 3};
  c.dims = malloc((size_t)poses * sizeof *c.dims);
  c.column = malloc((size_t)poses * sizeof *c.column);
  c.block_variables = malloc((size_t)poses * 5 * sizeof *c.block_variables);
  c.group[0] = (mezzo_group){6, 2, poses - 1};
  c.group[1] = (mezzo_group){6, 2, poses - 1};
  c.group[2] = (mezzo_group){6, 1, poses};
  int32_t *next = c.block_variables;
  for (int32_t v = 0; v < poses; v++) {
    c.dims[v] = 6;
    c.column[v] = INT64_C(6) * v;
  }
  for (int32_t v = 1; v < poses; v++, next += 2)
    next[0] = v - 1, next[1] = v;
  for (int32_t v = 1; v < poses; v++, next += 2)
    next[0] = v, next[1] = random_below(&seed, v);
  for (int32_t v = 0; v < poses; v++)
    *next++ = v;
  const mezzo_status status =
      mezzo_jacobian_create(poses, c.dims, 3, c.group, next - c.block_variables, c.block_variables, &c.handle);
  CHECK_OR_STOP(status == MEZZO_OK && mezzo_jacobian_query(c.handle, &c.info) == MEZZO_OK, "trajectory");
  c.values = malloc((size_t)c.info.values * sizeof *c.values);
  for (int64_t i = 0; i < c.info.values; i++)
    c.values[i] = random_unit(&seed);
  return c;
}

static void make_whole(jacobian_case *c, uint64_t seed) {
  for (int64_t i = 0; i < c->info.values; i++)
    c->values[i] = whole(&seed);
}

/* ---- Products ---- */

/* The three products of a case with the same vector. */
typedef struct products {
  void *w, *q, *normal;
  double norm2, normal_norm2;
} products;

typedef struct product_input {
  mezzo_type type;
  void *stored;
  void *p;
} product_input;

static size_t vector_bytes(mezzo_type type, int64_t n) {
  return (size_t)n * (type == MEZZO_F64 ? 8 : 4);
}

static product_input new_input(const jacobian_case *c, mezzo_type type, bool integers) {
  product_input in = {.type = type};
  in.stored = malloc((size_t)mezzo_jacobian_bytes(c->handle, type) + 1);
  const mezzo_status status = mezzo_jacobian_store(c->handle, c->values, NULL, 1, type, in.stored, NULL);
  CHECK_OR_STOP(status == MEZZO_OK, "%s", mezzo_status_message(status));
  in.p = malloc(vector_bytes(type, c->info.columns + 1));
  uint64_t state = 8;
  for (int64_t i = 0; i < c->info.columns; i++) {
    const double x = integers ? whole(&state) : random_unit(&state);
    if (type == MEZZO_F64)
      ((double *)in.p)[i] = x;
    else
      ((float *)in.p)[i] = (float)x;
  }
  return in;
}

static void free_input(product_input *in) {
  free(in->stored);
  free(in->p);
}

static products multiply(const jacobian_case *c, const product_input *in, mezzo_status expected) {
  const mezzo_type type = in->type;
  products r = {.norm2 = -1, .normal_norm2 = -1};
  void **out[] = {&r.w, &r.q, &r.normal};
  for (int32_t i = 0; i < 3; i++) {
    const size_t bytes = vector_bytes(type, i == 0 ? c->info.rows : c->info.columns);
    *out[i] = malloc(bytes + 1);
    memset(*out[i], 0xff, bytes); /* NaN */
  }
  mezzo_status status = mezzo_jacobian_times(c->handle, type, in->stored, 1, vector_type(type), in->p, r.w, &r.norm2);
  CHECK(status == expected, "times: %d", status);
  status = mezzo_jacobian_transpose_times(c->handle, type, in->stored, 1, vector_type(type), r.w, r.q);
  CHECK(status == MEZZO_OK, "transpose: %d", status);
  status = mezzo_jacobian_normal_times(c->handle, type, in->stored, 1, in->p, r.normal, &r.normal_norm2);
  CHECK(status == expected, "normal: %d", status);
  return r;
}

static void free_products(products *r) {
  free(r->w);
  free(r->q);
  free(r->normal);
}

static void check_same_bits(const jacobian_case *c, mezzo_type type, const products *a, const products *b,
                            const char *name, int32_t threads) {
  const size_t columns = vector_bytes(type, c->info.columns);
  CHECK(memcmp(a->w, b->w, vector_bytes(type, c->info.rows)) == 0, "%s, type %d, %d threads: w", name, type, threads);
  CHECK(memcmp(a->q, b->q, columns) == 0, "%s, type %d, %d threads: q", name, type, threads);
  CHECK(memcmp(a->normal, b->normal, columns) == 0, "%s, type %d, %d threads: normal", name, type, threads);
  CHECK(memcmp(&a->norm2, &b->norm2, sizeof a->norm2) == 0, "%s: %a and %a", name, a->norm2, b->norm2);
  CHECK(memcmp(&a->normal_norm2, &b->normal_norm2, sizeof a->norm2) == 0, "%s: %a and %a", name, a->normal_norm2,
        b->normal_norm2);
}

/* Every type and size of team against one thread. */
static void check_exact(jacobian_case *c, const char *name) {
  make_whole(c, 21);
  for (int32_t type = 0; type < 3; type++) {
    product_input in = new_input(c, (mezzo_type)type, true);
    products alone = multiply(c, &in, MEZZO_OK);
    for (int32_t s = 0; s < TEAM_SIZES; s++) {
      mezzo_team *team = new_team(team_sizes[s]);
      set_team(c, team);
      products shared = multiply(c, &in, MEZZO_OK);
      check_same_bits(c, in.type, &alone, &shared, name, team_sizes[s]);
      free_products(&shared);
      set_team(c, NULL);
      mezzo_team_destroy(team);
    }
    free_products(&alone);
    free_input(&in);
  }
}

TEST(products_of_every_shape_lose_no_factor_and_take_none_twice) {
  shape_case shapes[SHAPE_CASES];
  for (int32_t s = 0; s < SHAPE_CASES; s++) {
    shapes[s] = large(&shape_cases[s]);
    jacobian_case c = make_case(&shapes[s], 1, (uint64_t)s);
    check_exact(&c, shapes[s].name);
    free_case(&c);
    shapes[s].factors = shapes[s].factors / 12;
  }
  jacobian_case c = make_case(shapes, SHAPE_CASES, 33);
  check_exact(&c, "all shapes together");
  free_case(&c);
}

TEST(sums_over_many_columns_are_complete) {
  jacobian_case c = trajectory(3000, 1);
  check_exact(&c, "trajectory");
  free_case(&c);
}

/* Threads that would have nothing to do must not disturb. */
TEST(more_threads_than_factors_are_no_harm) {
  const shape_case few[] = {{"one", 64, 3, {64, 64, 64}, 1}, {"eleven", 64, 3, {64, 64, 64}, 11}};
  for (int32_t i = 0; i < 2; i++) {
    jacobian_case c = make_case(&few[i], 1, 2);
    check_exact(&c, few[i].name);
    free_case(&c);
  }
}

TEST(a_small_or_empty_problem_takes_a_team_too) {
  jacobian_case c = make_case(shape_cases, SHAPE_CASES, 5);
  check_exact(&c, "small");
  free_case(&c);
  mezzo_jacobian *empty;
  mezzo_team *team = new_team(3);
  CHECK_OR_STOP(mezzo_jacobian_create(0, NULL, 0, NULL, 0, NULL, &empty) == MEZZO_OK, "create");
  CHECK(mezzo_jacobian_set_team(empty, team) == MEZZO_OK, "empty");
  double norm2 = 1;
  CHECK(mezzo_jacobian_normal_times(empty, MEZZO_F64, NULL, 1, NULL, NULL, &norm2) == MEZZO_OK && norm2 == 0, "%g",
        norm2);
  mezzo_jacobian_destroy(empty);
  mezzo_team_destroy(team);
  CHECK(mezzo_jacobian_set_team(NULL, NULL) == MEZZO_ERROR_NULL, "no handle");
}

static double at(mezzo_type type, const void *vector, int64_t i) {
  return type == MEZZO_F64 ? ((const double *)vector)[i] : (double)((const float *)vector)[i];
}

/* ||a - b|| relative to ||a||. */
static double difference(mezzo_type type, const void *a, const void *b, int64_t n) {
  double norm2 = 0, off2 = 0;
  for (int64_t i = 0; i < n; i++) {
    const double x = at(type, a, i), off = x - at(type, b, i);
    norm2 += x * x;
    off2 += off * off;
  }
  return sqrt(off2 / norm2);
}

TEST(the_same_number_of_threads_gives_the_same_bits_and_another_the_same_to_rounding) {
  jacobian_case c = trajectory(3000, 4);
  for (int32_t type = 0; type < 3; type++) {
    product_input in = new_input(&c, (mezzo_type)type, false);
    products alone = multiply(&c, &in, MEZZO_OK);
    mezzo_team *team = NULL;
    for (int32_t s = 0; s < TEAM_SIZES; s++) {
      products first = {0};
      for (int32_t again = 0; again < 6; again++) {
        if (again % 3 == 0) { /* another team of that size, too */
          mezzo_team *before = team;
          team = new_team(team_sizes[s]);
          set_team(&c, team);
          mezzo_team_destroy(before);
        }
        products shared = multiply(&c, &in, MEZZO_OK);
        if (again == 0) {
          first = shared;
          const double bound = type == MEZZO_F64 ? 1e-14 : 1e-5;
          CHECK(difference(in.type, alone.q, first.q, c.info.columns) < bound, "q in type %d", type);
          CHECK(difference(in.type, alone.normal, first.normal, c.info.columns) < bound, "normal in type %d", type);
          CHECK(fabs(first.norm2 / alone.norm2 - 1) < 1e-13, "%a, not %a", first.norm2, alone.norm2);
        } else {
          check_same_bits(&c, in.type, &first, &shared, "repeated", team_sizes[s]);
          free_products(&shared);
        }
      }
      free_products(&first);
    }
    set_team(&c, NULL);
    mezzo_team_destroy(team);
    products afterwards = multiply(&c, &in, MEZZO_OK);
    check_same_bits(&c, in.type, &alone, &afterwards, "without a team again", 1);
    free_products(&afterwards);
    free_products(&alone);
    free_input(&in);
  }
  free_case(&c);
}

/* Threads that have gone to sleep wake for the next call. */
TEST(a_call_after_a_pause_is_like_any_other) {
  jacobian_case c = trajectory(2000, 6);
  make_whole(&c, 3);
  product_input in = new_input(&c, MEZZO_F32, true);
  products alone = multiply(&c, &in, MEZZO_OK);
  mezzo_team *team = new_team(3);
  set_team(&c, team);
  for (int32_t i = 0; i < 100; i++) {
    const struct timespec pause = {0, i % 20 * 15000}; /* up to three times as long as threads watch */
    nanosleep(&pause, NULL);
    products shared = multiply(&c, &in, MEZZO_OK);
    check_same_bits(&c, in.type, &alone, &shared, "after a pause", 3);
    free_products(&shared);
  }
  mezzo_jacobian_destroy(c.handle); /* before its team */
  c.handle = NULL;
  mezzo_team_destroy(team);
  free_products(&alone);
  free_input(&in);
  free_case(&c);
}

TEST(a_team_serves_several_handles) {
  jacobian_case a = trajectory(1500, 9), b = trajectory(2500, 10);
  make_whole(&a, 1);
  make_whole(&b, 2);
  product_input in_a = new_input(&a, MEZZO_F16, true), in_b = new_input(&b, MEZZO_F64, true);
  products alone_a = multiply(&a, &in_a, MEZZO_OK), alone_b = multiply(&b, &in_b, MEZZO_OK);
  mezzo_team *team = new_team(2);
  set_team(&a, team);
  set_team(&b, team);
  for (int32_t i = 0; i < 20; i++) {
    products shared_a = multiply(&a, &in_a, MEZZO_OK), shared_b = multiply(&b, &in_b, MEZZO_OK);
    check_same_bits(&a, in_a.type, &alone_a, &shared_a, "first", 2);
    check_same_bits(&b, in_b.type, &alone_b, &shared_b, "second", 2);
    free_products(&shared_a);
    free_products(&shared_b);
  }
  free_products(&alone_a);
  free_products(&alone_b);
  free_input(&in_a);
  free_input(&in_b);
  free_case(&a);
  free_case(&b);
  mezzo_team_destroy(team);
}

TEST(a_number_that_is_not_finite_is_reported_from_every_part) {
  jacobian_case c = trajectory(2000, 12);
  mezzo_team *team = new_team(3);
  set_team(&c, team);
  product_input in = new_input(&c, MEZZO_F32, false);
  for (int32_t i = 0; i < 5; i++) {
    const int64_t column = (c.info.columns - 1) * i / 4;
    const float kept = ((float *)in.p)[column];
    ((float *)in.p)[column] = NAN;
    products r = multiply(&c, &in, MEZZO_NON_FINITE);
    CHECK(!isfinite(r.norm2) && !isfinite(r.normal_norm2), "column %lld", (long long)column);
    free_products(&r);
    ((float *)in.p)[column] = kept;
  }
  free_input(&in);
  free_case(&c);
  mezzo_team_destroy(team);
}

int main(void) {
  RUN(a_team_has_1_to_64_threads);
  RUN(teams_come_and_go);
  RUN(products_of_every_shape_lose_no_factor_and_take_none_twice);
  RUN_FAMILIES(sums_over_many_columns_are_complete);
  RUN(more_threads_than_factors_are_no_harm);
  RUN(a_small_or_empty_problem_takes_a_team_too);
  RUN(the_same_number_of_threads_gives_the_same_bits_and_another_the_same_to_rounding);
  RUN(a_call_after_a_pause_is_like_any_other);
  RUN(a_team_serves_several_handles);
  RUN(a_number_that_is_not_finite_is_reported_from_every_part);
  return check_report();
}
