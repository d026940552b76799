/*
 * Structures of J: what is refused and why, and what is counted.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"
#include "mezzo.h"

#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

static const int32_t dims[] = {6, 6, 3};

/* The status of creating one group over three variables; nothing may leak or be left in the output on an error. */
static mezzo_status create(mezzo_group group, int64_t blocks, const int32_t *variables) {
  mezzo_jacobian *j = (mezzo_jacobian *)(void *)&group;
  mezzo_status status = mezzo_jacobian_create(3, dims, 1, &group, blocks, variables, &j);
  CHECK((status == MEZZO_OK) == (j != NULL), "status %d", status);
  mezzo_jacobian_destroy(j);
  return status;
}

TEST(a_structure_is_counted) {
  const mezzo_group groups[] = {{6, 2, 1}, {2, 0, 3}, {3, 1, 2}};
  const int32_t variables[] = {1, 0, 2, 2};
  mezzo_jacobian *j;
  mezzo_jacobian_info info;
  CHECK_OR_STOP(mezzo_jacobian_create(3, dims, 3, groups, 4, variables, &j) == MEZZO_OK, "create");
  CHECK(mezzo_jacobian_query(j, &info) == MEZZO_OK, "query");
  CHECK(info.rows == 6 + 6 + 6 && info.columns == 15, "%lld x %lld", (long long)info.rows, (long long)info.columns);
  CHECK(info.blocks == 4 && info.values == 72 + 18, "%lld, %lld", (long long)info.blocks, (long long)info.values);
  CHECK(mezzo_jacobian_bytes(j, MEZZO_F64) == 8 * info.values, "the caller's own J has no padding");
  CHECK(mezzo_jacobian_bytes(j, MEZZO_F32) >= 4 * info.values, "fp32");
  CHECK(mezzo_jacobian_bytes(j, MEZZO_F16) >= 2 * info.values, "fp16");
  CHECK(mezzo_jacobian_bytes(j, MEZZO_F16) * 2 == mezzo_jacobian_bytes(j, MEZZO_F32), "half of fp32");
  CHECK(mezzo_jacobian_bytes(j, (mezzo_type)7) == 0 && mezzo_jacobian_bytes(NULL, MEZZO_F64) == 0, "errors");
  mezzo_jacobian_destroy(j);
  mezzo_jacobian_destroy(NULL);
}

TEST(an_empty_structure_is_one_too) {
  mezzo_jacobian *j;
  mezzo_jacobian_info info;
  CHECK_OR_STOP(mezzo_jacobian_create(0, NULL, 0, NULL, 0, NULL, &j) == MEZZO_OK, "create");
  CHECK(mezzo_jacobian_query(j, &info) == MEZZO_OK && info.rows == 0 && info.columns == 0, "query");
  double norm2 = 1, max_abs;
  int64_t zero_columns;
  CHECK(mezzo_jacobian_times(j, MEZZO_F64, NULL, 1, MEZZO_F64, NULL, NULL, &norm2) == MEZZO_OK && norm2 == 0, "times");
  CHECK(mezzo_jacobian_transpose_times(j, MEZZO_F64, NULL, 1, MEZZO_F64, NULL, NULL) == MEZZO_OK, "transpose");
  CHECK(mezzo_jacobian_scale(j, NULL, NULL, &max_abs, &zero_columns) == MEZZO_OK && max_abs == 0, "scale");
  mezzo_jacobian_destroy(j);
}

TEST(the_arrays_of_a_structure_may_be_freed_after_its_creation) {
  mezzo_group *group = malloc(sizeof *group);
  int32_t *own_dims = malloc(2 * sizeof *own_dims), *variables = malloc(2 * sizeof *variables);
  *group = (mezzo_group){1, 2, 1};
  own_dims[0] = own_dims[1] = 1;
  variables[0] = 0;
  variables[1] = 1;
  mezzo_jacobian *j;
  CHECK_OR_STOP(mezzo_jacobian_create(2, own_dims, 1, group, 2, variables, &j) == MEZZO_OK, "create");
  free(group);
  free(own_dims);
  free(variables);
  double values[2] = {2, 3}, p[2] = {5, 7}, w;
  CHECK(mezzo_jacobian_times(j, MEZZO_F64, values, 1, MEZZO_F64, p, &w, NULL) == MEZZO_OK && w == 31, "%g", w);
  mezzo_jacobian_destroy(j);
}

