/*
 * Assembly of the block Hessian.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "blocks.h"

/* The lower block triangle as the header describes it, from a dense matrix in the order of the variables. */
static int64_t expected_values(const problem *p, const int32_t *order, const double *dense, double *out) {
  const int32_t n = p->variables;
  int32_t *position = zeros(n, sizeof *position);
  char *linked = zeros((int64_t)n * n, 1);
  for (int32_t k = 0; k < n; k++) {
    position[order[k]] = k;
    linked[k * n + k] = 1;
  }
  const int32_t *variables = p->block_variables;
  for (int32_t g = 0; g < p->groups; g++)
    for (int64_t f = 0; f < p->group[g].factors; f++, variables += p->group[g].arity)
      for (int32_t a = 0; a < p->group[g].arity; a++)
        for (int32_t b = 0; b < p->group[g].arity; b++)
          linked[position[variables[a]] * n + position[variables[b]]] = 1;
  int64_t count = 0;
  for (int32_t k = 0; k < n; k++)
    for (int32_t i = k; i < n; i++)
      for (int32_t r = 0; r < p->dims[order[i]] && linked[i * n + k]; r++)
        for (int32_t c = 0; c < p->dims[order[k]]; c++)
          out[count++] = dense[(p->first[order[i]] + r) * p->columns + p->first[order[k]] + c];
  free(position);
  free(linked);
  return count;
}

static int32_t *shuffled(int32_t n) {
  int32_t *order = zeros(n, sizeof *order);
  for (int32_t k = 0; k < n; k++) {
    const int32_t other = random_below(&random_state, k + 1);
    order[k] = order[other];
    order[other] = k;
  }
  return order;
}

/* Powers of two between 1/16 and 16. */
static double *random_scale(int64_t n) {
  double *scale = zeros(n, sizeof *scale);
  for (int64_t i = 0; i < n; i++)
    scale[i] = ldexp(1, random_below(&random_state, 9) - 4);
  return scale;
}

/* Every shape with kernels of its own, mixed dimensions, factors of no, one and three variables, repeated edges. */
static problem *assorted(void) {
  problem *p = problem_random(24, 4, (int32_t[]){6, 3, 1, 7}, 40);
  problem *q = problem_of(24, 4, (int32_t[]){6, 3, 1, 7});
  const int32_t *variables = p->block_variables;
  for (int32_t g = 0; g < p->groups; g++)
    for (int64_t f = 0; f < p->group[g].factors; f++, variables += p->group[g].arity)
      problem_add(q, p->group[g].rows, p->group[g].arity, variables);
  problem_add(q, 6, 2, (int32_t[]){4, 0});
  problem_add(q, 6, 2, (int32_t[]){0, 4});
  problem_add(q, 6, 2, (int32_t[]){20, 8});
  problem_add(q, 3, 2, (int32_t[]){1, 5});
  problem_add(q, 3, 2, (int32_t[]){9, 5});
  problem_add(q, 2, 3, (int32_t[]){1, 0, 5});
  problem_add(q, 4, 0, NULL);
  problem_add(q, 9, 3, (int32_t[]){3, 12, 6});
  problem_create(q);
  problem_free(p);
  return q;
}

static void check_against_dense(problem *p) {
  int32_t *order = shuffled(p->variables);
  double *scale = random_scale(p->columns);
  for (int32_t scaled = 0; scaled < 2; scaled++) {
    double *dense = dense_hessian(p, scaled ? scale : NULL, 0);
    double *expected = zeros(p->columns * p->columns, sizeof *expected);
    const int64_t count = expected_values(p, order, dense, expected);
    mezzo_hessian *h = hessian_of(p, order);
    double *values = assembled(p, h, scaled ? scale : NULL);
    mezzo_hessian_info info;
    mezzo_hessian_query(h, &info);
    CHECK(info.values == count && info.columns == p->columns, "%lld values, expected %lld", (long long)info.values,
          (long long)count);
    const double error = relative_error(count, values, expected);
    CHECK(error < 1e-15 * 16, "error %g", error);
    mezzo_hessian_destroy(h);
    free(values);
    free(expected);
    free(dense);
  }
  free(order);
  free(scale);
  problem_free(p);
}

TEST(assembled_blocks_are_those_of_the_dense_product) {
  check_against_dense(problem_random(30, 1, (int32_t[]){6}, 50));
  check_against_dense(problem_random(30, 1, (int32_t[]){3}, 50));
  check_against_dense(problem_random(9, 1, (int32_t[]){15}, 10));
  check_against_dense(assorted());
}

TEST(scaling_by_powers_of_two_is_exact) {
  problem *p = assorted();
  int32_t *order = shuffled(p->variables);
  int32_t *columns = scalar_order(p, order);
  double *scale = random_scale(p->columns);
  mezzo_hessian *h = hessian_of(p, order);
  double *plain = assembled(p, h, NULL), *scaled = assembled(p, h, scale);
  /* What each value is multiplied with: assemble the same pattern from a dense matrix of scales. */
  double *products = zeros(p->columns * p->columns, sizeof *products);
  double *expected = zeros(p->columns * p->columns, sizeof *expected);
  for (int64_t i = 0; i < p->columns; i++)
    for (int64_t k = 0; k < p->columns; k++)
      products[i * p->columns + k] = scale[i] * scale[k];
  const int64_t count = expected_values(p, order, products, expected);
  for (int64_t i = 0; i < count; i++)
    CHECK(scaled[i] == plain[i] * expected[i], "value %lld: %a, %a", (long long)i, scaled[i], plain[i] * expected[i]);
  mezzo_hessian_destroy(h);
  free(plain);
  free(scaled);
  free(products);
  free(expected);
  free(scale);
  free(columns);
  free(order);
  problem_free(p);
}

