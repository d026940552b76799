/*
 * Complete fill of a Cholesky factor: row i of L is what one passes on the way from the entries of row i of H up to i
 * in the elimination tree (Gilbert, Ng, Peyton, "An efficient algorithm to compute row and column counts for sparse
 * Cholesky factorization", SIMAX 1994).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fill.h"
#include "internal.h"

typedef struct tree {
  mezzo_pattern upper;
  int32_t *parent;
  int32_t *mark; /* last row that passed, -1 if none has; also workspace */
} tree;

static void tree_free(tree *t) {
  mezzo_pattern_free(&t->upper);
  mezzo_free(t->parent);
  mezzo_free(t->mark);
}

static mezzo_status tree_create(const mezzo_pattern *lower, tree *t) {
  *t = (tree){.parent = mezzo_allocate(lower->n, sizeof *t->parent), .mark = mezzo_allocate(lower->n, sizeof *t->mark)};
  MEZZO_REQUIRE(t->parent != NULL && t->mark != NULL, MEZZO_ERROR_MEMORY);
  const mezzo_status status = mezzo_pattern_transpose(lower, &t->upper);
  if (status == MEZZO_OK)
    mezzo_elimination_tree(&t->upper, t->parent, t->mark);
  return status;
}

/* start[k + 1] = entries of column k; sums values and flops. */
static mezzo_status count(tree *t, const int32_t *dims, int64_t max_values, int64_t *start, mezzo_fill *out) {
  const int32_t n = t->upper.n;
  for (int32_t i = 0; i < n; i++)
    t->mark[i] = -1;
  out->values = 0;
  for (int32_t i = 0; i < n; i++) {
    t->mark[i] = i;
    MEZZO_REQUIRE(mezzo_add_product(&out->values, dims[i], dims[i]), MEZZO_ERROR_SIZE);
    for (int64_t p = t->upper.start[i]; p < t->upper.start[i + 1]; p++) {
      for (int32_t k = t->upper.row[p]; t->mark[k] != i; k = t->parent[k]) {
        t->mark[k] = i;
        start[k + 1]++;
        MEZZO_REQUIRE(mezzo_add_product(&out->values, dims[i], dims[k]), MEZZO_ERROR_SIZE);
      }
    }
    MEZZO_REQUIRE(max_values == 0 || out->values <= max_values, MEZZO_FILL_LIMIT);
  }
  return MEZZO_OK;
}

/* Writes the rows of each column, which ascend because i does; next[k] is the place of the next entry of column k. */
static void fill(tree *t, int64_t *next, int32_t *row) {
  const int32_t n = t->upper.n;
  for (int32_t i = 0; i < n; i++)
    t->mark[i] = -1;
  for (int32_t i = 0; i < n; i++) {
    t->mark[i] = i;
    for (int64_t p = t->upper.start[i]; p < t->upper.start[i + 1]; p++) {
      for (int32_t k = t->upper.row[p]; t->mark[k] != i; k = t->parent[k]) {
        t->mark[k] = i;
        row[next[k]++] = i;
      }
    }
  }
}

/* What a column takes: factorisation of its pivot block of dimension d and its inverse, the division of the blocks
 * below, with that many rows, by it, and their products; squares is the sum of the squares of the blocks' rows. */
static double column_flops(double d, double rows, double squares) {
  return d * (d * (2 * d / 3 + rows) + rows * rows + squares);
}

static double count_flops(const mezzo_pattern *p, const int32_t *dims) {
  double flops = 0;
  for (int32_t k = 0; k < p->n; k++) {
    double rows = 0;
    double squares = 0;
    for (int64_t q = p->start[k]; q < p->start[k + 1]; q++) {
      const double r = dims[p->row[q]];
      rows += r;
      squares += r * r;
    }
    flops += column_flops(dims[k], rows, squares);
  }
  return flops;
}

mezzo_status mezzo_fill_complete(const mezzo_pattern *lower, const int32_t *dims, int64_t max_values, mezzo_fill *out) {
  const int32_t n = lower->n;
  *out = (mezzo_fill){0};
  tree t;
  mezzo_status status = tree_create(lower, &t);
  /* One element more than needed: while filling, start[k + 1] is the place of the next entry of column k. */
  int64_t *start = mezzo_allocate((int64_t)n + 2, sizeof *start);
  if (start == NULL)
    status = MEZZO_ERROR_MEMORY;
  if (status == MEZZO_OK)
    status = count(&t, dims, max_values, start + 1, out);
  if (status == MEZZO_OK) {
    for (int32_t k = 0; k < n; k++)
      start[k + 2] += start[k + 1];
    out->pattern = (mezzo_pattern){.n = n, .start = start, .row = mezzo_allocate(start[n + 1], sizeof(int32_t))};
    status = out->pattern.row != NULL ? MEZZO_OK : MEZZO_ERROR_MEMORY;
  }
  if (status == MEZZO_OK) {
    fill(&t, start + 1, out->pattern.row);
    out->flops = count_flops(&out->pattern, dims);
  } else {
    mezzo_free(start);
    out->pattern = (mezzo_pattern){0};
  }
  tree_free(&t);
  return status;
}

mezzo_status mezzo_fill_flops(const mezzo_pattern *lower, const int32_t *dims, double *flops) {
  const int32_t n = lower->n;
  tree t;
  mezzo_status status = tree_create(lower, &t);
  double *rows = mezzo_allocate(2 * (int64_t)n, sizeof *rows);
  double *squares = rows + n;
  if (rows == NULL)
    status = MEZZO_ERROR_MEMORY;
  if (status == MEZZO_OK) {
    for (int32_t i = 0; i < n; i++)
      t.mark[i] = -1;
    for (int32_t i = 0; i < n; i++) {
      const double r = dims[i];
      t.mark[i] = i;
      for (int64_t p = t.upper.start[i]; p < t.upper.start[i + 1]; p++) {
        for (int32_t k = t.upper.row[p]; t.mark[k] != i; k = t.parent[k]) {
          t.mark[k] = i;
          rows[k] += r;
          squares[k] += r * r;
        }
      }
    }
    *flops = 0;
    for (int32_t k = 0; k < n; k++)
      *flops += column_flops(dims[k], rows[k], squares[k]);
  }
  mezzo_free(rows);
  tree_free(&t);
  return status;
}
