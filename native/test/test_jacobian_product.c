/*
 * Products with J and its transpose, of every shape in every type by every family, against long double within the bound
 * of the rounding analysis (jacobian_products.h), and exactly where nothing is rounded.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "families.h"
#include "jacobian_products.h"

static void check_product(const jacobian_case *c, mezzo_type vectors, int32_t transposed, const void *x, double alpha,
                          const void *y, const char *name) {
  reference r = reference_of(c, transposed, vectors, x);
  for (int64_t i = 0; i < r.n; i++)
    CHECK(fabsl(at(vectors, y, i) - alpha * r.sum[i]) <= bound_of(&r, i, alpha, vectors),
          "%s, %s, element %lld of %lld: %a, not %La", name, transposed ? "transpose" : "product", (long long)i,
          (long long)r.n, at(vectors, y, i), alpha * r.sum[i]);
  free_reference(&r);
}

/* Makes the values of the case exact in fp16 and bf16, so that stored and given ones are the same, and brings them to a
 * magnitude that the type still has. */
static void make_exact(jacobian_case *c, double magnitude) {
  for (int64_t i = 0; i < c->info.values; i++)
    c->values[i] = magnitude * nearbyint(128 * c->values[i]) / 128;
}

static void check_norm2(mezzo_type vectors, int64_t rows, const void *w, double norm2, const char *name) {
  long double sum = 0;
  for (int64_t i = 0; i < rows; i++)
    sum += (long double)at(vectors, w, i) * at(vectors, w, i);
  CHECK(fabsl(norm2 - sum) <= (long double)(rows + 2) * 0x1p-53L * sum, "%s: %a, not %La", name, norm2, sum);
}

/* q = A'^T A' p and ||A' p||^2 with A' = alpha A: the errors of the first product are multiplied like itself. */
static void check_normal_product(const jacobian_case *c, mezzo_type type, const void *stored, double alpha,
                                 const void *p, const char *name) {
  const mezzo_type vectors = vector_type(type);
  const double u = roundoff(vectors), tiny = smallest(vectors);
  typed_vector q = new_vector(vectors, c->info.columns);
  double norm2;
  CHECK(mezzo_jacobian_normal_times(c->handle, type, stored, alpha, p, q.of, &norm2) == MEZZO_OK, "%s", name);
  reference w = reference_of(c, 0, vectors, p);
  reference both = new_reference(c, 1, w.sum, w.magnitude);
  long double sum = 0, error = 0, products = 2;
  for (int64_t i = 0; i < w.n; i++) {
    const long double of_w = bound_of(&w, i, alpha, vectors), exact = alpha * w.sum[i];
    sum += exact * exact;
    error += 2 * fabsl(exact) * of_w + of_w * of_w;
    products = fmaxl(products, w.products[i]);
  }
  CHECK(fabsl(norm2 - sum) <= error + (long double)(w.n + 2) * 0x1p-53L * (sum + error), "%s: %a, not %La", name, norm2,
        sum);
  for (int64_t i = 0; i < both.n; i++) {
    const long double operations = products + both.products[i] + 4, scale = fabs(alpha);
    const long double bound = gamma_of(operations, u) * scale * scale * both.magnitude[i] +
                              operations * operations * tiny * fmaxl(1, scale) * fmaxl(1, scale);
    CHECK(fabsl(at(vectors, q.of, i) - alpha * alpha * both.sum[i]) <= bound,
          "%s, normal product, column %lld of %lld: %a, not %La", name, (long long)i, (long long)both.n,
          at(vectors, q.of, i), alpha * alpha * both.sum[i]);
  }
  free_reference(&w);
  free_reference(&both);
  free(q.memory);
}

