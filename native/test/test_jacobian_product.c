/*
 * Products with J and its transpose, of every shape in every type, against long double within the bound of the rounding
 * analysis (Higham, Accuracy and Stability, section 3.1): n products summed in any order are off by at most
 * gamma_n |a|^T |b|, gamma_n = n u / (1 - n u), and scaling by alpha costs one more rounding of it and of the result.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "families.h"
#include "jacobian_cases.h"

#include <math.h>

static const double roundoff[] = {0x1p-53, 0x1p-24, 0x1p-24, 0x1p-24};
static const double smallest[] = {0x1p-1074, 0x1p-149, 0x1p-149, 0x1p-149};

static double at(mezzo_type type, const void *vector, int64_t i) {
  return type == MEZZO_F64 ? ((const double *)vector)[i] : (double)((const float *)vector)[i];
}

static void put(mezzo_type type, void *vector, int64_t i, double value) {
  if (type == MEZZO_F64)
    ((double *)vector)[i] = value;
  else
    ((float *)vector)[i] = (float)value;
}

/* A vector of the exact length at an address with no more than the alignment of its elements. */
typedef struct typed_vector {
  char *memory;
  void *of;
} typed_vector;

static typed_vector new_vector(mezzo_type type, int64_t n) {
  const size_t size = type == MEZZO_F64 ? 8 : 4;
  typed_vector v = {.memory = malloc((size_t)(n + 1) * size)};
  v.of = v.memory + size;
  memset(v.memory, 0xff, (size_t)(n + 1) * size); /* NaN */
  return v;
}

/* A x in long double, and |A| |x| and the number of products, which bound its error. */
typedef struct reference {
  const jacobian_case *c;
  mezzo_type type;
  const void *x;
  int32_t transposed;
  long double *sum, *magnitude;
  int64_t *products;
} reference;

static void add_product(const scalar_place *place, void *context) {
  reference *r = context;
  const int64_t in = r->transposed ? place->row : place->column, out = r->transposed ? place->column : place->row;
  const long double product = (long double)r->c->values[place->value] * at(r->type, r->x, in);
  r->sum[out] += product;
  r->magnitude[out] += fabsl(product);
  r->products[out]++;
}

static void check_product(const jacobian_case *c, mezzo_type type, int32_t transposed, const void *x, double alpha,
                          const void *y, const char *name) {
  const int64_t n = transposed ? c->info.columns : c->info.rows;
  reference r = {.c = c, .type = type, .x = x, .transposed = transposed};
  r.sum = calloc((size_t)n + 1, sizeof *r.sum);
  r.magnitude = calloc((size_t)n + 1, sizeof *r.magnitude);
  r.products = calloc((size_t)n + 1, sizeof *r.products);
  for_each_scalar(c, add_product, &r);
  for (int64_t i = 0; i < n; i++) {
    const double u = roundoff[type], operations = (double)r.products[i] + 2;
    const long double bound = operations * u / (1 - operations * u) * fabs(alpha) * r.magnitude[i] +
                              operations * smallest[type] * fmax(1, fabs(alpha));
    CHECK(fabsl(at(type, y, i) - alpha * r.sum[i]) <= bound, "%s, type %d, %s, element %lld of %lld: %a, not %La", name,
          type, transposed ? "transpose" : "product", (long long)i, (long long)n, at(type, y, i), alpha * r.sum[i]);
  }
  free(r.sum);
  free(r.magnitude);
  free(r.products);
}

static void *store(const jacobian_case *c, mezzo_type type) {
  void *stored = malloc((size_t)mezzo_jacobian_bytes(c->handle, type) + 1);
  memset(stored, 0xff, (size_t)mezzo_jacobian_bytes(c->handle, type) + 1);
  mezzo_range range;
  CHECK(mezzo_jacobian_store(c->handle, c->values, NULL, 1, type, stored, &range) == MEZZO_OK, "store");
  return stored;
}

/* Makes the values of the case exact in fp16 and bf16, so that stored and given ones are the same, and brings them to a
 * magnitude that fp16 still has. */
static void make_exact(jacobian_case *c, double magnitude) {
  for (int64_t i = 0; i < c->info.values; i++)
    c->values[i] = magnitude * nearbyint(128 * c->values[i]) / 128;
}

