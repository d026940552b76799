/*
 * The block structure of J: validation, every offset that products need, growth and replacement.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#include <stdbool.h>
#include <string.h>

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

/* ---- Room ---- */

/* A copy of an array with more room; the old one is still there. */
static void *grown(const void *from, int64_t used, int64_t capacity, int64_t size) {
  void *memory = mezzo_allocate(capacity, size);
  if (memory != NULL && used > 0)
    memcpy(memory, from, (size_t)(used * size));
  return memory;
}

/* Exact at first, then half as much again, so that growing by ones costs the same for each. */
static int64_t next_capacity(int64_t capacity, int64_t needed) {
  return needed > capacity + capacity / 2 ? needed : capacity + capacity / 2;
}

static mezzo_status reserve_variables(mezzo_jacobian *j, int64_t needed) {
  MEZZO_REQUIRE(needed > j->variable_capacity || j->dims == NULL, MEZZO_OK);
  const int64_t capacity = next_capacity(j->variable_capacity, needed);
  int32_t *dims = grown(j->dims, j->variables, capacity, sizeof *dims);
  int32_t *column = grown(j->column, j->column != NULL ? j->variables + INT64_C(1) : 0, capacity + 1, sizeof *column);
  if (dims == NULL || column == NULL) {
    mezzo_free(dims);
    mezzo_free(column);
    return MEZZO_ERROR_MEMORY;
  }
  mezzo_free(j->dims);
  mezzo_free(j->column);
  j->dims = dims;
  j->column = column;
  j->variable_capacity = capacity;
  return MEZZO_OK;
}

static mezzo_status reserve_groups(mezzo_jacobian *j, int64_t groups, int64_t group_dims) {
  if (groups > j->group_capacity || j->group == NULL) {
    const int64_t capacity = next_capacity(j->group_capacity, groups);
    mezzo_jacobian_group *group = grown(j->group, j->groups, capacity, sizeof *group);
    MEZZO_REQUIRE(group != NULL, MEZZO_ERROR_MEMORY);
    mezzo_free(j->group);
    j->group = group;
    j->group_capacity = capacity;
  }
  if (group_dims > j->group_dims_capacity || j->group_dims == NULL) {
    const int64_t capacity = next_capacity(j->group_dims_capacity, group_dims);
    int32_t *dims = grown(j->group_dims, j->group_dims_used, capacity, sizeof *dims);
    MEZZO_REQUIRE(dims != NULL, MEZZO_ERROR_MEMORY);
    for (int32_t g = 0; g < j->groups; g++)
      j->group[g].dims = dims + (j->group[g].dims - j->group_dims);
    mezzo_free(j->group_dims);
    j->group_dims = dims;
    j->group_dims_capacity = capacity;
  }
  return MEZZO_OK;
}

static mezzo_status reserve_blocks(mezzo_jacobian *j, int64_t needed) {
  MEZZO_REQUIRE(needed > j->block_capacity || j->block_variables == NULL, MEZZO_OK);
  const int64_t capacity = next_capacity(j->block_capacity, needed);
  int32_t *variables = grown(j->block_variables, j->blocks, capacity, sizeof *variables);
  int32_t *columns = grown(j->block_columns, j->blocks, capacity, sizeof *columns);
  if (variables == NULL || columns == NULL) {
    mezzo_free(variables);
    mezzo_free(columns);
    return MEZZO_ERROR_MEMORY;
  }
  mezzo_free(j->block_variables);
  mezzo_free(j->block_columns);
  j->block_variables = variables;
  j->block_columns = columns;
  j->block_capacity = capacity;
  return MEZZO_OK;
}

/* ---- Contents ---- */

