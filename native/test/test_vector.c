/*
 * Vector operations: within the rounding error that the analysis allows, for every length, alignment and magnitude.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "families.h"
#include "random.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { MOST = 70, LONG = 10007 };

static const double unit_roundoff[] = {0x1p-53, 0x1p-24};
static const double smallest[] = {0x1p-1074, 0x1p-149};

/* n random numbers of a magnitude, as doubles and in the type. */
static void fill(uint64_t *state, mezzo_type type, int64_t n, double magnitude, double *value, void *array) {
  for (int64_t i = 0; i < n; i++) {
    value[i] = magnitude * random_unit(state);
    if (type == MEZZO_F32) {
      ((float *)array)[i] = (float)value[i];
      value[i] = (double)(float)value[i];
    } else
      ((double *)array)[i] = value[i];
  }
}

static double element(mezzo_type type, const void *array, int64_t i) {
  return type == MEZZO_F32 ? (double)((const float *)array)[i] : ((const double *)array)[i];
}

static void check_dot(uint64_t *state, mezzo_type type, int64_t n, double magnitude) {
  static double x[LONG], y[LONG], x_array[LONG + 1], y_array[LONG + 1];
  /* Natural alignment is all that is asked for. */
  void *x_typed = type == MEZZO_F32 ? (void *)((float *)x_array + 1) : x_array + 1;
  void *y_typed = type == MEZZO_F32 ? (void *)((float *)y_array + 1) : y_array + 1;
  fill(state, type, n, magnitude, x, x_typed);
  fill(state, type, n, 1 / magnitude, y, y_typed);
  long double sum = 0, magnitudes = 0;
  for (int64_t i = 0; i < n; i++) {
    sum += (long double)x[i] * y[i];
    magnitudes += fabsl((long double)x[i] * y[i]);
  }
  double dot, again;
  CHECK(mezzo_vector_dot(type, n, x_typed, y_typed, &dot) == MEZZO_OK, "n %lld", (long long)n);
  long double bound = (long double)(n + 1) * 0x1p-53L * magnitudes;
  CHECK(fabsl(dot - sum) <= bound, "n %lld: %a, not %La", (long long)n, dot, sum);
  mezzo_vector_dot(type, n, x_typed, y_typed, &again);
  CHECK(memcmp(&dot, &again, sizeof dot) == 0, "n %lld: %a, then %a", (long long)n, dot, again);
}

TEST(inner_products_accumulate_in_fp64) {
  const double magnitudes[] = {1, 1e-20, 1e30};
  uint64_t state = 1;
  for (int32_t type = 0; type < 2; type++)
    for (int32_t m = 0; m < 3; m++) {
      for (int64_t n = 0; n <= MOST; n++)
        check_dot(&state, (mezzo_type)type, n, magnitudes[m]);
      check_dot(&state, (mezzo_type)type, LONG, magnitudes[m]);
    }
}

TEST(an_inner_product_with_itself_beyond_the_range_of_fp32_is_finite) {
  float x[5] = {3e38f, 3e38f, -3e38f, 3e38f, 1e-40f};
  double dot;
  CHECK(mezzo_vector_dot(MEZZO_F32, 5, x, x, &dot) == MEZZO_OK, "status");
  CHECK(fabs(dot - 4 * 9e76) < 1e71, "%g", dot);
}

/* out = a x + b y for either update, within one rounding of each operation and of the coefficient. */
static void check_update(uint64_t *state, mezzo_type type, int64_t n, double magnitude, double coefficient,
                         int32_t xpby) {
  double x[MOST], y[MOST], x_array[MOST + 1], y_array[MOST + 1];
  void *x_typed = type == MEZZO_F32 ? (void *)((float *)x_array + 1) : x_array + 1;
  void *y_typed = type == MEZZO_F32 ? (void *)((float *)y_array + 1) : y_array + 1;
  memset(y_array, 0x5a, sizeof y_array);
  fill(state, type, n, magnitude, x, x_typed);
  fill(state, type, n, magnitude, y, y_typed);
  mezzo_status status = xpby ? mezzo_vector_xpby(type, n, x_typed, coefficient, y_typed)
                             : mezzo_vector_axpy(type, n, coefficient, x_typed, y_typed);
  CHECK(status == MEZZO_OK, "%d", status);
  for (int64_t i = 0; i < n; i++) {
    long double scaled = coefficient * (long double)(xpby ? y[i] : x[i]), other = xpby ? x[i] : y[i];
    long double bound = 3 * unit_roundoff[type] * (fabsl(scaled) + fabsl(other)) + 2 * smallest[type];
    CHECK(fabsl(element(type, y_typed, i) - (scaled + other)) <= bound, "type %d, %lld of %lld", type, (long long)i,
          (long long)n);
  }
  const unsigned char *end = (const unsigned char *)y_typed + (size_t)n * (type == MEZZO_F32 ? 4 : 8);
  if (end < (const unsigned char *)(y_array + MOST + 1))
    CHECK(*end == 0x5a, "written beyond the end of %lld elements", (long long)n);
}

