/*
 * Scaling and storing J: every scalar is rounded once, in its place, and counted.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "families.h"
#include "jacobian_cases.h"

#include <float.h>
#include <math.h>

/* ---- Storing: stored scalars are read back as products with unit vectors, which are exact ---- */

typedef struct stored_check {
  const jacobian_case *c;
  mezzo_type type;
  const double *scale; /* may be NULL */
  double mu;
  int64_t column;  /* of the unit vector */
  const void *w;   /* the product */
  int64_t *filled; /* how many scalars stand in each row of that column */
} stored_check;

/* The rounding to each type, by the conversion that has tests of its own. */
static double rounded(mezzo_type type, double value) {
  double narrow, wide;
  mezzo_convert(MEZZO_F64, &value, 1, type, &narrow, 1, MEZZO_SATURATE, NULL);
  mezzo_convert(type, &narrow, 1, MEZZO_F64, &wide, 1, MEZZO_SATURATE, NULL);
  return wide;
}

static void check_stored(const scalar_place *place, void *context) {
  stored_check *s = context;
  if (place->column != s->column)
    return;
  s->filled[place->row]++;
  const double scale = s->scale != NULL ? s->scale[place->column] : 1;
  const double want = rounded(s->type, s->mu * (s->c->values[place->value] * scale));
  const double got =
      s->type == MEZZO_F64 ? ((const double *)s->w)[place->row] : (double)((const float *)s->w)[place->row];
  CHECK(got == want, "type %d, row %lld, column %lld: %a, not %a", s->type, (long long)place->row,
        (long long)place->column, got, want);
}

static void check_store(const jacobian_case *c, mezzo_type type, const double *scale, double mu) {
  const size_t bytes = (size_t)mezzo_jacobian_bytes(c->handle, type);
  char *stored = malloc(bytes + 1);
  memset(stored, 0xff, bytes + 1);
  CHECK(mezzo_jacobian_store(c->handle, c->values, scale, mu, type, stored, NULL) == MEZZO_OK, "store");
  CHECK(stored[bytes] == (char)0xff, "written beyond the end");
  void *p = calloc((size_t)c->info.columns, sizeof(double)), *w = malloc((size_t)c->info.rows * sizeof(double) + 1);
  int64_t *filled = malloc((size_t)c->info.rows * sizeof *filled + 1);
  for (int64_t column = 0; column < c->info.columns; column++) {
    memset(p, 0, (size_t)c->info.columns * sizeof(double));
    memset(filled, 0, (size_t)c->info.rows * sizeof *filled);
    if (type == MEZZO_F64)
      ((double *)p)[column] = 1;
    else
      ((float *)p)[column] = 1;
    CHECK(mezzo_jacobian_times(c->handle, type, stored, 1, vector_type(type), p, w, NULL) == MEZZO_OK, "times");
    stored_check s = {c, type, scale, mu, column, w, filled};
    for_each_scalar(c, check_stored, &s);
    for (int64_t r = 0; r < c->info.rows; r++)
      if (filled[r] == 0)
        CHECK((type == MEZZO_F64 ? ((double *)w)[r] : (double)((float *)w)[r]) == 0, "row %lld, column %lld: no block",
              (long long)r, (long long)column);
  }
  free(stored);
  free(p);
  free(w);
  free(filled);
}

TEST(every_scalar_of_every_shape_is_stored_in_its_place_and_rounded_once) {
  for (int32_t type = 0; type <= MEZZO_BF16; type++)
    for (int32_t s = 0; s < SHAPE_CASES; s++) {
      shape_case shape = shape_cases[s];
      if (shape.factors > 9)
        shape.factors = 9;
      jacobian_case c = make_case(&shape, 1, (uint64_t)s);
      double *scale = malloc((size_t)c.info.columns * sizeof *scale);
      for (int64_t i = 0; i < c.info.columns; i++)
        scale[i] = ldexp(1, (int)(i % 9) - 4);
      check_store(&c, (mezzo_type)type, scale, 0x1p12);
      check_store(&c, (mezzo_type)type, NULL, 0.3);
      free(scale);
      free_case(&c);
    }
}

TEST(storing_counts_each_scalar_of_j_once_and_no_padding) {
  for (int32_t s = 0; s < SHAPE_CASES; s++) {
    jacobian_case c = make_case(&shape_cases[s], 1, (uint64_t)s);
    mezzo_range range, expected = {0};
    for (int64_t i = 0; i < c.info.values; i++) {
      const double of[] = {1e6, -1e-6, 0, 2, INFINITY, -3};
      c.values[i] = of[i % 6];
      expected.overflows += i % 6 == 0;
      expected.underflows += i % 6 == 1;
      expected.non_finite += i % 6 == 4;
    }
    expected.max_abs = c.info.values > 0 ? 0.5e6 : 0;
    void *stored = malloc((size_t)mezzo_jacobian_bytes(c.handle, MEZZO_F16));
    memset(&range, 0xff, sizeof range);
    CHECK(mezzo_jacobian_store(c.handle, c.values, NULL, 0.5, MEZZO_F16, stored, &range) == MEZZO_OK, "store");
    CHECK(range.overflows == expected.overflows && range.underflows == expected.underflows &&
              range.non_finite == expected.non_finite && range.max_abs == expected.max_abs,
          "%s: %lld, %lld, %lld, %g", shape_cases[s].name, (long long)range.overflows, (long long)range.underflows,
          (long long)range.non_finite, range.max_abs);
    free(stored);
    free_case(&c);
  }
}

/* ---- Scaling ---- */

