/*
 * Products with operands in fp16, of every shape by every family: within the bound of the rounding analysis for sums in
 * fp16 where the family computes in it, and for sums in fp32 where it does not.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "families.h"
#include "jacobian_products.h"

/* What the sums of a row, and those of one block's column, may be in. */
static mezzo_type sums_type(void) {
  for (int32_t i = 0; i < mezzo_kernels_count(); i++)
    if (strcmp(mezzo_kernels_name(i), mezzo_kernels_selected()) == 0)
      return strstr(mezzo_kernels_needs(i), "fp16") != NULL ? MEZZO_F16 : MEZZO_F32;
  return MEZZO_F32;
}

/* w = fl16(A p) */
static void check_rows(const jacobian_case *c, const void *p, const void *w, double norm2, const char *name) {
  reference r = reference_of(c, 0, MEZZO_F16, p);
  long double sum = 0;
  for (int64_t i = 0; i < r.n; i++) {
    const long double got = at(MEZZO_F16, w, i), of_sum = bound_of(&r, i, 1, sums_type());
    const long double bound = of_sum + 0x1p-11L * (fabsl(r.sum[i]) + of_sum) + 0x1p-25L;
    CHECK(fabsl(got - r.sum[i]) <= bound, "%s, row %lld of %lld: %La, not %La", name, (long long)i, (long long)r.n, got,
          r.sum[i]);
    sum += got * got;
  }
  CHECK(fabsl(norm2 - sum) <= (long double)(r.n + 2) * 0x1p-53L * sum, "%s: %a, not %La", name, norm2, sum);
  free_reference(&r);
}

/* q = alpha A^T w: up to nine products of a block in fp16, sums of these in fp32. */
static void check_columns(const jacobian_case *c, const void *w, double alpha, const void *q, const char *name) {
  reference r = reference_of(c, 1, MEZZO_F16, w);
  for (int64_t i = 0; i < r.n; i++) {
    long double bound = bound_of(&r, i, alpha, MEZZO_F32);
    if (sums_type() == MEZZO_F16)
      bound += (gamma_of(9, 0x1p-11L) * r.magnitude[i] + r.products[i] * 0x1p-24L) * (1 + 0x1p-10L) * fabs(alpha);
    CHECK(fabsl(at(MEZZO_F32, q, i) - alpha * r.sum[i]) <= bound, "%s, column %lld of %lld: %a, not %La", name,
          (long long)i, (long long)r.n, at(MEZZO_F32, q, i), alpha * r.sum[i]);
  }
  free_reference(&r);
}

/* Values of J of that magnitude, operands up to a quarter of the other: what the header asks for at most. */
static void check_products(jacobian_case *c, double magnitude, double operands, double alpha, const char *name) {
  uint64_t state = 3;
  for (int64_t i = 0; i < c->info.values; i++)
    c->values[i] = magnitude * nearbyint(1024 * random_unit(&state)) / 1024;
  typed_vector stored = store(c, MEZZO_F16);
  typed_vector p = new_vector(MEZZO_F16, c->info.columns), w = new_vector(MEZZO_F16, c->info.rows);
  typed_vector q = new_vector(MEZZO_F32, c->info.columns);
  for (int64_t i = 0; i < c->info.columns; i++)
    put(MEZZO_F16, p.of, i, operands * random_unit(&state));
  double norm2;
  CHECK(mezzo_jacobian_times(c->handle, MEZZO_F16, stored.of, 1, MEZZO_F16, p.of, w.of, &norm2) == MEZZO_OK, "%s",
        name);
  check_rows(c, p.of, w.of, norm2, name);
  for (int64_t i = 0; i < c->info.rows; i++)
    put(MEZZO_F16, w.of, i, operands * random_unit(&state));
  CHECK(mezzo_jacobian_transpose_times(c->handle, MEZZO_F16, stored.of, alpha, MEZZO_F16, w.of, q.of) == MEZZO_OK, "%s",
        name);
  check_columns(c, w.of, alpha, q.of, name);
  free(stored.memory);
  free(p.memory);
  free(w.memory);
  free(q.memory);
}

TEST(products_of_every_shape_are_within_the_rounding_bound) {
  for (int32_t s = 0; s < SHAPE_CASES; s++) {
    jacobian_case c = make_case(&shape_cases[s], 1, (uint64_t)s);
    check_products(&c, 1, 0.25, 1, shape_cases[s].name);
    check_products(&c, 1, 0.25, -0x1p-12, shape_cases[s].name);
    free_case(&c);
  }
  jacobian_case c = make_case(shape_cases, SHAPE_CASES, 99);
  check_products(&c, 1, 0.25, 0.7, "all shapes together");
  free_case(&c);
}

TEST(products_of_all_blocks_up_to_9_x_9_are_within_the_rounding_bound) {
  char name[40];
  for (int32_t rows = 1; rows <= 9; rows++)
    for (int32_t first = 1; first <= 9; first++)
      for (int32_t second = 0; second <= 9; second++) {
        const shape_case shape = {name, rows, second > 0 ? 2 : 1, {first, second}, 3};
        snprintf(name, sizeof name, "%d x (%d %d)", rows, first, second);
        jacobian_case c = make_case(&shape, 1, (uint64_t)(first * 10 + second));
        check_products(&c, 1, 0.25, 1, name);
        free_case(&c);
      }
}