static void check_products(const jacobian_case *c, mezzo_type type, double alpha, double magnitude, const char *shape) {
  char name[80];
  snprintf(name, sizeof name, "%s in type %d", shape, type);
  const mezzo_type vectors = vector_type(type);
  uint64_t state = 3;
  typed_vector stored = store(c, type);
  typed_vector p = new_vector(vectors, c->info.columns), w = new_vector(vectors, c->info.rows);
  typed_vector q = new_vector(vectors, c->info.columns), again = new_vector(vectors, c->info.rows);
  for (int64_t i = 0; i < c->info.columns; i++)
    put(vectors, p.of, i, magnitude * random_unit(&state));
  double norm2, repeated;
  CHECK(mezzo_jacobian_times(c->handle, type, stored.of, alpha, vectors, p.of, w.of, &norm2) == MEZZO_OK, "%s", name);
  check_product(c, vectors, 0, p.of, alpha, w.of, name);
  check_norm2(vectors, c->info.rows, w.of, norm2, name);

  CHECK(mezzo_jacobian_times(c->handle, type, stored.of, alpha, vectors, p.of, again.of, &repeated) == MEZZO_OK, "%s",
        name);
  CHECK(memcmp(&norm2, &repeated, sizeof norm2) == 0, "%s: another norm", name);
  const size_t bytes = (size_t)c->info.rows * size_of(vectors);
  CHECK(memcmp(w.of, again.of, bytes) == 0, "%s: other bits the second time", name);
  CHECK(mezzo_jacobian_times(c->handle, type, stored.of, alpha, vectors, p.of, again.of, NULL) == MEZZO_OK, "%s", name);
  CHECK(memcmp(w.of, again.of, bytes) == 0, "%s: other bits without a norm", name);

  CHECK(mezzo_jacobian_transpose_times(c->handle, type, stored.of, alpha, vectors, w.of, q.of) == MEZZO_OK, "%s", name);
  check_product(c, vectors, 1, w.of, alpha, q.of, name);
  check_normal_product(c, type, stored.of, alpha, p.of, name);
  free(stored.memory);
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
      check_products(&c, (mezzo_type)type, 1, 1, shape_cases[s].name);
      check_products(&c, (mezzo_type)type, -0x1p-12, 1, shape_cases[s].name);
      free_case(&c);
    }
    jacobian_case c = make_case(shape_cases, SHAPE_CASES, 99);
    make_exact(&c, 1);
    check_products(&c, (mezzo_type)type, 0.7, 1, "all shapes together");
    free_case(&c);
  }
}

TEST(products_of_all_blocks_up_to_9_x_9_are_within_the_rounding_bound) {
  char name[40];
  for (int32_t rows = 1; rows <= 9; rows++)
    for (int32_t first = 1; first <= 9; first++)
      for (int32_t second = 0; second <= 9; second++) {
        const shape_case shape = {name, rows, second > 0 ? 2 : 1, {first, second}, 3};
        snprintf(name, sizeof name, "%d x (%d %d)", rows, first, second);
        jacobian_case c = make_case(&shape, 1, (uint64_t)(first * 10 + second));
        make_exact(&c, 1);
        for (int32_t type = 0; type <= MEZZO_BF16; type++)
          check_products(&c, (mezzo_type)type, 1, 1, name);
        free_case(&c);
      }
}

/* Whatever the order of the sums: a product that is wrong in any place is wrong by one at least. */
TEST(products_of_small_integers_are_exact) {
  jacobian_case c = make_case(shape_cases, SHAPE_CASES, 17);
  uint64_t state = 1;
  for (int64_t i = 0; i < c.info.values; i++)
    c.values[i] = random_below(&state, 7) - 3;
  for (int32_t type = 0; type <= MEZZO_BF16; type++) {
    const mezzo_type vectors = vector_type((mezzo_type)type);
    typed_vector stored = store(&c, (mezzo_type)type);
    typed_vector p = new_vector(vectors, c.info.columns), w = new_vector(vectors, c.info.rows);
    typed_vector q = new_vector(vectors, c.info.columns);
    for (int64_t i = 0; i < c.info.columns; i++)
      put(vectors, p.of, i, random_below(&state, 7) - 3);
    CHECK(mezzo_jacobian_times(c.handle, (mezzo_type)type, stored.of, 0.25, vectors, p.of, w.of, NULL) == MEZZO_OK,
          "times");
    reference r = reference_of(&c, 0, vectors, p.of);
    for (int64_t i = 0; i < r.n; i++)
      CHECK(4 * at(vectors, w.of, i) == r.sum[i], "type %d, row %lld: %g, not %Lg", type, (long long)i,
            4 * at(vectors, w.of, i), r.sum[i]);
    free_reference(&r);
    for (int64_t i = 0; i < c.info.rows; i++)
      put(vectors, w.of, i, random_below(&state, 7) - 3);
    CHECK(mezzo_jacobian_transpose_times(c.handle, (mezzo_type)type, stored.of, 4, vectors, w.of, q.of) == MEZZO_OK,
          "transpose");
    r = reference_of(&c, 1, vectors, w.of);
    for (int64_t i = 0; i < r.n; i++)
      CHECK(at(vectors, q.of, i) == 4 * r.sum[i], "type %d, column %lld: %g, not %Lg", type, (long long)i,
            at(vectors, q.of, i), 4 * r.sum[i]);
    free_reference(&r);
    free(stored.memory);
    free(p.memory);
    free(w.memory);
    free(q.memory);
  }
  free_case(&c);
}