static void check_both_products(const jacobian_case *c, mezzo_type type, double alpha, double magnitude,
                                const char *name) {
  uint64_t state = 3;
  void *stored = store(c, type);
  typed_vector p = new_vector(type, c->info.columns), w = new_vector(type, c->info.rows);
  typed_vector q = new_vector(type, c->info.columns), again = new_vector(type, c->info.rows);
  for (int64_t i = 0; i < c->info.columns; i++)
    put(type, p.of, i, magnitude * random_unit(&state));
  double norm2, repeated;
  CHECK(mezzo_jacobian_times(c->handle, type, stored, alpha, vector_type(type), p.of, w.of, &norm2) == MEZZO_OK, "%s",
        name);
  check_product(c, type, 0, p.of, alpha, w.of, name);

  long double sum = 0;
  for (int64_t i = 0; i < c->info.rows; i++)
    sum += (long double)at(type, w.of, i) * at(type, w.of, i);
  CHECK(fabsl(norm2 - sum) <= (long double)(c->info.rows + 2) * 0x1p-53L * sum, "%s: %a, not %La", name, norm2, sum);

  CHECK(mezzo_jacobian_times(c->handle, type, stored, alpha, vector_type(type), p.of, again.of, &repeated) == MEZZO_OK,
        "%s", name);
  CHECK(memcmp(&norm2, &repeated, sizeof norm2) == 0, "%s: another norm", name);
  const size_t bytes = (size_t)c->info.rows * (type == MEZZO_F64 ? 8 : 4);
  CHECK(memcmp(w.of, again.of, bytes) == 0, "%s: other bits the second time", name);
  CHECK(mezzo_jacobian_times(c->handle, type, stored, alpha, vector_type(type), p.of, again.of, NULL) == MEZZO_OK, "%s",
        name);
  CHECK(memcmp(w.of, again.of, bytes) == 0, "%s: other bits without a norm", name);

  CHECK(mezzo_jacobian_transpose_times(c->handle, type, stored, alpha, vector_type(type), w.of, q.of) == MEZZO_OK, "%s",
        name);
  check_product(c, type, 1, w.of, alpha, q.of, name);
  free(stored);
  free(p.memory);
  free(w.memory);
  free(q.memory);
  free(again.memory);
}

TEST(products_of_every_shape_and_type_are_within_the_rounding_bound) {
  for (int32_t type = 0; type <= MEZZO_BF16; type++) {
    for (int32_t s = 0; s < SHAPE_CASES; s++) {
      jacobian_case c = make_case(&shape_cases[s], 1, (uint64_t)s);
      make_exact(&c, 1);
      check_both_products(&c, (mezzo_type)type, 1, 1, shape_cases[s].name);
      check_both_products(&c, (mezzo_type)type, -0x1p-12, 1, shape_cases[s].name);
      free_case(&c);
    }
    jacobian_case c = make_case(shape_cases, SHAPE_CASES, 99);
    make_exact(&c, 1);
    check_both_products(&c, (mezzo_type)type, 0.7, 1, "all shapes together");
    free_case(&c);
  }
}

TEST(values_at_both_ends_of_the_range_of_fp16_keep_their_accuracy) {
  const double magnitudes[] = {32768, 0x1p-17}; /* the latter are subnormal halves */
  for (int32_t type = 0; type <= MEZZO_BF16; type++)
    for (int32_t m = 0; m < 2; m++)
      for (int32_t s = 0; s < 5; s++) {
        jacobian_case c = make_case(&shape_cases[s], 1, (uint64_t)s);
        make_exact(&c, magnitudes[m]);
        check_both_products(&c, (mezzo_type)type, 1 / magnitudes[m], 1e-8, shape_cases[s].name);
        check_both_products(&c, (mezzo_type)type, 1 / magnitudes[m], 1e8, shape_cases[s].name);
        free_case(&c);
      }
}

TEST(fp64_products_reach_far_beyond_the_range_of_fp32) {
  for (int32_t s = 0; s < SHAPE_CASES; s++) {
    jacobian_case c = make_case(&shape_cases[s], 1, (uint64_t)s);
    for (int64_t i = 0; i < c.info.values; i++)
      c.values[i] *= 1e90;
    check_both_products(&c, MEZZO_F64, 1e-90, 1e-100, shape_cases[s].name);
    check_both_products(&c, MEZZO_F64, 1e-90, 1e50, shape_cases[s].name);
    free_case(&c);
  }
}

/* fp64 products may take the caller's own J, in which there is no padding to read. */
TEST(j_in_fp64_is_multiplied_where_the_caller_holds_it) {
  jacobian_case c = make_case(shape_cases, SHAPE_CASES, 5);
  typed_vector p = new_vector(MEZZO_F64, c.info.columns), w = new_vector(MEZZO_F64, c.info.rows);
  double *own = malloc((size_t)c.info.values * sizeof *own);
  memcpy(own, c.values, (size_t)c.info.values * sizeof *own);
  for (int64_t i = 0; i < c.info.columns; i++)
    put(MEZZO_F64, p.of, i, (double)(i % 7) - 3);
  CHECK(mezzo_jacobian_times(c.handle, MEZZO_F64, own, 2, MEZZO_F64, p.of, w.of, NULL) == MEZZO_OK, "times");
  check_product(&c, MEZZO_F64, 0, p.of, 2, w.of, "own");
  free(own);
  free(p.memory);
  free(w.memory);
  free_case(&c);
}

