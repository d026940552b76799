/*
 * Elimination of landmarks, against dense Schur complements.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "blocks.h"

/* A problem, which of its variables are landmarks, and the dense system in column-scaled variables. */
typedef struct scene {
  problem *p;
  uint8_t *eliminated;
  double *residual; /* by rows */
  double *scale;
  double lambda;
  int64_t rows;
  int64_t kept;     /* scalar columns */
  int32_t *column;  /* [kept] of the full system */
  double *hessian;  /* D J^T J D + lambda I */
  double *gradient; /* -D J^T r */
  double *reduced;  /* [kept x kept] Schur complement of hessian, without lambda on its diagonal */
  double *reduced_gradient;
  double *solution; /* of the full system */
} scene;

static double *dense_gradient(const scene *s) {
  const problem *p = s->p;
  double *g = zeros(p->columns, sizeof *g);
  const double *value = p->values, *r = s->residual;
  const int32_t *variables = p->block_variables;
  for (int32_t group = 0; group < p->groups; group++)
    for (int64_t f = 0; f < p->group[group].factors; f++, variables += p->group[group].arity) {
      for (int32_t a = 0; a < p->group[group].arity; a++)
        for (int32_t i = 0; i < p->group[group].rows; i++)
          for (int32_t c = 0; c < p->dims[variables[a]]; c++)
            g[p->first[variables[a]] + c] -= *value++ * r[i];
      r += p->group[group].rows;
    }
  for (int64_t i = 0; i < p->columns; i++)
    g[i] *= s->scale[i];
  return g;
}

/* S = H_kk - H_kl H_ll^-1 H_lk, and the same for the gradient. */
static void reduce_densely(scene *s) {
  const problem *p = s->p;
  const int64_t n = p->columns, points = n - s->kept, width = s->kept + 1;
  int32_t *other = zeros(points, sizeof *other);
  int64_t kept = 0, count = 0;
  for (int32_t v = 0; v < p->variables; v++)
    for (int32_t c = 0; c < p->dims[v]; c++)
      if (s->eliminated[v])
        other[count++] = p->first[v] + c;
      else
        s->column[kept++] = p->first[v] + c;
  double *block = zeros(points * points, sizeof *block), *right = zeros(points * width, sizeof *right);
  for (int64_t i = 0; i < points; i++) {
    for (int64_t k = 0; k < points; k++)
      block[i * points + k] = s->hessian[other[i] * n + other[k]];
    for (int64_t k = 0; k < kept; k++)
      right[i * width + k] = s->hessian[other[i] * n + s->column[k]];
    right[i * width + kept] = s->gradient[other[i]];
  }
  dense_solve(points, block, width, right);
  for (int64_t i = 0; i < kept; i++) {
    s->reduced_gradient[i] = s->gradient[s->column[i]];
    for (int64_t k = 0; k < kept; k++)
      s->reduced[i * kept + k] = s->hessian[s->column[i] * n + s->column[k]] - (i == k ? s->lambda : 0);
    for (int64_t l = 0; l < points; l++) {
      const double link = s->hessian[s->column[i] * n + other[l]];
      s->reduced_gradient[i] -= link * right[l * width + kept];
      for (int64_t k = 0; k < kept; k++)
        s->reduced[i * kept + k] -= link * right[l * width + k];
    }
  }
  free(block);
  free(right);
  free(other);
}

/* Poses 0 .. cameras - 1, intrinsics for the first of them if there are any, then landmarks. Landmark i is seen from
 * i % 7 + (i > 0) of them in turn, by one camera or by two; poses are tied to each other and to the ground, some
 * landmarks, too. */