TEST(wrong_structures_are_refused) {
  const int32_t good[] = {0, 1, 1, 0}, far[] = {0, 3, 1, 0}, negative[] = {0, -1, 1, 0}, twice[] = {0, 1, 1, 1};
  const int32_t mixed[] = {0, 1, 0, 2};
  CHECK(create((mezzo_group){6, 2, 2}, 4, good) == MEZZO_OK, "good");
  CHECK(create((mezzo_group){0, 2, 2}, 4, good) == MEZZO_ERROR_SIZE, "no rows");
  CHECK(create((mezzo_group){MEZZO_MAX_DIM + 1, 2, 2}, 4, good) == MEZZO_ERROR_SIZE, "too many rows");
  CHECK(create((mezzo_group){6, -1, 2}, 4, good) == MEZZO_ERROR_SIZE, "arity");
  CHECK(create((mezzo_group){6, MEZZO_MAX_ARITY + 1, 0}, 0, good) == MEZZO_ERROR_SIZE, "arity");
  CHECK(create((mezzo_group){6, 2, -2}, 4, good) == MEZZO_ERROR_SIZE, "factors");
  CHECK(create((mezzo_group){6, 2, 2}, 3, good) == MEZZO_ERROR_SIZE, "fewer blocks than the group has");
  CHECK(create((mezzo_group){6, 2, 2}, -4, good) == MEZZO_ERROR_SIZE, "negative blocks");
  CHECK(create((mezzo_group){6, 2, 2}, 4, NULL) == MEZZO_ERROR_NULL, "no variables");
  CHECK(create((mezzo_group){6, 2, 2}, 4, far) == MEZZO_ERROR_INDEX, "no such variable");
  CHECK(create((mezzo_group){6, 2, 2}, 4, negative) == MEZZO_ERROR_INDEX, "no such variable");
  CHECK(create((mezzo_group){6, 2, 2}, 4, twice) == MEZZO_ERROR_INDEX, "a variable twice in one factor");
  CHECK(create((mezzo_group){6, 2, 2}, 4, mixed) == MEZZO_ERROR_SIZE, "dimensions differ within a group");
}

TEST(lengths_that_overflow_are_refused_without_looking_at_arrays) {
  const int32_t variable = 0;
  CHECK(create((mezzo_group){6, 2, INT64_MAX}, 4, &variable) == MEZZO_ERROR_SIZE, "blocks overflow");
  CHECK(create((mezzo_group){6, 4, (int64_t)1 << 62}, 0, &variable) == MEZZO_ERROR_SIZE, "blocks overflow to zero");
  CHECK(create((mezzo_group){6, 0, INT64_MAX}, 0, NULL) == MEZZO_ERROR_SIZE, "rows overflow");
  mezzo_group groups[2] = {{64, 0, INT64_MAX / 64}, {64, 0, INT64_MAX / 64}};
  mezzo_jacobian *j;
  CHECK(mezzo_jacobian_create(3, dims, 2, groups, 0, NULL, &j) == MEZZO_ERROR_SIZE, "the sum of rows overflows");
}

TEST(wrong_variables_are_refused) {
  const mezzo_group group = {6, 0, 1};
  const int32_t zero[] = {6, 0}, large[] = {MEZZO_MAX_DIM + 1};
  mezzo_jacobian *j;
  CHECK(mezzo_jacobian_create(2, zero, 1, &group, 0, NULL, &j) == MEZZO_ERROR_SIZE, "dimension 0");
  CHECK(mezzo_jacobian_create(1, large, 1, &group, 0, NULL, &j) == MEZZO_ERROR_SIZE, "dimension 65");
  CHECK(mezzo_jacobian_create(-1, dims, 1, &group, 0, NULL, &j) == MEZZO_ERROR_SIZE, "variables");
  CHECK(mezzo_jacobian_create(3, dims, -1, &group, 0, NULL, &j) == MEZZO_ERROR_SIZE, "groups");
  CHECK(mezzo_jacobian_create(3, NULL, 1, &group, 0, NULL, &j) == MEZZO_ERROR_NULL, "dims");
  CHECK(mezzo_jacobian_create(3, dims, 1, NULL, 0, NULL, &j) == MEZZO_ERROR_NULL, "group");
  CHECK(mezzo_jacobian_create(3, dims, 1, &group, 0, NULL, NULL) == MEZZO_ERROR_NULL, "out");
}