TEST(axpy_and_xpby_round_once_for_each_operation) {
  const double magnitudes[] = {1, 1e-38, 1e37};
  uint64_t state = 2;
  for (int32_t type = 0; type < 2; type++)
    for (int32_t m = 0; m < 3; m++)
      for (int32_t xpby = 0; xpby < 2; xpby++)
        for (int64_t n = 0; n < MOST; n++)
          check_update(&state, (mezzo_type)type, n, magnitudes[m], m == 0 ? -1.7 : 0.3, xpby);
}

/* The vectors of cg_step, and its scalars. */
typedef struct cg_case {
  double p[LONG], q[LONG], x[LONG], r[LONG];                                         /* values in the type */
  double p_array[LONG + 8], q_array[LONG + 8], x_array[LONG + 8], r_array[LONG + 8]; /* the same, in the type */
  double alpha, lambda;
} cg_case;

/* The element of an array of the type at that place. */
static void *at(mezzo_type type, double *array, int64_t place) {
  return type == MEZZO_F32 ? (void *)((float *)(void *)array + place) : (void *)(array + place);
}

static void fill_cg(uint64_t *state, cg_case *c, mezzo_type type, int64_t n, double magnitude, int64_t place) {
  fill(state, type, n, magnitude, c->p, at(type, c->p_array, place));
  fill(state, type, n, magnitude, c->q, at(type, c->q_array, place));
  fill(state, type, n, magnitude, c->x, at(type, c->x_array, place));
  fill(state, type, n, magnitude, c->r, at(type, c->r_array, place));
  c->alpha = 0.7 * random_unit(state);
  c->lambda = 1e-2 * (1 + random_unit(state));
}

static double cg_step(cg_case *c, mezzo_type type, int64_t n, int64_t place) {
  double norm2;
  const mezzo_status status =
      mezzo_vector_cg_step(type, n, c->alpha, c->lambda, at(type, c->p_array, place), at(type, c->q_array, place),
                           at(type, c->x_array, place), at(type, c->r_array, place), &norm2);
  CHECK(status == MEZZO_OK, "%d", status);
  return norm2;
}

/* One rounding for each operation and for each coefficient. */
static void check_cg_step(uint64_t *state, mezzo_type type, int64_t n, double magnitude) {
  static cg_case c;
  memset(&c, 0x5a, sizeof c);
  fill_cg(state, &c, type, n, magnitude, 1);
  const double norm2 = cg_step(&c, type, n, 1);
  const double u = unit_roundoff[type];
  long double sum = 0;
  for (int64_t i = 0; i < n; i++) {
    const double x = element(type, at(type, c.x_array, 1), i), r = element(type, at(type, c.r_array, 1), i);
    const long double step = (long double)c.alpha * c.p[i], damping = (long double)c.lambda * c.p[i];
    const long double product = c.alpha * (c.q[i] + damping);
    CHECK(fabsl(x - (c.x[i] + step)) <= 3 * u * (fabsl(step) + fabsl(c.x[i])) + 2 * smallest[type], "x, %lld of %lld",
          (long long)i, (long long)n);
    const long double sizes = fabsl(c.r[i]) + fabsl(c.alpha) * (fabsl(c.q[i]) + fabsl(damping));
    CHECK(fabsl(r - (c.r[i] - product)) <= 6 * u * sizes + 4 * smallest[type], "r, %lld of %lld", (long long)i,
          (long long)n);
    sum += (long double)r * r;
  }
  CHECK(fabsl(norm2 - sum) <= (n + 1) * 0x1p-53L * sum + n * 0x1p-1074L, "n %lld: %a, not %La", (long long)n, norm2,
        sum);
  const unsigned char *x_end = at(type, c.x_array, 1 + n), *r_end = at(type, c.r_array, 1 + n);
  CHECK(*x_end == 0x5a && *r_end == 0x5a, "written beyond the end of %lld elements", (long long)n);
}