static scene *make(int32_t cameras, int32_t intrinsics, int32_t landmarks, double lambda) {
  scene *s = zeros(1, sizeof *s);
  const int32_t n = cameras + intrinsics + landmarks;
  int32_t *dims = zeros(n, sizeof *dims);
  for (int32_t v = 0; v < n; v++)
    dims[v] = v < cameras ? 6 : v < cameras + intrinsics ? 2 + v % 3 : 3;
  problem *p = problem_of(n, n, dims);
  s->eliminated = zeros(n, 1);
  for (int32_t i = 0; i < landmarks; i++) {
    const int32_t l = cameras + intrinsics + i;
    s->eliminated[l] = 1;
    for (int32_t k = 0; k < i % 7 + (i > 0); k++) {
      const int32_t camera = (3 * i + k) % cameras;
      const bool stereo = i % 5 == 3;
      if (camera < intrinsics && !stereo)
        problem_add(p, 2, 3, (int32_t[]){camera, cameras + camera, l});
      else if (i % 4 == 1)
        problem_add(p, 2, 2, (int32_t[]){l, camera});
      else
        problem_add(p, stereo ? 3 : 2, 2, (int32_t[]){camera, l});
    }
    if (i % 11 == 5)
      problem_add(p, 3, 1, &l);
  }
  for (int32_t c = 0; c + 1 < cameras; c++)
    problem_add(p, 6, 2, (int32_t[]){c, c + 1});
  for (int32_t k = 0; k < intrinsics; k++)
    problem_add(p, dims[cameras + k], 1, (int32_t[]){cameras + k});
  problem_add(p, 6, 1, (int32_t[]){0});
  if (cameras > 4)
    problem_add(p, 13, 3, (int32_t[]){4, 0, 2});
  problem_create(p);
  free(dims);
  s->p = p;
  s->lambda = lambda;
  mezzo_jacobian_info info;
  mezzo_jacobian_query(p->jacobian, &info);
  s->rows = info.rows;
  /* Random blocks are well conditioned, those of problem_create would make landmarks degenerate. */
  for (int64_t i = 0; i < info.values; i++)
    p->values[i] = random_value();
  s->residual = random_vector(info.rows);
  s->scale = zeros(p->columns, sizeof *s->scale);
  double largest;
  int64_t zero_columns;
  mezzo_jacobian_scale(p->jacobian, p->values, s->scale, &largest, &zero_columns);
  for (int32_t v = 0; v < n; v++)
    s->kept += s->eliminated[v] ? 0 : p->dims[v];
  s->column = zeros(s->kept, sizeof *s->column);
  s->reduced = zeros(s->kept * s->kept, sizeof *s->reduced);
  s->reduced_gradient = zeros(s->kept, sizeof *s->reduced_gradient);
  s->hessian = dense_hessian(p, s->scale, lambda);
  s->gradient = dense_gradient(s);
  reduce_densely(s);
  s->solution = zeros(p->columns, sizeof *s->solution);
  memcpy(s->solution, s->gradient, (size_t)p->columns * sizeof *s->solution);
  double *work = zeros(p->columns * p->columns, sizeof *work);
  memcpy(work, s->hessian, (size_t)(p->columns * p->columns) * sizeof *work);
  dense_solve(p->columns, work, 1, s->solution);
  free(work);
  return s;
}

static void scene_free(scene *s) {
  problem_free(s->p);
  free(s->eliminated);
  free(s->residual);
  free(s->scale);
  free(s->column);
  free(s->hessian);
  free(s->gradient);
  free(s->reduced);
  free(s->reduced_gradient);
  free(s->solution);
  free(s);
}

static mezzo_elimination *elimination_of(const scene *s) {
  mezzo_elimination *e = NULL;
  const mezzo_status status = mezzo_elimination_create(s->p->jacobian, s->eliminated, &e);
  CHECK_OR_STOP(status == MEZZO_OK, "%s", mezzo_status_message(status));
  return e;
}

static void *computed(const scene *s, mezzo_elimination *e, mezzo_type type, double mu, double *gradient,
                      double *hessian) {
  void *store = zeros(mezzo_elimination_bytes(e, type), 1);
  mezzo_range range;
  const mezzo_status status = mezzo_elimination_compute(e, s->p->values, s->residual, s->scale, s->lambda, type, mu,
                                                        store, gradient, hessian, &range);
  CHECK_OR_STOP(status == MEZZO_OK, "%s", mezzo_status_message(status));
  CHECK(range.overflows == 0, "%lld overflows", (long long)range.overflows);
  return store;
}

static const mezzo_type types[] = {MEZZO_F64, MEZZO_F32, MEZZO_F16, MEZZO_BF16};
static const double tolerances[] = {1e-12, 2e-6, 4e-3, 3e-2};

static scene *scenes(int32_t i) {
  switch (i) {
  case 0:
    return make(7, 0, 40, 1e-3);
  case 1:
    return make(12, 0, 60, 1e-6);
  case 2:
    return make(8, 5, 50, 1e-2);
  default:
    return make(1, 1, 3, 0.5);
  }
}