/* Copies the dimensions and sums them up to columns. */
static mezzo_status append_variables(mezzo_jacobian *j, int32_t count, const int32_t *dims) {
  for (int32_t v = 0; v < count; v++) {
    MEZZO_REQUIRE(dims[v] >= 1 && dims[v] <= MEZZO_MAX_DIM, MEZZO_ERROR_SIZE);
    MEZZO_REQUIRE(j->columns + dims[v] <= INT32_MAX, MEZZO_ERROR_SIZE);
    j->dims[j->variables] = dims[v];
    j->columns += dims[v];
    j->column[++j->variables] = (int32_t)j->columns;
  }
  return MEZZO_OK;
}

/* A factor's variables exist and are distinct. */
static mezzo_status check_factor(const mezzo_jacobian *j, const int32_t *variables, int32_t arity) {
  for (int32_t k = 0; k < arity; k++) {
    MEZZO_REQUIRE(variables[k] >= 0 && variables[k] < j->variables, MEZZO_ERROR_INDEX);
    for (int32_t i = 0; i < k; i++)
      MEZZO_REQUIRE(variables[i] != variables[k], MEZZO_ERROR_INDEX);
  }
  return MEZZO_OK;
}

/* Whether factors of a group can stand behind those of the one before it. */
static bool continues(const mezzo_jacobian_group *before, const mezzo_jacobian_group *g) {
  return before->factors > 0 && g->factors > 0 && before->rows == g->rows && before->arity == g->arity &&
         memcmp(before->dims, g->dims, (size_t)g->arity * sizeof *g->dims) == 0;
}

/* Appends a group whose blocks' variables are in their place already. */
static mezzo_status append_group(mezzo_jacobian *j, const mezzo_group *from) {
  mezzo_jacobian_group g = {.rows = from->rows, .arity = from->arity, .factors = from->factors};
  const int32_t *variables = j->block_variables + j->blocks;
  int32_t *columns = j->block_columns + j->blocks;
  int32_t *dims = j->group_dims + j->group_dims_used;
  int64_t linked = g.arity > 0 ? g.factors : 0;
  for (int64_t f = 0; f < linked; f++, variables += g.arity, columns += g.arity) {
    mezzo_status status = check_factor(j, variables, g.arity);
    MEZZO_REQUIRE(status == MEZZO_OK, status);
    for (int32_t k = 0; k < g.arity; k++) {
      int32_t v = variables[k];
      columns[k] = j->column[v];
      if (f == 0) {
        dims[k] = j->dims[v];
        g.columns += dims[k];
      }
      MEZZO_REQUIRE(j->dims[v] == dims[k], MEZZO_ERROR_SIZE);
    }
  }
  g.dims = dims;
  g.shape = g.factors > 0 ? mezzo_shape_of(g.rows, g.arity, dims) : MEZZO_SHAPE_ANY;
  g.packed_values = mezzo_shape_packed_values(g.shape, g.rows, g.columns);
  g.first_row = j->rows;
  g.first_block = j->blocks;
  g.first_value = j->values;
  g.first_packed = j->packed_values;
  MEZZO_REQUIRE(mezzo_add_product(&j->rows, g.rows, g.factors), MEZZO_ERROR_SIZE);
  MEZZO_REQUIRE(mezzo_add_product(&j->values, (int64_t)g.rows * g.columns, g.factors), MEZZO_ERROR_SIZE);
  MEZZO_REQUIRE(mezzo_add_product(&j->packed_values, g.packed_values, g.factors), MEZZO_ERROR_SIZE);
  j->blocks += g.arity * g.factors;
  if (j->groups > 0 && continues(&j->group[j->groups - 1], &g)) {
    j->group[j->groups - 1].factors += g.factors;
  } else {
    j->group[j->groups++] = g;
    j->group_dims_used += g.arity;
  }
  return MEZZO_OK;
}