TEST(assembly_gives_the_same_bits_each_time) {
  problem *p = assorted();
  mezzo_hessian *h = hessian_of(p, NULL);
  mezzo_hessian_info info;
  mezzo_hessian_query(h, &info);
  double *once = assembled(p, h, NULL), *again = assembled(p, h, NULL);
  CHECK(memcmp(once, again, (size_t)info.values * sizeof *once) == 0, "bits differ");
  mezzo_hessian_destroy(h);
  free(once);
  free(again);
  problem_free(p);
}

TEST(families_agree_to_rounding) {
  problem *p = assorted();
  mezzo_hessian *h = hessian_of(p, NULL);
  mezzo_hessian_info info;
  mezzo_hessian_query(h, &info);
  mezzo_kernels_select("portable");
  double *reference = assembled(p, h, NULL);
  for (int32_t family = 0; family < mezzo_kernels_count(); family++) {
    if (!mezzo_kernels_supported(family))
      continue;
    mezzo_kernels_select(mezzo_kernels_name(family));
    double *values = assembled(p, h, NULL);
    const double error = relative_error(info.values, values, reference);
    CHECK(error < 1e-15, "%s: %g", mezzo_kernels_name(family), error);
    free(values);
  }
  mezzo_kernels_select(NULL);
  mezzo_hessian_destroy(h);
  free(reference);
  problem_free(p);
}

TEST(a_hessian_outlives_its_jacobian) {
  problem *p = problem_random(10, 1, (int32_t[]){6}, 5);
  mezzo_hessian *h = hessian_of(p, NULL);
  double *before = assembled(p, h, NULL);
  mezzo_jacobian_destroy(p->jacobian);
  p->jacobian = NULL;
  double *after = assembled(p, h, NULL);
  mezzo_hessian_info info;
  mezzo_hessian_query(h, &info);
  CHECK(memcmp(before, after, (size_t)info.values * sizeof *before) == 0, "bits differ");
  mezzo_hessian_destroy(h);
  free(before);
  free(after);
  problem_free(p);
}

TEST(variables_without_factors_have_zero_blocks) {
  problem *p = problem_of(3, 1, (int32_t[]){2});
  problem_add(p, 2, 1, (int32_t[]){1});
  problem_create(p);
  mezzo_hessian *h = hessian_of(p, NULL);
  double *values = assembled(p, h, NULL);
  mezzo_hessian_info info;
  mezzo_hessian_query(h, &info);
  CHECK(info.blocks == 3 && info.values == 12, "%lld blocks", (long long)info.blocks);
  for (int32_t i = 0; i < 12; i++)
    CHECK((values[i] != 0) == (i >= 4 && i < 8), "value %d is %g", i, values[i]);
  mezzo_hessian_destroy(h);
  free(values);
  problem_free(p);

  problem *empty = problem_of(0, 1, (int32_t[]){1});
  problem_create(empty);
  h = hessian_of(empty, NULL);
  CHECK(mezzo_hessian_assemble(h, NULL, NULL, NULL) == MEZZO_OK, "no variables");
  mezzo_hessian_destroy(h);
  problem_free(empty);
}

TEST(bad_arguments_are_refused) {
  problem *p = problem_random(3, 1, (int32_t[]){3}, 0);
  mezzo_hessian *h = NULL;
  CHECK(mezzo_hessian_create(NULL, NULL, &h) == MEZZO_ERROR_NULL, "no Jacobian");
  CHECK(mezzo_hessian_create(p->jacobian, NULL, NULL) == MEZZO_ERROR_NULL, "no result");
  CHECK(mezzo_hessian_create(p->jacobian, (int32_t[]){0, 1, 1}, &h) == MEZZO_ERROR_INDEX && h == NULL, "repeated");
  CHECK(mezzo_hessian_create(p->jacobian, (int32_t[]){0, 1, 3}, &h) == MEZZO_ERROR_INDEX && h == NULL, "too large");
  CHECK(mezzo_hessian_create(p->jacobian, (int32_t[]){0, -1, 2}, &h) == MEZZO_ERROR_INDEX && h == NULL, "negative");
  h = hessian_of(p, (int32_t[]){2, 0, 1});
  double *values = assembled(p, h, NULL);
  mezzo_hessian_info info;
  CHECK(mezzo_hessian_assemble(NULL, p->values, NULL, values) == MEZZO_ERROR_NULL, "no handle");
  CHECK(mezzo_hessian_assemble(h, NULL, NULL, values) == MEZZO_ERROR_NULL, "no J");
  CHECK(mezzo_hessian_assemble(h, p->values, NULL, NULL) == MEZZO_ERROR_NULL, "no values");
  CHECK(mezzo_hessian_query(NULL, &info) == MEZZO_ERROR_NULL, "query nothing");
  CHECK(mezzo_hessian_query(h, NULL) == MEZZO_ERROR_NULL, "query into nothing");
  mezzo_hessian_destroy(NULL);
  mezzo_hessian_destroy(h);
  free(values);
  problem_free(p);
}

int main(void) {
  RUN_FAMILIES(assembled_blocks_are_those_of_the_dense_product);
  RUN_FAMILIES(scaling_by_powers_of_two_is_exact);
  RUN_FAMILIES(assembly_gives_the_same_bits_each_time);
  RUN(families_agree_to_rounding);
  RUN(a_hessian_outlives_its_jacobian);
  RUN_FAMILIES(variables_without_factors_have_zero_blocks);
  RUN(bad_arguments_are_refused);
  return check_report();
}