TEST(products_are_those_with_the_schur_complement) {
  for (int32_t i = 0; i < 4; i++) {
    scene *s = scenes(i);
    mezzo_elimination *e = elimination_of(s);
    double *gradient = zeros(s->kept, sizeof *gradient);
    double *p = random_vector(s->kept), *expected = zeros(s->kept, sizeof *expected);
    float *narrow = zeros(s->kept, sizeof *narrow), *narrow_result = zeros(s->kept, sizeof *narrow_result);
    double *result = zeros(s->kept, sizeof *result);
    double square = 0;
    for (int64_t r = 0; r < s->kept; r++) {
      narrow[r] = (float)p[r];
      p[r] = (double)narrow[r];
    }
    for (int64_t r = 0; r < s->kept; r++) {
      for (int64_t c = 0; c < s->kept; c++)
        expected[r] += s->reduced[r * s->kept + c] * p[c];
      square += p[r] * expected[r];
    }
    for (int32_t t = 0; t < 4; t++) {
      const double mu = types[t] == MEZZO_F16 ? 256 : 1;
      void *store = computed(s, e, types[t], mu, gradient, NULL);
      CHECK(relative_error(s->kept, gradient, s->reduced_gradient) < 1e-11, "gradient %g",
            relative_error(s->kept, gradient, s->reduced_gradient));
      double norm2 = 0;
      const bool wide = types[t] == MEZZO_F64;
      const mezzo_status status = mezzo_elimination_normal_times(e, types[t], store, mu, wide ? (void *)p : narrow,
                                                                 wide ? (void *)result : narrow_result, &norm2);
      CHECK(status == MEZZO_OK, "%s", mezzo_status_message(status));
      for (int64_t r = 0; r < s->kept && !wide; r++)
        result[r] = (double)narrow_result[r];
      CHECK(relative_error(s->kept, result, expected) < tolerances[t], "scene %d, type %d: %g", i, (int)types[t],
            relative_error(s->kept, result, expected));
      CHECK(fabs(norm2 / square - 1) < tolerances[t], "scene %d, type %d: %g, expected %g", i, (int)types[t], norm2,
            square);
      free(store);
    }
    free(gradient);
    free(p);
    free(expected);
    free(narrow);
    free(narrow_result);
    free(result);
    mezzo_elimination_destroy(e);
    scene_free(s);
  }
}

/* The solution with the reduced Hessian's complete factor, and the way back. */
static void check_solution(const scene *s, int32_t i, mezzo_ordering ordering, mezzo_hessian **h, mezzo_ic **ic) {
  mezzo_elimination *e = elimination_of(s);
  mezzo_elimination_info info;
  CHECK_OR_STOP(mezzo_elimination_query(e, &info) == MEZZO_OK && info.columns == s->kept, "%lld columns",
                (long long)info.columns);
  CHECK_OR_STOP(mezzo_elimination_hessian(e, ordering, ordering == MEZZO_ORDER_METIS, h) == MEZZO_OK, "hessian");
  CHECK_OR_STOP(mezzo_elimination_hessian(e, ordering, ordering == MEZZO_ORDER_METIS, h) == MEZZO_OK, "the same again");
  const mezzo_status status = *ic == NULL ? mezzo_ic_create(*h, MEZZO_LEVEL_COMPLETE, 0, ic)
                                          : mezzo_ic_assign(*ic, *h, MEZZO_LEVEL_COMPLETE, 0);
  CHECK_OR_STOP(status == MEZZO_OK, "%s", mezzo_status_message(status));
  mezzo_hessian_info sizes;
  mezzo_hessian_query(*h, &sizes);
  double *values = zeros(sizes.values, sizeof *values), *gradient = zeros(s->kept, sizeof *gradient);
  double *x = zeros(s->kept, sizeof *x), *y = zeros(s->p->columns, sizeof *y);
  void *factor = zeros(mezzo_ic_bytes(*ic, MEZZO_F64), 1);
  for (int32_t t = 0; t < 4; t++) {
    void *store = computed(s, e, types[t], 1, gradient, values);
    CHECK_OR_STOP(mezzo_ic_factor(*ic, MEZZO_F64, values, s->lambda, factor) == MEZZO_OK, "not positive");
    mezzo_ic_solve(*ic, MEZZO_F64, factor, MEZZO_F64, gradient, x);
    for (int64_t r = 0; r < s->kept; r++)
      CHECK(fabs(x[r] - s->solution[s->column[r]]) < 1e-9, "scene %d, %lld: %g, %g", i, (long long)r, x[r],
            s->solution[s->column[r]]);
    CHECK(mezzo_elimination_back_substitute(e, types[t], store, 1, x, y) == MEZZO_OK, "back");
    CHECK(relative_error(s->p->columns, y, s->solution) < 10 * tolerances[t] + 1e-9, "scene %d, type %d: %g", i,
          (int)types[t], relative_error(s->p->columns, y, s->solution));
    free(store);
  }
  free(values);
  free(gradient);
  free(x);
  free(y);
  free(factor);
  mezzo_elimination_destroy(e);
}

TEST(steps_are_those_of_the_whole_system) {
  /* The same handles for all scenes. */
  mezzo_hessian *h = NULL;
  mezzo_ic *ic = NULL;
  for (int32_t i = 0; i < 4; i++)
    for (int32_t ordering = MEZZO_ORDER_NATURAL; ordering <= MEZZO_ORDER_METIS; ordering++) {
      scene *s = scenes(i);
      check_solution(s, i, (mezzo_ordering)ordering, &h, &ic);
      scene_free(s);
    }
  mezzo_ic_destroy(ic);
  mezzo_hessian_destroy(h);
}