TEST(calls_check_pointers_and_types) {
  const mezzo_group group = {1, 1, 1};
  const int32_t one = 1, variable = 0;
  mezzo_jacobian *j;
  CHECK_OR_STOP(mezzo_jacobian_create(1, &one, 1, &group, 1, &variable, &j) == MEZZO_OK, "create");
  double value = 1, x = 1, y, max_abs;
  int64_t zeros;
  mezzo_jacobian_info info;
  const mezzo_type bad = (mezzo_type)7;
  CHECK(mezzo_jacobian_query(NULL, &info) == MEZZO_ERROR_NULL, "j");
  CHECK(mezzo_jacobian_query(j, NULL) == MEZZO_ERROR_NULL, "info");
  CHECK(mezzo_jacobian_scale(NULL, &value, &x, &max_abs, &zeros) == MEZZO_ERROR_NULL, "j");
  CHECK(mezzo_jacobian_scale(j, NULL, &x, &max_abs, &zeros) == MEZZO_ERROR_NULL, "values");
  CHECK(mezzo_jacobian_scale(j, &value, NULL, &max_abs, &zeros) == MEZZO_ERROR_NULL, "scale");
  CHECK(mezzo_jacobian_scale(j, &value, &x, &max_abs, NULL) == MEZZO_ERROR_NULL, "zero_columns");
  CHECK(mezzo_jacobian_store(NULL, &value, NULL, 1, MEZZO_F64, &y, NULL) == MEZZO_ERROR_NULL, "j");
  CHECK(mezzo_jacobian_store(j, NULL, NULL, 1, MEZZO_F64, &y, NULL) == MEZZO_ERROR_NULL, "values");
  CHECK(mezzo_jacobian_store(j, &value, NULL, 1, MEZZO_F64, NULL, NULL) == MEZZO_ERROR_NULL, "stored");
  CHECK(mezzo_jacobian_store(j, &value, NULL, 1, bad, &y, NULL) == MEZZO_ERROR_TYPE, "type");
  CHECK(mezzo_jacobian_store(j, &value, NULL, INFINITY, MEZZO_F64, &y, NULL) == MEZZO_NON_FINITE, "mu");
  CHECK(mezzo_jacobian_times(NULL, MEZZO_F64, &value, 1, MEZZO_F64, &x, &y, NULL) == MEZZO_ERROR_NULL, "j");
  CHECK(mezzo_jacobian_times(j, MEZZO_F64, NULL, 1, MEZZO_F64, &x, &y, NULL) == MEZZO_ERROR_NULL, "stored");
  CHECK(mezzo_jacobian_times(j, MEZZO_F64, &value, 1, MEZZO_F64, NULL, &y, NULL) == MEZZO_ERROR_NULL, "p");
  CHECK(mezzo_jacobian_times(j, MEZZO_F64, &value, 1, MEZZO_F64, &x, NULL, NULL) == MEZZO_ERROR_NULL, "w");
  CHECK(mezzo_jacobian_times(j, bad, &value, 1, vector_type(bad), &x, &y, NULL) == MEZZO_ERROR_TYPE, "type");
  CHECK(mezzo_jacobian_transpose_times(NULL, MEZZO_F64, &value, 1, MEZZO_F64, &x, &y) == MEZZO_ERROR_NULL, "j");
  CHECK(mezzo_jacobian_transpose_times(j, MEZZO_F64, NULL, 1, MEZZO_F64, &x, &y) == MEZZO_ERROR_NULL, "stored");
  CHECK(mezzo_jacobian_transpose_times(j, MEZZO_F64, &value, 1, MEZZO_F64, NULL, &y) == MEZZO_ERROR_NULL, "w");
  CHECK(mezzo_jacobian_transpose_times(j, MEZZO_F64, &value, 1, MEZZO_F64, &x, NULL) == MEZZO_ERROR_NULL, "q");
  CHECK(mezzo_jacobian_transpose_times(j, bad, &value, 1, vector_type(bad), &x, &y) == MEZZO_ERROR_TYPE, "type");
  mezzo_jacobian_destroy(j);
}

int main(void) {
  RUN(a_structure_is_counted);
  RUN(an_empty_structure_is_one_too);
  RUN(the_arrays_of_a_structure_may_be_freed_after_its_creation);
  RUN(wrong_structures_are_refused);
  RUN(lengths_that_overflow_are_refused_without_looking_at_arrays);
  RUN(wrong_variables_are_refused);
  RUN(calls_check_pointers_and_types);
  return check_report();
}