TEST(a_cg_step_rounds_once_for_each_operation) {
  const double magnitudes[] = {1, 1e-38, 1e18, 1e37};
  uint64_t state = 4;
  for (int32_t type = 0; type < 2; type++)
    for (int32_t m = 0; m < 4; m++) {
      for (int64_t n = 0; n <= MOST; n++)
        check_cg_step(&state, (mezzo_type)type, n, magnitudes[m]);
      check_cg_step(&state, (mezzo_type)type, LONG, magnitudes[m]);
    }
}

TEST(a_cg_step_is_what_its_operations_are_one_by_one) {
  static cg_case c, apart;
  uint64_t state = 5;
  for (int32_t t = 0; t < 2; t++)
    for (int64_t n = 0; n <= MOST; n++) {
      const mezzo_type type = (mezzo_type)t;
      fill_cg(&state, &c, type, n, 1, 0);
      apart = c;
      double *p = apart.p_array, *q = apart.q_array, *x = apart.x_array, *r = apart.r_array, dot;
      mezzo_vector_axpy(type, n, apart.alpha, p, x);
      mezzo_vector_axpy(type, n, apart.lambda, p, q);
      mezzo_vector_axpy(type, n, -apart.alpha, q, r);
      mezzo_vector_dot(type, n, r, r, &dot);
      const double norm2 = cg_step(&c, type, n, 0);
      CHECK(memcmp(c.x_array, x, sizeof c.x_array) == 0, "x, n %lld", (long long)n);
      CHECK(memcmp(c.r_array, r, sizeof c.r_array) == 0, "r, n %lld", (long long)n);
      CHECK(norm2 == dot, "n %lld: %a, not %a", (long long)n, norm2, dot);
    }
}

/* Wherever the vectors begin, and each of them elsewhere. */
TEST(results_do_not_depend_on_alignment) {
  enum { N = 1003, PLACES = 8 };
  for (int32_t t = 0; t < 2; t++) {
    const mezzo_type type = (mezzo_type)t;
    const size_t bytes = N * (type == MEZZO_F32 ? sizeof(float) : sizeof(double));
    static cg_case first, c;
    double first_dot = 0, first_norm2 = 0;
    for (int64_t place = 0; place < PLACES; place++) {
      uint64_t state = 6;
      fill_cg(&state, &c, type, N, 1, place);
      double dot;
      mezzo_vector_dot(type, N, at(type, c.p_array, place), at(type, c.q_array, place), &dot);
      mezzo_vector_xpby(type, N, at(type, c.q_array, place), 0.3, at(type, c.p_array, place));
      const double norm2 = cg_step(&c, type, N, place);
      if (place == 0) {
        first = c;
        first_dot = dot;
        first_norm2 = norm2;
      }
      CHECK(dot == first_dot && norm2 == first_norm2, "at %lld: %a, %a", (long long)place, dot, norm2);
      CHECK(memcmp(at(type, c.p_array, place), first.p_array, bytes) == 0, "p at %lld", (long long)place);
      CHECK(memcmp(at(type, c.x_array, place), first.x_array, bytes) == 0, "x at %lld", (long long)place);
      CHECK(memcmp(at(type, c.r_array, place), first.r_array, bytes) == 0, "r at %lld", (long long)place);
    }
  }
}

