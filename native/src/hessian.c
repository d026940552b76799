/*
 * P D J^T J D P^T, lower block triangle.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "hessian.h"

#include "internal.h"

#include <string.h>

/* position[order[k]] = k, having checked that order is a permutation; NULL is the identity. */
static mezzo_status invert_order(int32_t n, const int32_t *order, int32_t *position) {
  for (int32_t v = 0; v < n; v++)
    position[v] = -1;
  for (int32_t k = 0; k < n; k++) {
    const int32_t v = order != NULL ? order[k] : k;
    MEZZO_REQUIRE(v >= 0 && v < n && position[v] < 0, MEZZO_ERROR_INDEX);
    position[v] = k;
  }
  return MEZZO_OK;
}

/* Dimensions, columns and the layout of values; entry_value[p] is the first scalar of entry p of the pattern. */
static mezzo_status lay_out(mezzo_hessian *h, const mezzo_jacobian *j, const int32_t *position, int64_t *entry_value) {
  for (int32_t v = 0; v < h->variables; v++) {
    h->dims[position[v]] = j->dims[v];
    h->column[position[v]] = j->column[v];
  }
  int64_t value = 0;
  for (int32_t k = 0; k < h->variables; k++) {
    h->first_value[k] = value;
    MEZZO_REQUIRE(mezzo_add_product(&value, h->dims[k], h->dims[k]), MEZZO_ERROR_SIZE);
    for (int64_t p = h->lower.start[k]; p < h->lower.start[k + 1]; p++) {
      entry_value[p] = value;
      MEZZO_REQUIRE(mezzo_add_product(&value, h->dims[k], h->dims[h->lower.row[p]]), MEZZO_ERROR_SIZE);
    }
  }
  MEZZO_REQUIRE(value <= INT64_MAX / 16, MEZZO_ERROR_SIZE);
  h->first_value[h->variables] = value;
  h->columns = j->columns;
  h->blocks = h->variables + h->lower.start[h->variables];
  h->values = value;
  return MEZZO_OK;
}

/* Copies the groups of factors and fills target from the entries of the pairs of blocks. */
static void aim(mezzo_hessian *h, const mezzo_jacobian *j, const int32_t *position, const int64_t *pair_entry,
                const int64_t *entry_value) {
  int64_t *target = h->target;
  int32_t *dims = h->group_dims;
  for (int32_t g = 0; g < j->groups; g++) {
    const mezzo_jacobian_group *group = &j->group[g];
    const int32_t *variables = j->block_variables + group->first_block;
    h->group[g] = *group;
    h->group[g].dims = dims;
    for (int32_t a = 0; a < group->arity && group->factors > 0; a++)
      *dims++ = group->dims[a];
    const int64_t linked = group->arity > 0 ? group->factors : 0;
    for (int64_t f = 0; f < linked; f++, variables += group->arity) {
      for (int32_t a = 0; a < group->arity; a++) {
        *target++ = h->first_value[position[variables[a]]];
        for (int32_t b = a + 1; b < group->arity; b++) {
          const int64_t value = entry_value[*pair_entry++];
          *target++ = position[variables[a]] > position[variables[b]] ? value : ~value;
        }
      }
    }
  }
}

static mezzo_status build(mezzo_hessian *h, const mezzo_jacobian *j, const int32_t *order) {
  const int32_t n = j->variables;
  int64_t targets = 0;
  int64_t group_dims = 0;
  for (int32_t g = 0; g < j->groups; g++) {
    const int64_t arity = j->group[g].arity;
    MEZZO_REQUIRE(mezzo_add_product(&targets, arity * (arity + 1) / 2, j->group[g].factors), MEZZO_ERROR_SIZE);
    group_dims += arity;
  }
  h->dims = mezzo_allocate(n, sizeof *h->dims);
  h->column = mezzo_allocate(n, sizeof *h->column);
  h->first_value = mezzo_allocate((int64_t)n + 1, sizeof *h->first_value);
  h->group = mezzo_allocate(j->groups, sizeof *h->group);
  h->group_dims = mezzo_allocate(group_dims, sizeof *h->group_dims);
  h->target = mezzo_allocate(targets, sizeof *h->target);
  int32_t *position = mezzo_allocate(n, sizeof *position);
  int64_t *pair_entry = NULL;
  int64_t *entry_value = NULL;
  mezzo_status status = MEZZO_ERROR_MEMORY;
  if (h->dims != NULL && h->column != NULL && h->first_value != NULL && h->group != NULL && h->group_dims != NULL &&
      h->target != NULL && position != NULL)
    status = invert_order(n, order, position);
  if (status == MEZZO_OK)
    status = mezzo_pattern_create(j, position, &h->lower, &pair_entry);
  if (status == MEZZO_OK) {
    entry_value = mezzo_allocate(h->lower.start[n], sizeof *entry_value);
    status = entry_value != NULL ? lay_out(h, j, position, entry_value) : MEZZO_ERROR_MEMORY;
  }
  if (status == MEZZO_OK)
    aim(h, j, position, pair_entry, entry_value);
  mezzo_free(position);
  mezzo_free(pair_entry);
  mezzo_free(entry_value);
  return status;
}