typedef struct scaled_columns {
  const jacobian_case *c;
  const double *scale;
  long double *diagonal; /* of D J^T J D */
  double max_abs;
} scaled_columns;

static void add_square(const scalar_place *place, void *context) {
  scaled_columns *s = context;
  const double x = s->c->values[place->value] * s->scale[place->column];
  s->diagonal[place->column] += (long double)x * x;
  s->max_abs = fmax(s->max_abs, fabs(x));
}

static void check_scale(jacobian_case *c, const char *name) {
  double *scale = malloc((size_t)c->info.columns * sizeof *scale), max_abs;
  int64_t zero_columns, zeros = 0;
  CHECK(mezzo_jacobian_scale(c->handle, c->values, scale, &max_abs, &zero_columns) == MEZZO_OK, "%s", name);
  scaled_columns s = {.c = c, .scale = scale};
  s.diagonal = calloc((size_t)c->info.columns, sizeof *s.diagonal);
  for_each_scalar(c, add_square, &s);
  for (int64_t i = 0; i < c->info.columns; i++) {
    int exponent;
    CHECK(frexp(scale[i], &exponent) == 0.5, "%s, column %lld: %a is no power of two", name, (long long)i, scale[i]);
    if (s.diagonal[i] == 0) {
      zeros++;
      CHECK(scale[i] == 1, "%s, column %lld: %a", name, (long long)i, scale[i]);
    } else
      CHECK(s.diagonal[i] >= 0.5L * (1 - 1e-12L) && s.diagonal[i] <= 2 * (1 + 1e-12L), "%s, column %lld: %La", name,
            (long long)i, s.diagonal[i]);
  }
  CHECK(zero_columns == zeros, "%s: %lld, not %lld", name, (long long)zero_columns, (long long)zeros);
  CHECK(max_abs == s.max_abs, "%s: %a, not %a", name, max_abs, s.max_abs);
  free(s.diagonal);
  free(scale);
}

TEST(scaling_by_powers_of_two_brings_the_diagonal_of_jtj_between_a_half_and_two) {
  for (int32_t s = 0; s < SHAPE_CASES; s++) {
    jacobian_case c = make_case(&shape_cases[s], 1, (uint64_t)s);
    check_scale(&c, shape_cases[s].name);
    free_case(&c);
  }
  jacobian_case c = make_case(shape_cases, SHAPE_CASES, 7);
  check_scale(&c, "all shapes together");
  free_case(&c);
}

typedef struct magnitudes {
  jacobian_case *c;
  const double *of_column; /* [period] */
  int64_t period;
} magnitudes;

static void set_magnitude(const scalar_place *place, void *context) {
  magnitudes *m = context;
  m->c->values[place->value] *= m->of_column[place->column % m->period];
}

TEST(columns_whose_squares_leave_the_range_of_fp64_are_scaled_all_the_same) {
  const double extremes[] = {1, 1e200, 1e-200, 0, 1e307, 1e-300, 1e-3};
  jacobian_case c = make_case(shape_cases, SHAPE_CASES, 8);
  magnitudes m = {&c, extremes, 7};
  for_each_scalar(&c, set_magnitude, &m);
  check_scale(&c, "extreme columns");
  free_case(&c);

  c = make_case(shape_cases, SHAPE_CASES, 8);
  memset(c.values, 0, (size_t)c.info.values * sizeof *c.values);
  check_scale(&c, "a zero matrix");
  free_case(&c);
}

TEST(a_scale_for_the_smallest_numbers_stays_finite) {
  const int32_t one = 1, variable = 0;
  const mezzo_group group = {1, 1, 1};
  const double value = 0x1p-1074;
  mezzo_jacobian *j;
  CHECK_OR_STOP(mezzo_jacobian_create(1, &one, 1, &group, 1, &variable, &j) == MEZZO_OK, "create");
  double scale, max_abs;
  int64_t zero_columns;
  CHECK(mezzo_jacobian_scale(j, &value, &scale, &max_abs, &zero_columns) == MEZZO_OK, "scale");
  CHECK(scale == 0x1p1023 && max_abs == 0x1p-51 && zero_columns == 0, "%a, %a", scale, max_abs);
  mezzo_jacobian_destroy(j);
}

TEST(scaling_reports_what_is_not_finite) {
  const double bad[] = {INFINITY, -INFINITY, NAN};
  jacobian_case c = make_case(shape_cases, 4, 9);
  double *scale = malloc((size_t)c.info.columns * sizeof *scale), max_abs;
  int64_t zero_columns;
  for (int32_t b = 0; b < 3; b++)
    for (int64_t i = 0; i < c.info.values; i += 17) {
      const double kept = c.values[i];
      c.values[i] = bad[b];
      CHECK(mezzo_jacobian_scale(c.handle, c.values, scale, &max_abs, &zero_columns) == MEZZO_NON_FINITE, "%lld",
            (long long)i);
      c.values[i] = kept;
    }
  free(scale);
  free_case(&c);
}

int main(void) {
  RUN_FAMILIES(every_scalar_of_every_shape_is_stored_in_its_place_and_rounded_once);
  RUN_FAMILIES(storing_counts_each_scalar_of_j_once_and_no_padding);
  RUN(scaling_by_powers_of_two_brings_the_diagonal_of_jtj_between_a_half_and_two);
  RUN(columns_whose_squares_leave_the_range_of_fp64_are_scaled_all_the_same);
  RUN(a_scale_for_the_smallest_numbers_stays_finite);
  RUN(scaling_reports_what_is_not_finite);
  return check_report();
}