TEST(the_largest_magnitude_is_exact_wherever_it_stands) {
  for (int64_t n = 1; n < MOST; n++)
    for (int64_t at = 0; at < n; at++) {
      double f64[MOST], found;
      float f32[MOST];
      for (int64_t i = 0; i < n; i++)
        f32[i] = (float)(f64[i] = 1e-3 * (double)(i + 1));
      f64[at] = -1e300;
      f32[at] = -1e30f;
      CHECK(mezzo_vector_max_abs(MEZZO_F64, n, f64, &found) == MEZZO_OK && found == 1e300, "%g", found);
      CHECK(mezzo_vector_max_abs(MEZZO_F32, n, f32, &found) == MEZZO_OK && found == (double)1e30f, "%g", found);
    }
  double none = 1;
  CHECK(mezzo_vector_max_abs(MEZZO_F64, 0, NULL, &none) == MEZZO_OK && none == 0, "%g", none);
}

TEST(what_is_not_finite_is_reported_wherever_it_stands) {
  const double bad[] = {INFINITY, -INFINITY, NAN, -NAN};
  for (int32_t b = 0; b < 4; b++)
    for (int64_t n = 1; n < MOST; n++)
      for (int64_t at = 0; at < n; at++) {
        double f64[MOST], out;
        float f32[MOST];
        for (int64_t i = 0; i < n; i++)
          f32[i] = (float)(f64[i] = 1);
        f64[at] = bad[b];
        f32[at] = (float)bad[b];
        CHECK(mezzo_vector_max_abs(MEZZO_F64, n, f64, &out) == MEZZO_NON_FINITE, "%lld", (long long)at);
        CHECK(mezzo_vector_max_abs(MEZZO_F32, n, f32, &out) == MEZZO_NON_FINITE, "%lld", (long long)at);
        CHECK(mezzo_vector_dot(MEZZO_F64, n, f64, f64, &out) == MEZZO_NON_FINITE, "%lld", (long long)at);
        CHECK(mezzo_vector_dot(MEZZO_F32, n, f32, f32, &out) == MEZZO_NON_FINITE, "%lld", (long long)at);
      }
}

TEST(a_cg_step_reports_a_residual_that_is_not_finite) {
  for (int64_t n = 1; n < MOST; n++)
    for (int64_t bad = 0; bad < n; bad++) {
      double p[MOST] = {0}, x[MOST] = {0}, r[MOST] = {0}, norm2;
      float p32[MOST] = {0}, x32[MOST] = {0}, r32[MOST] = {0};
      p[bad] = bad % 2 == 0 ? INFINITY : NAN;
      p32[bad] = (float)p[bad];
      const double q[MOST] = {0};
      const float q32[MOST] = {0};
      CHECK(mezzo_vector_cg_step(MEZZO_F64, n, 1, 1, p, q, x, r, &norm2) == MEZZO_NON_FINITE, "%lld", (long long)bad);
      CHECK(mezzo_vector_cg_step(MEZZO_F32, n, 1, 1, p32, q32, x32, r32, &norm2) == MEZZO_NON_FINITE, "%lld",
            (long long)bad);
    }
}

TEST(vectors_are_multiplied_element_by_element_in_place_too) {
  double d[7] = {1, 2, 3, 4, 5, 6, 7}, x[7] = {7, 6, 5, 4, 3, 2, 1};
  CHECK(mezzo_vector_multiply(7, d, x, x) == MEZZO_OK, "status");
  for (int32_t i = 0; i < 7; i++)
    CHECK(x[i] == (i + 1) * (7 - i), "%g", x[i]);
}