TEST(a_direction_that_is_not_seen_stays) {
  /* One landmark on one ray: two rows for three unknowns, no damping. */
  problem *p = problem_of(2, 2, (int32_t[]){6, 3});
  problem_add(p, 2, 2, (int32_t[]){0, 1});
  problem_add(p, 6, 1, (int32_t[]){0});
  problem_create(p);
  const uint8_t eliminated[] = {0, 1};
  mezzo_elimination *e = NULL;
  CHECK_OR_STOP(mezzo_elimination_create(p->jacobian, eliminated, &e) == MEZZO_OK, "create");
  double scale[9], gradient[6], y[9], x[6] = {1, 2, 3, 4, 5, 6};
  for (int32_t i = 0; i < 9; i++)
    scale[i] = 1;
  double *residual = random_vector(8);
  void *store = zeros(mezzo_elimination_bytes(e, MEZZO_F64), 1);
  const mezzo_status status =
      mezzo_elimination_compute(e, p->values, residual, scale, 0, MEZZO_F64, 1, store, gradient, NULL, NULL);
  CHECK(status == MEZZO_OK, "%s", mezzo_status_message(status));
  CHECK(mezzo_elimination_back_substitute(e, MEZZO_F64, store, 1, x, y) == MEZZO_OK, "back");
  for (int32_t i = 0; i < 9; i++)
    CHECK(isfinite(y[i]), "%g", y[i]);
  CHECK(y[8] == 0, "%g", y[8]);
  free(store);
  free(residual);
  mezzo_elimination_destroy(e);
  problem_free(p);
}

TEST(what_is_not_admitted_is_refused) {
  problem *p = problem_of(3, 3, (int32_t[]){9, 3, 3});
  problem_add(p, 3, 2, (int32_t[]){1, 2});
  problem_create(p);
  mezzo_elimination *e = NULL;
  CHECK(mezzo_elimination_create(p->jacobian, (const uint8_t[]){0, 1, 1}, &e) == MEZZO_ERROR_SIZE && e == NULL, "nine");
  CHECK(mezzo_elimination_create(p->jacobian, (const uint8_t[]){1, 0, 0}, &e) == MEZZO_ERROR_SIZE, "nine eliminated");
  CHECK(mezzo_elimination_create(p->jacobian, NULL, &e) == MEZZO_ERROR_NULL, "null");
  problem_free(p);
  p = problem_of(3, 3, (int32_t[]){6, 3, 3});
  problem_add(p, 3, 2, (int32_t[]){1, 2});
  problem_create(p);
  CHECK(mezzo_elimination_create(p->jacobian, (const uint8_t[]){0, 1, 1}, &e) == MEZZO_ERROR_INDEX, "two landmarks");
  CHECK_OR_STOP(mezzo_elimination_create(p->jacobian, (const uint8_t[]){0, 0, 1}, &e) == MEZZO_OK, "one landmark");
  CHECK(mezzo_elimination_assign(e, p->jacobian, (const uint8_t[]){0, 1, 1}) == MEZZO_ERROR_INDEX, "two landmarks");
  CHECK(mezzo_elimination_bytes(e, MEZZO_B16) == 0 && mezzo_elimination_bytes(e, MEZZO_F32) > 0, "bytes");
  double numbers[64] = {0}, norm2;
  void *store = zeros(mezzo_elimination_bytes(e, MEZZO_F64), 1);
  const double *scale = numbers;
  CHECK(mezzo_elimination_compute(e, p->values, numbers, scale, 0, MEZZO_B16, 1, store, numbers, NULL, NULL) ==
            MEZZO_ERROR_TYPE,
        "type");
  CHECK(mezzo_elimination_compute(e, p->values, numbers, scale, -1, MEZZO_F64, 1, store, numbers, NULL, NULL) ==
            MEZZO_ERROR_SIZE,
        "damping");
  CHECK(mezzo_elimination_compute(e, p->values, numbers, scale, 0, MEZZO_F64, 1, store, numbers, numbers, NULL) ==
            MEZZO_ERROR_SIZE,
        "no Hessian");
  CHECK(mezzo_elimination_normal_times(e, MEZZO_F64, store, 1, NULL, numbers, &norm2) == MEZZO_ERROR_NULL, "null");
  free(store);
  mezzo_elimination_destroy(e);
  mezzo_elimination_destroy(NULL);
  problem_free(p);
}

int main(void) {
  RUN_FAMILIES(products_are_those_with_the_schur_complement);
  RUN_FAMILIES(steps_are_those_of_the_whole_system);
  RUN_FAMILIES(a_direction_that_is_not_seen_stays);
  RUN(what_is_not_admitted_is_refused);
  return check_report();
}