static void check_magnitude(mezzo_type type, double magnitude, double small, double large) {
  for (int32_t s = 0; s < SHAPE_CASES; s++) {
    if (shape_cases[s].factors > 9)
      continue;
    jacobian_case c = make_case(&shape_cases[s], 1, (uint64_t)s);
    make_exact(&c, magnitude);
    check_products(&c, type, 1 / magnitude, small, shape_cases[s].name);
    check_products(&c, type, 1 / magnitude, large, shape_cases[s].name);
    free_case(&c);
  }
}

TEST(values_at_both_ends_of_the_range_of_fp16_keep_their_accuracy) {
  for (int32_t type = 0; type <= MEZZO_BF16; type++) {
    check_magnitude((mezzo_type)type, 32768, 1e-8, 1e8);
    check_magnitude((mezzo_type)type, 0x1p-17, 1e-8, 1e8); /* subnormal halves */
  }
}

TEST(values_near_both_ends_of_the_range_of_fp32_keep_their_accuracy) {
  for (int32_t type = 0; type <= MEZZO_BF16; type++)
    if (type != MEZZO_F16) {
      check_magnitude((mezzo_type)type, 0x1p110, 1e-12, 1);
      check_magnitude((mezzo_type)type, 0x1p-110, 1e-6, 1e12);
    }
}

TEST(fp64_products_reach_far_beyond_the_range_of_fp32) {
  check_magnitude(MEZZO_F64, 0x1p300, 1e-100, 1e50);
  check_magnitude(MEZZO_F64, 0x1p-300, 1e-50, 1e100);
}

/* fp64 products may take the caller's own J, in which there is no padding to read. */
TEST(j_in_fp64_is_multiplied_where_the_caller_holds_it) {
  jacobian_case c = make_case(shape_cases, SHAPE_CASES, 5);
  typed_vector p = new_vector(MEZZO_F64, c.info.columns), w = new_vector(MEZZO_F64, c.info.rows);
  typed_vector own = new_vector(MEZZO_F64, c.info.values);
  memcpy(own.of, c.values, (size_t)c.info.values * sizeof(double));
  for (int64_t i = 0; i < c.info.columns; i++)
    put(MEZZO_F64, p.of, i, (double)(i % 7) - 3);
  CHECK(mezzo_jacobian_times(c.handle, MEZZO_F64, own.of, 2, MEZZO_F64, p.of, w.of, NULL) == MEZZO_OK, "times");
  check_product(&c, MEZZO_F64, 0, p.of, 2, w.of, "own");
  free(own.memory);
  free(p.memory);
  free(w.memory);
  free_case(&c);
}

int main(void) {
  RUN_FAMILIES(products_of_every_shape_and_type_are_within_the_rounding_bound);
  RUN_FAMILIES(products_of_all_blocks_up_to_9_x_9_are_within_the_rounding_bound);
  RUN_FAMILIES(products_of_small_integers_are_exact);
  RUN_FAMILIES(values_at_both_ends_of_the_range_of_fp16_keep_their_accuracy);
  RUN_FAMILIES(values_near_both_ends_of_the_range_of_fp32_keep_their_accuracy);
  RUN_FAMILIES(fp64_products_reach_far_beyond_the_range_of_fp32);
  RUN_FAMILIES(j_in_fp64_is_multiplied_where_the_caller_holds_it);
  return check_report();
}