/* Which elements of the result depend on what has been spoilt. */
typedef struct spread {
  int64_t value, row, column; /* -1, or what is spoilt */
  int8_t *rows, *columns;     /* reached from there */
} spread;

static void mark(const scalar_place *place, void *context) {
  spread *s = context;
  if (place->value == s->value || place->column == s->column)
    s->rows[place->row] = 1;
  if (place->value == s->value || place->row == s->row)
    s->columns[place->column] = 1;
}

/* A sum of ones and perhaps of what is spoilt. */
static int32_t is_as_it_should(double sum, int32_t reached, double bad) {
  return !reached ? isfinite(sum) : isnan(bad) ? isnan(sum) : sum == bad;
}

/* Products of ones with a spoilt scalar of J (value), of p (column) or of w (row): exactly what depends on it is
 * spoilt, too, and an infinity stays one. */
static void check_spread(const jacobian_case *c, mezzo_type type, double bad, int64_t value, int64_t column,
                         int64_t row, const char *name) {
  spread s = {.value = value, .row = row, .column = column};
  s.rows = calloc((size_t)c->info.rows + 1, 1);
  s.columns = calloc((size_t)c->info.columns + 1, 1);
  for_each_scalar(c, mark, &s);
  typed_vector p = new_vector(type, c->info.columns), w = new_vector(type, c->info.rows);
  typed_vector q = new_vector(type, c->info.columns);
  double *own = value >= 0 ? &c->values[value] : NULL, kept = own != NULL ? *own : 0;
  if (own != NULL)
    *own = bad;
  void *stored = store(c, type);
  if (own != NULL)
    *own = kept;

  for (int64_t i = 0; i < c->info.columns; i++)
    put(type, p.of, i, i == column ? bad : 1);
  double norm2;
  mezzo_status status = mezzo_jacobian_times(c->handle, type, stored, 1, vector_type(type), p.of, w.of, &norm2);
  int32_t reached = 0;
  for (int64_t i = 0; i < c->info.rows; i++) {
    reached |= s.rows[i];
    CHECK(is_as_it_should(at(type, w.of, i), s.rows[i], bad), "%s, type %d, row %lld, value %lld, column %lld", name,
          type, (long long)i, (long long)value, (long long)column);
  }
  CHECK(status == (reached ? MEZZO_NON_FINITE : MEZZO_OK), "%s: status %d", name, status);
  CHECK(isfinite(norm2) == !reached, "%s: %g", name, norm2);

  for (int64_t i = 0; i < c->info.rows; i++)
    put(type, w.of, i, i == row ? bad : 1);
  CHECK(mezzo_jacobian_transpose_times(c->handle, type, stored, 1, vector_type(type), w.of, q.of) == MEZZO_OK, "%s",
        name);
  for (int64_t i = 0; i < c->info.columns; i++)
    CHECK(is_as_it_should(at(type, q.of, i), s.columns[i], bad), "%s, type %d, column %lld, value %lld, row %lld", name,
          type, (long long)i, (long long)value, (long long)row);
  free(stored);
  free(s.rows);
  free(s.columns);
  free(p.memory);
  free(w.memory);
  free(q.memory);
}

/* Kernels read beyond ends of rows and of arrays: what stands there must not show. */
TEST(an_infinity_or_nan_reaches_what_depends_on_it_and_nothing_else) {
  const double bad[] = {INFINITY, NAN};
  for (int32_t type = 0; type <= MEZZO_BF16; type++)
    for (int32_t s = 0; s < SHAPE_CASES; s++) {
      shape_case shape = shape_cases[s];
      if (shape.factors > 3)
        shape.factors = 3;
      if (shape.rows == 64)
        continue; /* too many places to spoil */
      jacobian_case c = make_case(&shape, 1, (uint64_t)s);
      for (int64_t i = 0; i < c.info.values; i++)
        c.values[i] = 1;
      for (int32_t b = 0; b < 2; b++) {
        for (int64_t i = 0; i < c.info.values; i++)
          check_spread(&c, (mezzo_type)type, bad[b], i, -1, -1, shape.name);
        for (int64_t i = 0; i < c.info.rows; i++)
          check_spread(&c, (mezzo_type)type, bad[b], -1, -1, i, shape.name);
        for (int64_t i = 0; i < c.info.columns; i += 3)
          check_spread(&c, (mezzo_type)type, bad[b], -1, i, -1, shape.name);
      }
      free_case(&c);
    }
}

int main(void) {
  RUN_FAMILIES(products_of_every_shape_and_type_are_within_the_rounding_bound);
  RUN_FAMILIES(values_at_both_ends_of_the_range_of_fp16_keep_their_accuracy);
  RUN_FAMILIES(fp64_products_reach_far_beyond_the_range_of_fp32);
  RUN_FAMILIES(j_in_fp64_is_multiplied_where_the_caller_holds_it);
  RUN_FAMILIES(an_infinity_or_nan_reaches_what_depends_on_it_and_nothing_else);
  return check_report();
}