/* Room is there. */
static mezzo_status append(mezzo_jacobian *j, int32_t variables, const int32_t *dims, int32_t groups,
                           const mezzo_group *group, int64_t blocks, const int32_t *block_variables) {
  mezzo_status status = append_variables(j, variables, dims);
  if (blocks > 0)
    memcpy(j->block_variables + j->blocks, block_variables, (size_t)blocks * sizeof *block_variables);
  for (int32_t g = 0; g < groups && status == MEZZO_OK; g++)
    status = append_group(j, &group[g]);
  /* The bytes of the widest type must be countable too. */
  if (status == MEZZO_OK && (j->values > INT64_MAX / 16 || j->packed_values > INT64_MAX / 16))
    status = MEZZO_ERROR_SIZE;
  return status == MEZZO_OK ? mezzo_jacobian_divide(j, j->team) : status;
}

mezzo_status mezzo_jacobian_append(mezzo_jacobian *j, int32_t variables, const int32_t *dims, int32_t groups,
                                   const mezzo_group *group, int64_t blocks, const int32_t *block_variables) {
  MEZZO_REQUIRE(j != NULL, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(variables >= 0 && groups >= 0 && blocks >= 0, MEZZO_ERROR_SIZE);
  MEZZO_REQUIRE(dims != NULL || variables == 0, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(group != NULL || groups == 0, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(block_variables != NULL || blocks == 0, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(variables <= INT32_MAX - 1 - j->variables && groups <= INT32_MAX - 1 - j->groups, MEZZO_ERROR_SIZE);
  MEZZO_REQUIRE(blocks <= INT64_MAX / 16 - j->blocks, MEZZO_ERROR_SIZE);
  int64_t group_dims;
  mezzo_status status = count_blocks(groups, group, blocks, &group_dims);
  if (status == MEZZO_OK)
    status = reserve_variables(j, (int64_t)j->variables + variables);
  if (status == MEZZO_OK)
    status = reserve_groups(j, (int64_t)j->groups + groups, j->group_dims_used + group_dims);
  if (status == MEZZO_OK)
    status = reserve_blocks(j, j->blocks + blocks);
  MEZZO_REQUIRE(status == MEZZO_OK, status);

  const mezzo_jacobian before = *j;
  const mezzo_jacobian_group last = j->groups > 0 ? j->group[j->groups - 1] : (mezzo_jacobian_group){0};
  status = append(j, variables, dims, groups, group, blocks, block_variables);
  if (status != MEZZO_OK) {
    *j = before;
    if (j->groups > 0)
      j->group[j->groups - 1] = last;
  }
  return status;
}

/* Neither variables nor factors; the room stays. */
static void clear(mezzo_jacobian *j) {
  j->variables = 0;
  j->groups = 0;
  j->rows = 0;
  j->columns = 0;
  j->blocks = 0;
  j->values = 0;
  j->packed_values = 0;
  j->group_dims_used = 0;
  j->parts = 1;
  j->part[0] = (mezzo_jacobian_part){0};
  j->part[1] = (mezzo_jacobian_part){0};
}

mezzo_status mezzo_jacobian_assign(mezzo_jacobian *j, int32_t variables, const int32_t *dims, int32_t groups,
                                   const mezzo_group *group, int64_t blocks, const int32_t *block_variables) {
  MEZZO_REQUIRE(j != NULL, MEZZO_ERROR_NULL);
  clear(j);
  return mezzo_jacobian_append(j, variables, dims, groups, group, blocks, block_variables);
}

mezzo_status mezzo_jacobian_create(int32_t variables, const int32_t *dims, int32_t groups, const mezzo_group *group,
                                   int64_t blocks, const int32_t *block_variables, mezzo_jacobian **out) {
  MEZZO_REQUIRE(out != NULL, MEZZO_ERROR_NULL);
  *out = NULL;
  mezzo_jacobian *j = mezzo_allocate(1, sizeof *j);
  MEZZO_REQUIRE(j != NULL, MEZZO_ERROR_MEMORY);
  const mezzo_status status = mezzo_jacobian_append(j, variables, dims, groups, group, blocks, block_variables);
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
