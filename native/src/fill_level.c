/*
 * Fill of bounded level: an entry of H has level 0, an entry (i, j) that arises from (i, k) and (j, k) has the sum of
 * their levels plus one, the least over all k (Saad, Iterative Methods for Sparse Linear Systems, section 10.3.3).
 * Column by column, from the columns before that have this one as a row.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fill.h"
#include "internal.h"

#include <string.h>

typedef struct levels {
  int64_t capacity;
  int32_t *row;   /* [capacity] rows of L, column after column */
  int32_t *level; /* [capacity] of these entries */
  int64_t *start; /* [n + 1] */

  int32_t *head;   /* [n] first of the columns whose next row to serve is this one, -1 if none */
  int32_t *next;   /* [n] next in that list */
  int64_t *cursor; /* [n] next row to serve */
  int32_t *mark;   /* [n] last column that has this row, -1 if none */
  int32_t *of_row; /* [n] level of this row in that column */
} levels;

static void levels_free(levels *l) {
  mezzo_free(l->row);
  mezzo_free(l->level);
  mezzo_free(l->start);
  mezzo_free(l->head);
  mezzo_free(l->next);
  mezzo_free(l->cursor);
  mezzo_free(l->mark);
  mezzo_free(l->of_row);
}

static mezzo_status levels_create(const mezzo_pattern *lower, levels *l) {
  const int32_t n = lower->n;
  const int64_t capacity = 2 * lower->start[n] + n;
  *l = (levels){.capacity = capacity,
                .row = mezzo_allocate(capacity, sizeof *l->row),
                .level = mezzo_allocate(capacity, sizeof *l->level),
                .start = mezzo_allocate((int64_t)n + 1, sizeof *l->start),
                .head = mezzo_allocate(n, sizeof *l->head),
                .next = mezzo_allocate(n, sizeof *l->next),
                .cursor = mezzo_allocate(n, sizeof *l->cursor),
                .mark = mezzo_allocate(n, sizeof *l->mark),
                .of_row = mezzo_allocate(n, sizeof *l->of_row)};
  MEZZO_REQUIRE(l->row != NULL && l->level != NULL && l->start != NULL && l->head != NULL && l->next != NULL &&
                    l->cursor != NULL && l->mark != NULL && l->of_row != NULL,
                MEZZO_ERROR_MEMORY);
  for (int32_t i = 0; i < n; i++) {
    l->head[i] = -1;
    l->mark[i] = -1;
  }
  return MEZZO_OK;
}

/* Makes room for another column of at most n entries after the given ones. */
static mezzo_status reserve(levels *l, int64_t entries, int32_t n) {
  if (l->capacity - entries >= n)
    return MEZZO_OK;
  const int64_t capacity = 2 * l->capacity + n;
  int32_t *row = mezzo_allocate(capacity, sizeof *row);
  int32_t *level = mezzo_allocate(capacity, sizeof *level);
  if (row == NULL || level == NULL) {
    mezzo_free(row);
    mezzo_free(level);
    return MEZZO_ERROR_MEMORY;
  }
  memcpy(row, l->row, (size_t)entries * sizeof *row);
  memcpy(level, l->level, (size_t)entries * sizeof *level);
  mezzo_free(l->row);
  mezzo_free(l->level);
  l->capacity = capacity;
  l->row = row;
  l->level = level;
  return MEZZO_OK;
}

/* Shell sort, gaps of Ciura: columns are short. */
static void sort(int32_t *a, int64_t count) {
  static const int64_t gaps[] = {701, 301, 132, 57, 23, 10, 4, 1};
  for (size_t g = 0; g < sizeof gaps / sizeof gaps[0]; g++) {
    for (int64_t i = gaps[g]; i < count; i++) {
      const int32_t value = a[i];
      int64_t k = i;
      for (; k >= gaps[g] && a[k - gaps[g]] > value; k -= gaps[g])
        a[k] = a[k - gaps[g]];
      a[k] = value;
    }
  }
}