TEST(the_largest_values_asked_for_stay_in_range_and_the_smallest_lose_no_more_than_halves_do) {
  for (int32_t s = 0; s < SHAPE_CASES; s++) {
    if (shape_cases[s].rows == 64)
      continue; /* more columns than the largest values are for */
    jacobian_case c = make_case(&shape_cases[s], 1, (uint64_t)s);
    check_products(&c, 4096, 0.25, 1, shape_cases[s].name);
    check_products(&c, 0x1p-14, 0.25, 0x1p20, shape_cases[s].name);
    check_products(&c, 4096, 0x1p-24, 0x1p-3, shape_cases[s].name);
    free_case(&c);
  }
}

/* In halves all integers up to 2048 are exact, and a product that is wrong in any place is wrong by one at least. */
TEST(products_of_small_integers_are_exact) {
  jacobian_case c = make_case(shape_cases, SHAPE_CASES, 17);
  uint64_t state = 1;
  for (int64_t i = 0; i < c.info.values; i++)
    c.values[i] = random_below(&state, 7) - 3;
  typed_vector stored = store(&c, MEZZO_F16);
  typed_vector p = new_vector(MEZZO_F16, c.info.columns), w = new_vector(MEZZO_F16, c.info.rows);
  typed_vector q = new_vector(MEZZO_F32, c.info.columns);
  for (int64_t i = 0; i < c.info.columns; i++)
    put(MEZZO_F16, p.of, i, random_below(&state, 7) - 3);
  CHECK(mezzo_jacobian_times(c.handle, MEZZO_F16, stored.of, 1, MEZZO_F16, p.of, w.of, NULL) == MEZZO_OK, "times");
  reference r = reference_of(&c, 0, MEZZO_F16, p.of);
  for (int64_t i = 0; i < r.n; i++)
    CHECK(at(MEZZO_F16, w.of, i) == r.sum[i], "row %lld: %g, not %Lg", (long long)i, at(MEZZO_F16, w.of, i), r.sum[i]);
  free_reference(&r);
  for (int64_t i = 0; i < c.info.rows; i++)
    put(MEZZO_F16, w.of, i, random_below(&state, 7) - 3);
  CHECK(mezzo_jacobian_transpose_times(c.handle, MEZZO_F16, stored.of, 4, MEZZO_F16, w.of, q.of) == MEZZO_OK,
        "transpose");
  r = reference_of(&c, 1, MEZZO_F16, w.of);
  for (int64_t i = 0; i < r.n; i++)
    CHECK(at(MEZZO_F32, q.of, i) == 4 * r.sum[i], "column %lld: %g, not %Lg", (long long)i, at(MEZZO_F32, q.of, i),
          4 * r.sum[i]);
  free_reference(&r);
  free(stored.memory);
  free(p.memory);
  free(w.memory);
  free(q.memory);
  free_case(&c);
}

TEST(rows_beyond_the_largest_half_are_infinite) {
  const shape_case shape = {"6 x (6 6)", 6, 2, {6, 6}, 3};
  jacobian_case c = make_case(&shape, 1, 1);
  for (int64_t i = 0; i < c.info.values; i++)
    c.values[i] = 32768;
  typed_vector stored = store(&c, MEZZO_F16), p = new_vector(MEZZO_F16, c.info.columns);
  typed_vector w = new_vector(MEZZO_F16, c.info.rows);
  for (int64_t i = 0; i < c.info.columns; i++)
    put(MEZZO_F16, p.of, i, 1);
  double norm2;
  CHECK(mezzo_jacobian_times(c.handle, MEZZO_F16, stored.of, 1, MEZZO_F16, p.of, w.of, &norm2) == MEZZO_NON_FINITE,
        "%g", norm2);
  for (int64_t i = 0; i < c.info.rows; i++)
    CHECK(isinf(at(MEZZO_F16, w.of, i)), "row %lld: %g", (long long)i, at(MEZZO_F16, w.of, i));
  free(stored.memory);
  free(p.memory);
  free(w.memory);
  free_case(&c);
}

TEST(only_fp16_matrices_take_fp16_operands_and_w_is_not_scaled) {
  jacobian_case c = make_case(shape_cases, 1, 1);
  typed_vector p = new_vector(MEZZO_F16, c.info.columns), w = new_vector(MEZZO_F16, c.info.rows);
  typed_vector q = new_vector(MEZZO_F32, c.info.columns), stored = store(&c, MEZZO_F16), wide = store(&c, MEZZO_F32);
  CHECK(mezzo_jacobian_times(c.handle, MEZZO_F16, stored.of, 2, MEZZO_F16, p.of, w.of, NULL) == MEZZO_ERROR_TYPE,
        "alpha");
  CHECK(mezzo_jacobian_times(c.handle, MEZZO_F32, wide.of, 1, MEZZO_F16, p.of, w.of, NULL) == MEZZO_ERROR_TYPE, "f32");
  CHECK(mezzo_jacobian_transpose_times(c.handle, MEZZO_F32, wide.of, 1, MEZZO_F16, w.of, q.of) == MEZZO_ERROR_TYPE,
        "f32, transpose");
  free(p.memory);
  free(w.memory);
  free(q.memory);
  free(stored.memory);
  free(wide.memory);
  free_case(&c);
}

int main(void) {
  RUN_FAMILIES(products_of_every_shape_are_within_the_rounding_bound);
  RUN_FAMILIES(products_of_all_blocks_up_to_9_x_9_are_within_the_rounding_bound);
  RUN_FAMILIES(the_largest_values_asked_for_stay_in_range_and_the_smallest_lose_no_more_than_halves_do);
  RUN_FAMILIES(products_of_small_integers_are_exact);
  RUN_FAMILIES(rows_beyond_the_largest_half_are_infinite);
  RUN(only_fp16_matrices_take_fp16_operands_and_w_is_not_scaled);
  return check_report();
}