mezzo_status mezzo_hessian_create(const mezzo_jacobian *j, const int32_t *order, mezzo_hessian **out) {
  MEZZO_REQUIRE(out != NULL, MEZZO_ERROR_NULL);
  *out = NULL;
  MEZZO_REQUIRE(j != NULL, MEZZO_ERROR_NULL);
  mezzo_hessian *h = mezzo_allocate(1, sizeof *h);
  MEZZO_REQUIRE(h != NULL, MEZZO_ERROR_MEMORY);
  h->variables = j->variables;
  h->groups = j->groups;
  const mezzo_status status = build(h, j, order);
  if (status != MEZZO_OK) {
    mezzo_hessian_destroy(h);
    return status;
  }
  *out = h;
  return MEZZO_OK;
}

void mezzo_hessian_destroy(mezzo_hessian *h) {
  if (h == NULL)
    return;
  mezzo_free(h->dims);
  mezzo_free(h->column);
  mezzo_pattern_free(&h->lower);
  mezzo_free(h->first_value);
  mezzo_free(h->group);
  mezzo_free(h->group_dims);
  mezzo_free(h->target);
  mezzo_free(h);
}

mezzo_status mezzo_hessian_query(const mezzo_hessian *h, mezzo_hessian_info *info) {
  MEZZO_REQUIRE(h != NULL && info != NULL, MEZZO_ERROR_NULL);
  info->columns = h->columns;
  info->blocks = h->blocks;
  info->values = h->values;
  return MEZZO_OK;
}

mezzo_status mezzo_hessian_pattern(const mezzo_hessian *h, int32_t *dims, int32_t *row, int32_t *column) {
  MEZZO_REQUIRE(h != NULL, MEZZO_ERROR_NULL);
  if (dims != NULL && h->variables > 0)
    memcpy(dims, h->dims, (size_t)h->variables * sizeof *dims);
  mezzo_pattern_list(&h->lower, row, column);
  return MEZZO_OK;
}

/* Scales the sums rather than J: fewer products, and as exact, the scales being powers of two. */
static void scale_blocks(const mezzo_hessian *h, const double *scale, double *hessian) {
  for (int32_t k = 0; k < h->variables; k++) {
    const double *right = scale + h->column[k];
    const int32_t dim = h->dims[k];
    for (int64_t p = h->lower.start[k] - 1; p < h->lower.start[k + 1]; p++) {
      const int32_t i = p < h->lower.start[k] ? k : h->lower.row[p];
      const double *left = scale + h->column[i];
      for (int32_t r = 0; r < h->dims[i]; r++, hessian += dim)
        for (int32_t c = 0; c < dim; c++)
          hessian[c] = hessian[c] * left[r] * right[c];
    }
  }
}

mezzo_status mezzo_hessian_assemble(const mezzo_hessian *h, const double *jacobian, const double *scale,
                                    double *hessian) {
  MEZZO_REQUIRE(h != NULL && (hessian != NULL || h->values == 0), MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(h->values > 0, MEZZO_OK);
  const mezzo_kernels *kernels = mezzo_kernels_current();
  MEZZO_REQUIRE(kernels != NULL, MEZZO_ERROR_UNSUPPORTED);
  memset(hessian, 0, (size_t)h->values * sizeof *hessian);
  const int64_t *target = h->target;
  for (int32_t g = 0; g < h->groups; g++) {
    const mezzo_jacobian_group *group = &h->group[g];
    if (group->factors == 0 || group->arity == 0)
      continue;
    MEZZO_REQUIRE(jacobian != NULL, MEZZO_ERROR_NULL);
    kernels->gram[MEZZO_F64]->add(group, target, jacobian + group->first_value, hessian);
    target += group->factors * group->arity * (group->arity + 1) / 2;
  }
  if (scale != NULL)
    scale_blocks(h, scale, hessian);
  return MEZZO_OK;
}