TEST(bad_arguments_are_refused) {
  double x = 1, y = 1, out;
  CHECK(mezzo_vector_dot(MEZZO_F16, 1, &x, &y, &out) == MEZZO_ERROR_TYPE, "halves have no vectors");
  CHECK(mezzo_vector_dot(MEZZO_F64, -1, &x, &y, &out) == MEZZO_ERROR_SIZE, "n");
  CHECK(mezzo_vector_dot(MEZZO_F64, 1, NULL, &y, &out) == MEZZO_ERROR_NULL, "x");
  CHECK(mezzo_vector_dot(MEZZO_F64, 1, &x, NULL, &out) == MEZZO_ERROR_NULL, "y");
  CHECK(mezzo_vector_dot(MEZZO_F64, 1, &x, &y, NULL) == MEZZO_ERROR_NULL, "out");
  CHECK(mezzo_vector_dot(MEZZO_F64, 0, NULL, NULL, &out) == MEZZO_OK && out == 0, "nothing");
  CHECK(mezzo_vector_axpy(MEZZO_F16, 1, 1, &x, &y) == MEZZO_ERROR_TYPE, "type");
  CHECK(mezzo_vector_axpy(MEZZO_F64, -1, 1, &x, &y) == MEZZO_ERROR_SIZE, "n");
  CHECK(mezzo_vector_axpy(MEZZO_F64, 1, 1, &x, NULL) == MEZZO_ERROR_NULL, "y");
  CHECK(mezzo_vector_xpby((mezzo_type)7, 1, &x, 1, &y) == MEZZO_ERROR_TYPE, "type");
  CHECK(mezzo_vector_xpby(MEZZO_F64, INT64_MIN, &x, 1, &y) == MEZZO_ERROR_SIZE, "n");
  CHECK(mezzo_vector_xpby(MEZZO_F64, 1, NULL, 1, &y) == MEZZO_ERROR_NULL, "x");
  double p = 1, r = 1;
  CHECK(mezzo_vector_cg_step(MEZZO_BF16, 1, 1, 1, &p, &x, &y, &r, &out) == MEZZO_ERROR_TYPE, "type");
  CHECK(mezzo_vector_cg_step(MEZZO_F64, -1, 1, 1, &p, &x, &y, &r, &out) == MEZZO_ERROR_SIZE, "n");
  CHECK(mezzo_vector_cg_step(MEZZO_F64, 1, 1, 1, NULL, &x, &y, &r, &out) == MEZZO_ERROR_NULL, "p");
  CHECK(mezzo_vector_cg_step(MEZZO_F64, 1, 1, 1, &p, NULL, &y, &r, &out) == MEZZO_ERROR_NULL, "q");
  CHECK(mezzo_vector_cg_step(MEZZO_F64, 1, 1, 1, &p, &x, NULL, &r, &out) == MEZZO_ERROR_NULL, "x");
  CHECK(mezzo_vector_cg_step(MEZZO_F64, 1, 1, 1, &p, &x, &y, NULL, &out) == MEZZO_ERROR_NULL, "r");
  CHECK(mezzo_vector_cg_step(MEZZO_F64, 1, 1, 1, &p, &x, &y, &r, NULL) == MEZZO_ERROR_NULL, "norm2");
  CHECK(mezzo_vector_cg_step(MEZZO_F32, 0, 1, 1, NULL, NULL, NULL, NULL, &out) == MEZZO_OK && out == 0, "nothing");
  CHECK(mezzo_vector_multiply(-1, &x, &y, &out) == MEZZO_ERROR_SIZE, "n");
  CHECK(mezzo_vector_multiply(1, NULL, &y, &out) == MEZZO_ERROR_NULL, "d");
  CHECK(mezzo_vector_max_abs(MEZZO_F16, 1, &x, &out) == MEZZO_ERROR_TYPE, "type");
  CHECK(mezzo_vector_max_abs(MEZZO_F32, -1, &x, &out) == MEZZO_ERROR_SIZE, "n");
  CHECK(mezzo_vector_max_abs(MEZZO_F32, 1, NULL, &out) == MEZZO_ERROR_NULL, "x");
  CHECK(mezzo_vector_max_abs(MEZZO_F32, 1, &x, NULL) == MEZZO_ERROR_NULL, "out");
}

int main(void) {
  RUN_FAMILIES(inner_products_accumulate_in_fp64);
  RUN_FAMILIES(an_inner_product_with_itself_beyond_the_range_of_fp32_is_finite);
  RUN_FAMILIES(axpy_and_xpby_round_once_for_each_operation);
  RUN_FAMILIES(a_cg_step_rounds_once_for_each_operation);
  RUN_FAMILIES(a_cg_step_is_what_its_operations_are_one_by_one);
  RUN_FAMILIES(results_do_not_depend_on_alignment);
  RUN_FAMILIES(the_largest_magnitude_is_exact_wherever_it_stands);
  RUN_FAMILIES(what_is_not_finite_is_reported_wherever_it_stands);
  RUN_FAMILIES(a_cg_step_reports_a_residual_that_is_not_finite);
  RUN(vectors_are_multiplied_element_by_element_in_place_too);
  RUN(bad_arguments_are_refused);
  return check_report();
}