/* Adds row i to column j, whose entries end at end, or lowers its level; returns the new end. */
static int64_t admit(levels *l, int32_t i, int32_t j, int32_t level, int64_t end) {
  if (l->mark[i] != j) {
    l->mark[i] = j;
    l->of_row[i] = level;
    l->row[end++] = i;
  } else if (level < l->of_row[i]) {
    l->of_row[i] = level;
  }
  return end;
}

static void link_column(levels *l, int32_t k) {
  const int32_t i = l->row[l->cursor[k]];
  l->next[k] = l->head[i];
  l->head[i] = k;
}

/* The pattern of column j; returns its end. */
static int64_t find_column(levels *l, const mezzo_pattern *lower, int32_t j, int32_t limit) {
  const int64_t begin = l->start[j];
  int64_t end = begin;
  for (int64_t p = lower->start[j]; p < lower->start[j + 1]; p++)
    end = admit(l, lower->row[p], j, 0, end);
  for (int32_t k = l->head[j]; k >= 0; k = l->next[k]) {
    const int64_t base = (int64_t)l->level[l->cursor[k]] + 1;
    for (int64_t p = l->cursor[k] + 1; p < l->start[k + 1] && base <= limit; p++)
      if (base + l->level[p] <= limit)
        end = admit(l, l->row[p], j, (int32_t)(base + l->level[p]), end);
  }
  sort(l->row + begin, end - begin);
  for (int64_t p = begin; p < end; p++)
    l->level[p] = l->of_row[l->row[p]];
  return end;
}

/* Multiplications and additions that compute column j, now that its pattern is known; its columns k go on to the next
 * row that they serve. */
static double serve_column(levels *l, const int32_t *dims, int32_t j) {
  const double d = dims[j];
  double flops = 2 * d * d * d / 3;
  for (int64_t p = l->start[j]; p < l->start[j + 1]; p++)
    flops += d * d * dims[l->row[p]];
  for (int32_t k = l->head[j]; k >= 0;) {
    const int32_t next = l->next[k];
    double rows = d;
    for (int64_t p = l->cursor[k] + 1; p < l->start[k + 1]; p++)
      rows += l->mark[l->row[p]] == j ? dims[l->row[p]] : 0;
    flops += 2 * d * dims[k] * rows;
    if (++l->cursor[k] < l->start[k + 1])
      link_column(l, k);
    k = next;
  }
  return flops;
}

static mezzo_status find(levels *l, const mezzo_pattern *lower, const int32_t *dims, int32_t limit, int64_t max_values,
                         mezzo_fill *out) {
  for (int32_t j = 0; j < lower->n; j++) {
    const mezzo_status status = reserve(l, l->start[j], lower->n - j);
    MEZZO_REQUIRE(status == MEZZO_OK, status);
    l->start[j + 1] = find_column(l, lower, j, limit);
    out->values += (int64_t)dims[j] * dims[j];
    for (int64_t p = l->start[j]; p < l->start[j + 1]; p++)
      out->values += (int64_t)dims[j] * dims[l->row[p]];
    MEZZO_REQUIRE(max_values == 0 || out->values <= max_values, MEZZO_FILL_LIMIT);
    out->flops += serve_column(l, dims, j);
    l->cursor[j] = l->start[j];
    if (l->cursor[j] < l->start[j + 1])
      link_column(l, j);
  }
  return MEZZO_OK;
}

mezzo_status mezzo_fill_level(const mezzo_pattern *lower, const int32_t *dims, int32_t level, int64_t max_values,
                              mezzo_fill *out) {
  *out = (mezzo_fill){0};
  levels l;
  mezzo_status status = levels_create(lower, &l);
  if (status == MEZZO_OK)
    status = find(&l, lower, dims, level, max_values, out);
  if (status == MEZZO_OK) {
    const mezzo_pattern found = {.n = lower->n, .start = l.start, .row = l.row};
    status = mezzo_pattern_copy(&found, &out->pattern);
  }
  levels_free(&l);
  return status;
}
