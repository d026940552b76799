/*
 * The block structure of J: validation, and every offset that products need.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

/* Scalars that kernels may read beyond the last one of a packed array: one vector of eight. */
enum { OVERREAD = 8 };

/* Counts blocks and group dimensions; checks what can be checked without looking at variables. */
static mezzo_status count_blocks(int32_t groups, const mezzo_group *group, int64_t blocks, int64_t *group_dims) {
  int64_t count = 0;
  *group_dims = 0;
  for (int32_t g = 0; g < groups; g++) {
    MEZZO_REQUIRE(group[g].rows >= 1 && group[g].rows <= MEZZO_MAX_DIM, MEZZO_ERROR_SIZE);
    MEZZO_REQUIRE(group[g].arity >= 0 && group[g].arity <= MEZZO_MAX_ARITY, MEZZO_ERROR_SIZE);
    MEZZO_REQUIRE(group[g].factors >= 0, MEZZO_ERROR_SIZE);
    MEZZO_REQUIRE(mezzo_add_product(&count, group[g].arity, group[g].factors), MEZZO_ERROR_SIZE);
    *group_dims += group[g].arity;
  }
  return count == blocks ? MEZZO_OK : MEZZO_ERROR_SIZE;
}

/* Copies the dimensions and sums them up to columns. */
static mezzo_status set_variables(mezzo_jacobian *j, const int32_t *dims) {
  int64_t column = 0;
  for (int32_t v = 0; v < j->variables; v++) {
    MEZZO_REQUIRE(dims[v] >= 1 && dims[v] <= MEZZO_MAX_DIM, MEZZO_ERROR_SIZE);
    j->dims[v] = dims[v];
    j->column[v] = (int32_t)column;
    column += dims[v];
    MEZZO_REQUIRE(column <= INT32_MAX, MEZZO_ERROR_SIZE);
  }
  j->column[j->variables] = (int32_t)column;
  j->columns = column;
  return MEZZO_OK;
}

/* A factor's variables exist and are distinct. seen[v] is the last factor, counted from 1, that v was found in. */
static mezzo_status check_factor(const mezzo_jacobian *j, const int32_t *variables, int32_t arity, int64_t factor,
                                 int64_t *seen) {
  for (int32_t k = 0; k < arity; k++) {
    int32_t v = variables[k];
    MEZZO_REQUIRE(v >= 0 && v < j->variables && seen[v] != factor, MEZZO_ERROR_INDEX);
    seen[v] = factor;
  }
  return MEZZO_OK;
}

/* Fills one group whose rows, arity and factors are set, and advances the totals of the handle. */
static mezzo_status set_group(mezzo_jacobian *j, mezzo_jacobian_group *g, int32_t *dims, int64_t *factor,
                              int64_t *seen) {
  const int32_t *variables = j->block_variables + j->blocks;
  int32_t *columns = j->block_columns + j->blocks;
  int64_t linked = g->arity > 0 ? g->factors : 0;
  for (int64_t f = 0; f < linked; f++, variables += g->arity, columns += g->arity) {
    mezzo_status status = check_factor(j, variables, g->arity, ++*factor, seen);
    MEZZO_REQUIRE(status == MEZZO_OK, status);
    for (int32_t k = 0; k < g->arity; k++) {
      int32_t v = variables[k];
      columns[k] = j->column[v];
      if (f == 0) {
        dims[k] = j->dims[v];
        g->columns += dims[k];
      }
      MEZZO_REQUIRE(j->dims[v] == dims[k], MEZZO_ERROR_SIZE);
    }
  }
  g->dims = dims;
  g->shape = g->factors > 0 ? mezzo_shape_of(g->rows, g->arity, dims) : MEZZO_SHAPE_ANY;
  g->packed_values = mezzo_shape_packed_values(g->shape, g->rows, g->columns);
  g->first_row = j->rows;
  g->first_block = j->blocks;
  g->first_value = j->values;
  g->first_packed = j->packed_values;
  j->blocks += g->arity * g->factors;
  MEZZO_REQUIRE(mezzo_add_product(&j->rows, g->rows, g->factors), MEZZO_ERROR_SIZE);
  MEZZO_REQUIRE(mezzo_add_product(&j->values, (int64_t)g->rows * g->columns, g->factors), MEZZO_ERROR_SIZE);
  MEZZO_REQUIRE(mezzo_add_product(&j->packed_values, g->packed_values, g->factors), MEZZO_ERROR_SIZE);
  return MEZZO_OK;
}

