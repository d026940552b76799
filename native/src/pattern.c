/*
 * Patterns of symmetric sparse matrices of blocks, and their elimination trees.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pattern.h"

#include "internal.h"

/* Lists the pairs of blocks of every factor, the lower position first. */
static void list_pairs(const mezzo_jacobian *j, const int32_t *position, int32_t *low, int32_t *high) {
  int64_t p = 0;
  for (int32_t g = 0; g < j->groups; g++) {
    const mezzo_jacobian_group *group = &j->group[g];
    const int32_t *variables = j->block_variables + group->first_block;
    const int64_t linked = group->arity > 1 ? group->factors : 0;
    for (int64_t f = 0; f < linked; f++, variables += group->arity) {
      for (int32_t a = 0; a < group->arity; a++) {
        for (int32_t b = a + 1; b < group->arity; b++, p++) {
          const int32_t x = position != NULL ? position[variables[a]] : variables[a];
          const int32_t y = position != NULL ? position[variables[b]] : variables[b];
          low[p] = x < y ? x : y;
          high[p] = x < y ? y : x;
        }
      }
    }
  }
}

/* Counting sort: to[] is from[] (NULL: 0, 1, ..) ordered by key, stable; next[n + 1] is workspace. */
static void sort_by(int32_t n, const int32_t *key, int64_t count, const int64_t *from, int64_t *to, int64_t *next) {
  for (int32_t i = 0; i <= n; i++)
    next[i] = 0;
  for (int64_t p = 0; p < count; p++)
    next[key[p] + 1]++;
  for (int32_t i = 0; i < n; i++)
    next[i + 1] += next[i];
  for (int64_t p = 0; p < count; p++) {
    const int64_t q = from != NULL ? from[p] : p;
    to[next[key[q]]++] = q;
  }
}

/* Merges equal pairs, which are neighbours in order[], into entries. */
static void merge(mezzo_pattern *out, const int32_t *low, const int32_t *high, const int64_t *order, int64_t pairs,
                  int64_t *entry) {
  int64_t entries = 0;
  int32_t column = 0;
  for (int64_t p = 0; p < pairs; p++) {
    const int64_t q = order[p];
    while (column < low[q])
      out->start[++column] = entries;
    if (entries == out->start[column] || out->row[entries - 1] != high[q])
      out->row[entries++] = high[q];
    if (entry != NULL)
      entry[q] = entries - 1;
  }
  while (column < out->n)
    out->start[++column] = entries;
}

mezzo_status mezzo_pattern_create(const mezzo_jacobian *j, const int32_t *position, mezzo_pattern *out,
                                  int64_t **pair_entry) {
  int64_t pairs = 0;
  for (int32_t g = 0; g < j->groups; g++) {
    const int64_t arity = j->group[g].arity;
    MEZZO_REQUIRE(mezzo_add_product(&pairs, arity * (arity - 1) / 2, j->group[g].factors), MEZZO_ERROR_SIZE);
  }
  out->n = j->variables;
  out->start = mezzo_allocate((int64_t)j->variables + 1, sizeof *out->start);
  out->row = mezzo_allocate(pairs, sizeof *out->row);
  int32_t *low = mezzo_allocate(pairs, sizeof *low);
  int32_t *high = mezzo_allocate(pairs, sizeof *high);
  int64_t *by_row = mezzo_allocate(pairs, sizeof *by_row);
  int64_t *by_column = mezzo_allocate(pairs, sizeof *by_column);
  int64_t *next = mezzo_allocate((int64_t)j->variables + 1, sizeof *next);
  const bool reserved = out->start != NULL && out->row != NULL && low != NULL && high != NULL && by_row != NULL &&
                        by_column != NULL && next != NULL;
  if (reserved) {
    list_pairs(j, position, low, high);
    sort_by(j->variables, high, pairs, NULL, by_row, next);
    sort_by(j->variables, low, pairs, by_row, by_column, next);
    merge(out, low, high, by_column, pairs, pair_entry != NULL ? by_row : NULL);
  } else {
    mezzo_pattern_free(out);
  }
  if (reserved && pair_entry != NULL)
    *pair_entry = by_row;
  else
    mezzo_free(by_row);
  mezzo_free(low);
  mezzo_free(high);
  mezzo_free(by_column);
  mezzo_free(next);
  return reserved ? MEZZO_OK : MEZZO_ERROR_MEMORY;
}

