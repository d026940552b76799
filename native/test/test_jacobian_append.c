/*
 * Structures of J that grow: the same as if they had been made at once.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "jacobian_cases.h"

#include <limits.h>

static mezzo_jacobian *empty(void) {
  mezzo_jacobian *j;
  CHECK_OR_STOP(mezzo_jacobian_create(0, NULL, 0, NULL, 0, NULL, &j) == MEZZO_OK, "create");
  return j;
}

/* The structure of a case, a variable at a time, then a factor at a time. */
static mezzo_jacobian *grow(const jacobian_case *c) {
  mezzo_jacobian *j = empty();
  for (int32_t v = 0; v < c->variables; v++)
    CHECK_OR_STOP(mezzo_jacobian_append(j, 1, &c->dims[v], 0, NULL, 0, NULL) == MEZZO_OK, "variable %d", v);
  const int32_t *variables = c->block_variables;
  for (int32_t g = 0; g < c->groups; g++) {
    const mezzo_group one = {c->group[g].rows, c->group[g].arity, 1};
    for (int64_t f = 0; f < c->group[g].factors; f++, variables += one.arity)
      CHECK_OR_STOP(mezzo_jacobian_append(j, 0, NULL, 1, &one, one.arity, variables) == MEZZO_OK, "group %d", g);
  }
  return j;
}

/* A handle's J^T J p, in fp32. */
static float *product(const mezzo_jacobian *j, const double *values, double *norm2) {
  mezzo_jacobian_info info;
  CHECK_OR_STOP(mezzo_jacobian_query(j, &info) == MEZZO_OK, "query");
  void *stored = calloc(1, (size_t)mezzo_jacobian_bytes(j, MEZZO_F32));
  float *p = calloc((size_t)info.columns + 1, sizeof *p);
  float *q = calloc((size_t)info.columns + 1, sizeof *q);
  for (int64_t c = 0; c < info.columns; c++)
    p[c] = (float)(c % 7) - 2.5F;
  CHECK(mezzo_jacobian_store(j, values, NULL, 1, MEZZO_F32, stored, NULL) == MEZZO_OK, "store");
  CHECK(mezzo_jacobian_normal_times(j, MEZZO_F32, stored, 1, p, q, norm2) == MEZZO_OK, "product");
  free(stored);
  free(p);
  return q;
}

TEST(a_structure_that_grew_is_the_same_as_one_made_at_once) {
  for (int32_t i = 0; i < SHAPE_CASES + 1; i++) {
    jacobian_case c = i < SHAPE_CASES ? make_case(&shape_cases[i], 1, 7) : make_case(shape_cases, SHAPE_CASES, 8);
    const char *name = i < SHAPE_CASES ? shape_cases[i].name : "all";
    mezzo_jacobian *j = grow(&c);
    mezzo_jacobian_info info;
    CHECK(mezzo_jacobian_query(j, &info) == MEZZO_OK, "query");
    CHECK(memcmp(&info, &c.info, sizeof info) == 0, "%s", name);
    for (mezzo_type type = MEZZO_F64; type <= MEZZO_BF16; type++)
      CHECK(mezzo_jacobian_bytes(j, type) == mezzo_jacobian_bytes(c.handle, type), "%s, type %d", name, type);
    double expected_norm2 = 0, norm2 = 1;
    float *expected = product(c.handle, c.values, &expected_norm2);
    float *q = product(j, c.values, &norm2);
    CHECK(norm2 == expected_norm2, "%s: %g, %g", name, norm2, expected_norm2);
    CHECK(memcmp(q, expected, (size_t)info.columns * sizeof *q) == 0, "%s", name);
    int32_t *order = calloc((size_t)c.variables, sizeof *order), *same = calloc((size_t)c.variables, sizeof *same);
    CHECK(mezzo_order(c.handle, MEZZO_ORDER_AMD, order) == MEZZO_OK &&
              mezzo_order(j, MEZZO_ORDER_AMD, same) == MEZZO_OK,
          "order");
    CHECK(memcmp(order, same, (size_t)c.variables * sizeof *same) == 0, "%s", name);
    free(order);
    free(same);
    free(expected);
    free(q);
    mezzo_jacobian_destroy(j);
    free_case(&c);
  }
}

TEST(factors_may_name_old_and_new_variables) {
  mezzo_jacobian *j = empty();
  const int32_t dims[] = {3, 3};
  const mezzo_group prior = {3, 1, 1}, between = {3, 2, 1};
  const int32_t first = 0, pair[] = {0, 2};
  CHECK(mezzo_jacobian_append(j, 2, dims, 1, &prior, 1, &first) == MEZZO_OK, "two variables, a prior");
  CHECK(mezzo_jacobian_append(j, 1, dims, 1, &between, 2, pair) == MEZZO_OK, "one more, and a factor to it");
  mezzo_jacobian_info info;
  CHECK(mezzo_jacobian_query(j, &info) == MEZZO_OK, "query");
  CHECK(info.rows == 6 && info.columns == 9 && info.blocks == 3 && info.values == 9 + 18, "%lld values",
        (long long)info.values);
  mezzo_jacobian_destroy(j);
}