static mezzo_status build(mezzo_jacobian *j, const int32_t *dims, const mezzo_group *group, int64_t blocks,
                          int64_t group_dims, const int32_t *block_variables) {
  j->dims = mezzo_allocate(j->variables, sizeof *j->dims);
  j->column = mezzo_allocate((int64_t)j->variables + 1, sizeof *j->column);
  j->group = mezzo_allocate(j->groups, sizeof *j->group);
  j->group_dims = mezzo_allocate(group_dims, sizeof *j->group_dims);
  j->block_variables = mezzo_allocate_copy(block_variables, blocks, sizeof *j->block_variables);
  j->block_columns = mezzo_allocate(blocks, sizeof *j->block_columns);
  int64_t *seen = mezzo_allocate(j->variables, sizeof *seen);
  mezzo_status status = MEZZO_ERROR_MEMORY;
  if (j->dims != NULL && j->column != NULL && j->group != NULL && j->group_dims != NULL && j->block_variables != NULL &&
      j->block_columns != NULL && seen != NULL)
    status = set_variables(j, dims);

  int32_t *next_dims = j->group_dims;
  int64_t factor = 0;
  for (int32_t g = 0; g < j->groups && status == MEZZO_OK; g++) {
    j->group[g].rows = group[g].rows;
    j->group[g].arity = group[g].arity;
    j->group[g].factors = group[g].factors;
    status = set_group(j, &j->group[g], next_dims, &factor, seen);
    next_dims += group[g].arity;
  }
  /* The bytes of the widest type must be countable too. */
  if (status == MEZZO_OK && (j->values > INT64_MAX / 16 || j->packed_values > INT64_MAX / 16))
    status = MEZZO_ERROR_SIZE;
  mezzo_free(seen);
  return status == MEZZO_OK ? mezzo_jacobian_divide(j, NULL) : status;
}

mezzo_status mezzo_jacobian_create(int32_t variables, const int32_t *dims, int32_t groups, const mezzo_group *group,
                                   int64_t blocks, const int32_t *block_variables, mezzo_jacobian **out) {
  MEZZO_REQUIRE(out != NULL, MEZZO_ERROR_NULL);
  *out = NULL;
  MEZZO_REQUIRE(variables >= 0 && groups >= 0 && blocks >= 0, MEZZO_ERROR_SIZE);
  MEZZO_REQUIRE(dims != NULL || variables == 0, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(group != NULL || groups == 0, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(block_variables != NULL || blocks == 0, MEZZO_ERROR_NULL);
  int64_t group_dims;
  mezzo_status status = count_blocks(groups, group, blocks, &group_dims);
  MEZZO_REQUIRE(status == MEZZO_OK, status);

  mezzo_jacobian *j = mezzo_allocate(1, sizeof *j);
  MEZZO_REQUIRE(j != NULL, MEZZO_ERROR_MEMORY);
  j->variables = variables;
  j->groups = groups;
  status = build(j, dims, group, blocks, group_dims, block_variables);
  if (status != MEZZO_OK) {
    mezzo_jacobian_destroy(j);
    return status;
  }
  *out = j;
  return MEZZO_OK;
}

void mezzo_jacobian_destroy(mezzo_jacobian *j) {
  if (j == NULL)
    return;
  mezzo_free(j->dims);
  mezzo_free(j->column);
  mezzo_free(j->group);
  mezzo_free(j->group_dims);
  mezzo_free(j->block_variables);
  mezzo_free(j->block_columns);
  mezzo_free(j->part);
  mezzo_free(j->sums);
  mezzo_free(j);
}

mezzo_status mezzo_jacobian_query(const mezzo_jacobian *j, mezzo_jacobian_info *info) {
  MEZZO_REQUIRE(j != NULL && info != NULL, MEZZO_ERROR_NULL);
  info->rows = j->rows;
  info->columns = j->columns;
  info->blocks = j->blocks;
  info->values = j->values;
  return MEZZO_OK;
}

int64_t mezzo_jacobian_bytes(const mezzo_jacobian *j, mezzo_type type) {
  if (j == NULL)
    return 0;
  /* J in MEZZO_F64 may be an array of the caller's: no padding there. */
  return type == MEZZO_F64 ? j->values * 8 : (j->packed_values + OVERREAD) * mezzo_type_size(type);
}