mezzo_status mezzo_pattern_copy(const mezzo_pattern *from, mezzo_pattern *out) {
  out->n = from->n;
  out->start = mezzo_allocate_copy(from->start, (int64_t)from->n + 1, sizeof *out->start);
  out->row = mezzo_allocate_copy(from->row, from->start[from->n], sizeof *out->row);
  if (out->start != NULL && out->row != NULL)
    return MEZZO_OK;
  mezzo_pattern_free(out);
  return MEZZO_ERROR_MEMORY;
}

mezzo_status mezzo_pattern_transpose(const mezzo_pattern *lower, mezzo_pattern *out) {
  const int64_t entries = lower->start[lower->n];
  out->n = lower->n;
  /* One element more than needed: while filling, start[i + 1] is the place of the next entry of i. */
  out->start = mezzo_allocate((int64_t)lower->n + 2, sizeof *out->start);
  out->row = mezzo_allocate(entries, sizeof *out->row);
  if (out->start == NULL || out->row == NULL) {
    mezzo_pattern_free(out);
    return MEZZO_ERROR_MEMORY;
  }
  int64_t *next = out->start + 1;
  for (int64_t p = 0; p < entries; p++)
    next[lower->row[p] + 1]++;
  for (int32_t i = 0; i < lower->n; i++)
    next[i + 1] += next[i];
  for (int32_t k = 0; k < lower->n; k++)
    for (int64_t p = lower->start[k]; p < lower->start[k + 1]; p++)
      out->row[next[lower->row[p]]++] = k;
  return MEZZO_OK;
}

void mezzo_pattern_list(const mezzo_pattern *lower, int32_t *row, int32_t *column) {
  int64_t k = 0;
  for (int32_t j = 0; j < lower->n; j++) {
    for (int64_t p = lower->start[j] - 1; p < lower->start[j + 1]; p++, k++) {
      if (row != NULL)
        row[k] = p < lower->start[j] ? j : lower->row[p];
      if (column != NULL)
        column[k] = j;
    }
  }
}

void mezzo_pattern_free(mezzo_pattern *p) {
  mezzo_free(p->start);
  mezzo_free(p->row);
  *p = (mezzo_pattern){0};
}

void mezzo_elimination_tree(const mezzo_pattern *upper, int32_t *parent, int32_t *ancestor) {
  for (int32_t i = 0; i < upper->n; i++) {
    parent[i] = -1;
    ancestor[i] = -1;
    for (int64_t p = upper->start[i]; p < upper->start[i + 1]; p++) {
      /* From k up to the root of its subtree so far, halving the way for those who come later. */
      for (int32_t k = upper->row[p]; k != -1 && k < i;) {
        const int32_t next = ancestor[k];
        ancestor[k] = i;
        if (next == -1)
          parent[k] = i;
        k = next;
      }
    }
  }
}

void mezzo_postorder(int32_t n, const int32_t *parent, int32_t *post, int32_t *work) {
  /* Children as linked lists, ascending. */
  int32_t *first = work;
  int32_t *sibling = work + n;
  for (int32_t i = 0; i < n; i++)
    first[i] = -1;
  for (int32_t i = n - 1; i >= 0; i--) {
    if (parent[i] >= 0) {
      sibling[i] = first[parent[i]];
      first[parent[i]] = i;
    }
  }
  int32_t count = 0;
  for (int32_t root = 0; root < n; root++) {
    if (parent[root] >= 0)
      continue;
    for (int32_t node = root;;) {
      if (first[node] >= 0) {
        /* Down, taking the child off the list. */
        const int32_t child = first[node];
        first[node] = sibling[child];
        node = child;
        continue;
      }
      post[count++] = node;
      if (node == root)
        break;
      node = parent[node];
    }
  }
}