TEST(what_is_refused_leaves_the_structure_as_it_was) {
  const int32_t dims[] = {6, 6, 3}, wrong_dims[] = {6, 0};
  const mezzo_group two = {6, 2, 2}, none = {0, 2, 1};
  const int32_t good[] = {0, 1, 1, 0}, beyond[] = {0, 1, 1, 4}, twice[] = {0, 1, 1, 1}, unlike[] = {0, 1, 1, 2};
  mezzo_jacobian *j;
  CHECK_OR_STOP(mezzo_jacobian_create(3, dims, 1, &two, 4, good, &j) == MEZZO_OK, "create");
  mezzo_jacobian_info before, after;
  CHECK(mezzo_jacobian_query(j, &before) == MEZZO_OK, "query");
  double *values = calloc((size_t)before.values, sizeof *values);
  for (int64_t i = 0; i < before.values; i++)
    values[i] = (double)(i % 11);
  double norm2_before, norm2_after;
  float *q_before = product(j, values, &norm2_before);
  CHECK(mezzo_jacobian_append(j, 1, dims, 1, &two, 4, beyond) == MEZZO_ERROR_INDEX, "a variable that is not there");
  CHECK(mezzo_jacobian_append(j, 1, dims, 1, &two, 4, twice) == MEZZO_ERROR_INDEX, "a variable twice");
  CHECK(mezzo_jacobian_append(j, 1, dims, 1, &two, 4, unlike) == MEZZO_ERROR_SIZE, "unlike dimensions");
  CHECK(mezzo_jacobian_append(j, 1, dims, 1, &two, 3, good) == MEZZO_ERROR_SIZE, "a block too few");
  CHECK(mezzo_jacobian_append(j, 1, dims, 1, &none, 2, good) == MEZZO_ERROR_SIZE, "no rows");
  CHECK(mezzo_jacobian_append(j, 2, wrong_dims, 1, &two, 4, good) == MEZZO_ERROR_SIZE, "dimension 0");
  CHECK(mezzo_jacobian_append(j, -1, dims, 0, NULL, 0, NULL) == MEZZO_ERROR_SIZE, "variables");
  CHECK(mezzo_jacobian_append(j, INT32_MAX, dims, 0, NULL, 0, NULL) == MEZZO_ERROR_SIZE, "too many variables");
  CHECK(mezzo_jacobian_append(j, 1, NULL, 0, NULL, 0, NULL) == MEZZO_ERROR_NULL, "dims");
  CHECK(mezzo_jacobian_append(NULL, 0, NULL, 0, NULL, 0, NULL) == MEZZO_ERROR_NULL, "handle");
  CHECK(mezzo_jacobian_query(j, &after) == MEZZO_OK && memcmp(&before, &after, sizeof after) == 0, "counts");
  float *q_after = product(j, values, &norm2_after);
  CHECK(norm2_before == norm2_after && memcmp(q_before, q_after, (size_t)before.columns * sizeof *q_after) == 0,
        "products");
  CHECK(mezzo_jacobian_append(j, 1, dims, 1, &two, 4, good) == MEZZO_OK, "append");
  free(q_before);
  free(q_after);
  free(values);
  mezzo_jacobian_destroy(j);
}

TEST(an_assigned_structure_is_the_same_as_one_made_at_once) {
  mezzo_jacobian *j = empty();
  for (int32_t i = SHAPE_CASES; i >= 0; i--) {
    jacobian_case c = i < SHAPE_CASES ? make_case(&shape_cases[i], 1, 7) : make_case(shape_cases, SHAPE_CASES, 8);
    const char *name = i < SHAPE_CASES ? shape_cases[i].name : "all";
    CHECK_OR_STOP(mezzo_jacobian_assign(j, c.variables, c.dims, c.groups, c.group, c.info.blocks, c.block_variables) ==
                      MEZZO_OK,
                  "%s", name);
    mezzo_jacobian_info info;
    CHECK(mezzo_jacobian_query(j, &info) == MEZZO_OK, "query");
    CHECK(memcmp(&info, &c.info, sizeof info) == 0, "%s", name);
    double expected_norm2 = 0, norm2 = 1;
    float *expected = product(c.handle, c.values, &expected_norm2);
    float *q = product(j, c.values, &norm2);
    CHECK(norm2 == expected_norm2, "%s: %g, %g", name, norm2, expected_norm2);
    CHECK(memcmp(q, expected, (size_t)info.columns * sizeof *q) == 0, "%s", name);
    free(expected);
    free(q);
    free_case(&c);
  }
  mezzo_jacobian_destroy(j);
}

TEST(a_structure_whose_assignment_fails_is_empty) {
  const int32_t dims[] = {6, 6};
  const mezzo_group two = {6, 2, 1};
  const int32_t good[] = {0, 1}, beyond[] = {0, 2};
  mezzo_jacobian *j;
  CHECK_OR_STOP(mezzo_jacobian_create(2, dims, 1, &two, 2, good, &j) == MEZZO_OK, "create");
  CHECK(mezzo_jacobian_assign(NULL, 2, dims, 1, &two, 2, good) == MEZZO_ERROR_NULL, "handle");
  CHECK(mezzo_jacobian_assign(j, 2, dims, 1, &two, 2, beyond) == MEZZO_ERROR_INDEX, "a variable that is not there");
  mezzo_jacobian_info info;
  CHECK(mezzo_jacobian_query(j, &info) == MEZZO_OK, "query");
  CHECK(info.rows == 0 && info.columns == 0 && info.blocks == 0 && info.values == 0, "counts");
  double nothing = 0, norm2 = 1;
  free(product(j, &nothing, &norm2));
  CHECK(norm2 == 0, "%g", norm2);
  CHECK(mezzo_jacobian_assign(j, 2, dims, 1, &two, 2, good) == MEZZO_OK, "assign");
  mezzo_jacobian_destroy(j);
}

int main(void) {
  RUN(an_assigned_structure_is_the_same_as_one_made_at_once);
  RUN(a_structure_whose_assignment_fails_is_empty);
  RUN(a_structure_that_grew_is_the_same_as_one_made_at_once);
  RUN(factors_may_name_old_and_new_variables);
  RUN(what_is_refused_leaves_the_structure_as_it_was);
  return check_report();
}
