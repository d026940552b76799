/*
 * Fill by size: a left-looking block factorisation that keeps, in each column, the blocks that are large compared with
 * the rows of L they are in (Saad, Iterative Methods for Sparse Linear Systems, section 10.4). What is large depends on
 * the memory: where it runs out, the factorisation begins anew and keeps less. Shares of the memory for each column
 * (Lin and More, "Incomplete Cholesky factorizations with limited memory", SISC 1999) are the last resort: at the same
 * memory they took up to twice the iterations of a tolerance that just fits, because fill-reducing orders leave most
 * of the fill to few columns.
 *
 * What is dropped has no part in later columns. A factorisation on the pattern that is found here has therefore the
 * same values, and only the pattern leaves this file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fill.h"
#include "hessian.h"
#include "internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where the memory runs out, the tolerance grows by this factor, from the smallest on and until it is no longer below
 * the largest. */
static const double GROWTH = 1.5;
static const double SMALLEST_TOLERANCE = 1e-3;
static const double LARGEST_TOLERANCE = 0.1;

/* Memory that only grows and is freed as a whole. */
typedef struct pool {
  struct pool_chunk *chunks;
  char *free;
  int64_t left;
} pool;

typedef struct pool_chunk {
  struct pool_chunk *next;
} pool_chunk;

enum { CHUNK = 1 << 20, CHUNK_HEADER = 64 };

/* For any type of at most 8 bytes. */
static void *pool_allocate(pool *p, int64_t bytes) {
  bytes = bytes > 0 ? (bytes + 7) / 8 * 8 : 8;
  if (bytes > p->left) {
    const int64_t size = bytes > CHUNK ? bytes : CHUNK;
    pool_chunk *chunk = mezzo_allocate(CHUNK_HEADER + size, 1);
    if (chunk == NULL)
      return NULL;
    chunk->next = p->chunks;
    *p = (pool){.chunks = chunk, .free = (char *)chunk + CHUNK_HEADER, .left = size};
  }
  void *memory = p->free;
  p->free += bytes;
  p->left -= bytes;
  return memory;
}

static void pool_free(pool *p) {
  while (p->chunks != NULL) {
    pool_chunk *next = p->chunks->next;
    mezzo_free(p->chunks);
    p->chunks = next;
  }
  *p = (pool){0};
}

/* A block of the column that is being computed. */
typedef struct candidate {
  double size; /* Frobenius norm, relative to that of its row of L */
  int32_t row;
  int32_t slot;
} candidate;

/* Blocks are column-major. */
typedef struct dropping {
  const mezzo_hessian *h;
  const double *hessian;
  double shift;
  double tolerance;

  pool pool;
  double **values;  /* [n] the blocks of each column below the diagonal */
  int32_t **row;    /* [n] their rows, ascending */
  int32_t *rows;    /* [n] how many */
  int64_t *offset;  /* [n] of the next block to serve, in values */
  int32_t *cursor;  /* [n] the next row to serve */
  int32_t *head;    /* [n] first of the columns whose next row to serve is this one, -1 if none */
  int32_t *next;    /* [n] next in that list */
  double *diagonal; /* what is left of each diagonal block */
  int64_t *first;   /* [n + 1] its first scalar */
  double *trace;    /* [n] of each diagonal block of H + shift I, the squared Frobenius norm of its row of L */

  /* The present column. */
  int32_t *slot;        /* [n] of each row, -1 if it has none */
  candidate *candidate; /* [slots] */
  int32_t slots;
  double *panel; /* [n * block] the blocks by slot */
  int64_t block; /* scalars of the largest */

  /* Shares of the memory. */
  double allowed; /* scalars that the present column may have below the diagonal */
  double kept;    /* part of what H has below the diagonal that each column is allowed */
  double extra;   /* and how much beyond, for each scalar column */
} dropping;

static void dropping_free(dropping *d) {
  pool_free(&d->pool);
  mezzo_free(d->values);
  mezzo_free(d->row);
  mezzo_free(d->rows);
  mezzo_free(d->offset);
  mezzo_free(d->cursor);
  mezzo_free(d->head);
  mezzo_free(d->next);
  mezzo_free(d->diagonal);
  mezzo_free(d->first);
  mezzo_free(d->trace);
  mezzo_free(d->slot);
  mezzo_free(d->candidate);
  mezzo_free(d->panel);
}

/* Diagonal blocks of H + shift I. */
static void spread_diagonal(dropping *d) {
  const mezzo_hessian *h = d->h;
  for (int32_t j = 0; j < h->variables; j++) {
    const int32_t dim = h->dims[j];
    memcpy(d->diagonal + d->first[j], d->hessian + h->first_value[j], (size_t)(dim * dim) * sizeof *d->diagonal);
    d->trace[j] = 0;
    for (int32_t c = 0; c < dim; c++) {
      double *element = &d->diagonal[d->first[j] + c * dim + c];
      *element += d->shift;
      d->trace[j] += *element;
    }
  }
}

static mezzo_status dropping_create(const mezzo_hessian *h, const double *hessian, double shift, dropping *d) {
  const int64_t n = h->variables;
  *d = (dropping){.h = h,
                  .hessian = hessian,
                  .shift = shift,
                  .values = mezzo_allocate(n, sizeof *d->values),
                  .row = mezzo_allocate(n, sizeof *d->row),
                  .rows = mezzo_allocate(n, sizeof *d->rows),
                  .offset = mezzo_allocate(n, sizeof *d->offset),
                  .cursor = mezzo_allocate(n, sizeof *d->cursor),
                  .head = mezzo_allocate(n, sizeof *d->head),
                  .next = mezzo_allocate(n, sizeof *d->next),
                  .first = mezzo_allocate(n + 1, sizeof *d->first),
                  .trace = mezzo_allocate(n, sizeof *d->trace),
                  .slot = mezzo_allocate(n, sizeof *d->slot),
                  .candidate = mezzo_allocate(n, sizeof *d->candidate)};
  MEZZO_REQUIRE(d->values != NULL && d->row != NULL && d->rows != NULL && d->offset != NULL && d->cursor != NULL &&
                    d->head != NULL && d->next != NULL && d->first != NULL && d->trace != NULL && d->slot != NULL &&
                    d->candidate != NULL,
                MEZZO_ERROR_MEMORY);
  int32_t largest = 0;
  for (int32_t j = 0; j < n; j++) {
    d->first[j + 1] = d->first[j] + (int64_t)h->dims[j] * h->dims[j];
    largest = h->dims[j] > largest ? h->dims[j] : largest;
  }
  d->block = (int64_t)largest * largest;
  d->panel = mezzo_allocate(n * d->block, sizeof *d->panel);
  d->diagonal = mezzo_allocate(d->first[n], sizeof *d->diagonal);
  return d->panel != NULL && d->diagonal != NULL ? MEZZO_OK : MEZZO_ERROR_MEMORY;
}

/* As much of the pattern of H as there is room for beside the diagonal, then the same for each scalar column. */
static void share_out(dropping *d, int64_t max_values) {
  const double diagonal = (double)d->first[d->h->variables];
  const double below = (double)d->h->values - diagonal;
  const double rest = fmax(0, (double)max_values - diagonal);
  d->kept = rest >= below ? 1 : rest / below;
  d->extra = rest >= below ? (rest - below) / (double)d->h->columns : 0;
}

/* No shares. */
static void share_nothing(dropping *d) {
  d->kept = 0;
  d->extra = (double)INFINITY;
}

/* Forgets the factor. */
static void start_again(dropping *d) {
  pool_free(&d->pool);
  for (int32_t j = 0; j < d->h->variables; j++) {
    d->head[j] = -1;
    d->slot[j] = -1;
    d->offset[j] = 0;
    d->cursor[j] = 0;
  }
  spread_diagonal(d);
  d->allowed = 0;
}

/* c -= a b^T with a of rows x inner, b of columns x inner. */
static inline void subtract(double *restrict c, const double *restrict a, const double *restrict b, int32_t rows,
                            int32_t columns, int32_t inner) {
  for (int32_t k = 0; k < inner; k++)
    for (int32_t j = 0; j < columns; j++)
      for (int32_t i = 0; i < rows; i++)
        c[j * rows + i] -= a[k * rows + i] * b[k * columns + j];
}

static void subtract_any(double *c, const double *a, const double *b, int32_t rows, int32_t columns, int32_t inner) {
  if (rows == 6 && columns == 6 && inner == 6)
    subtract(c, a, b, 6, 6, 6);
  else if (rows == 3 && columns == 3 && inner == 3)
    subtract(c, a, b, 3, 3, 3);
  else
    subtract(c, a, b, rows, columns, inner);
}

/* The block of row i in the present column, zero if it is new. */
static double *block_of(dropping *d, int32_t i, int32_t j) {
  if (d->slot[i] < 0) {
    d->slot[i] = d->slots;
    d->candidate[d->slots] = (candidate){.row = i, .slot = d->slots};
    memset(d->panel + d->slots * d->block, 0, (size_t)(d->h->dims[i] * d->h->dims[j]) * sizeof *d->panel);
    d->slots++;
  }
  return d->panel + d->slot[i] * d->block;
}

static void spread_column(dropping *d, int32_t j) {
  const mezzo_hessian *h = d->h;
  const int32_t dim = h->dims[j];
  const double *from = d->hessian + h->first_value[j] + dim * dim;
  for (int64_t p = h->lower.start[j]; p < h->lower.start[j + 1]; p++) {
    const int32_t rows = h->dims[h->lower.row[p]];
    double *block = block_of(d, h->lower.row[p], j);
    for (int32_t r = 0; r < rows; r++)
      for (int32_t c = 0; c < dim; c++)
        block[c * rows + r] = *from++;
  }
}

static void link_column(dropping *d, int32_t k) {
  if (d->cursor[k] == d->rows[k])
    return;
  const int32_t i = d->row[k][d->cursor[k]];
  d->next[k] = d->head[i];
  d->head[i] = k;
}

static void subtract_columns(dropping *d, int32_t j) {
  const int32_t *dims = d->h->dims;
  for (int32_t k = d->head[j]; k >= 0; k = d->next[k]) {
    const double *b = d->values[k] + d->offset[k];
    const double *a = b;
    for (int32_t p = d->cursor[k] + 1; p < d->rows[k]; p++) {
      const int32_t i = d->row[k][p];
      a += dims[d->row[k][p - 1]] * dims[k];
      subtract_any(block_of(d, i, j), a, b, dims[i], dims[j], dims[k]);
    }
  }
}

/* A block L L^T becomes L, below its diagonal. */
static mezzo_status factor_pivot(double *a, int32_t dim) {
  for (int32_t j = 0; j < dim; j++) {
    double pivot = a[j * dim + j];
    for (int32_t k = 0; k < j; k++)
      pivot -= a[k * dim + j] * a[k * dim + j];
    if (!(pivot > 0 && isfinite(pivot)))
      return isfinite(pivot) ? MEZZO_NOT_POSITIVE_DEFINITE : MEZZO_NON_FINITE;
    a[j * dim + j] = sqrt(pivot);
    for (int32_t r = j + 1; r < dim; r++) {
      double s = a[j * dim + r];
      for (int32_t k = 0; k < j; k++)
        s -= a[k * dim + r] * a[k * dim + j];
      a[j * dim + r] = s / a[j * dim + j];
    }
  }
  return MEZZO_OK;
}

/* c becomes c L^-T. */
static void divide(double *c, int32_t rows, const double *l, int32_t dim) {
  for (int32_t j = 0; j < dim; j++) {
    for (int32_t k = 0; k < j; k++)
      for (int32_t i = 0; i < rows; i++)
        c[j * rows + i] -= c[k * rows + i] * l[k * dim + j];
    for (int32_t i = 0; i < rows; i++)
      c[j * rows + i] /= l[j * dim + j];
  }
}

static double squared_norm(const double *a, int64_t count) {
  double sum = 0;
  for (int64_t i = 0; i < count; i++)
    sum += a[i] * a[i];
  return sum;
}

static int larger_first(const void *left, const void *right) {
  const candidate *a = left;
  const candidate *b = right;
  if (a->size != b->size)
    return a->size > b->size ? -1 : 1;
  return a->row < b->row ? -1 : 1;
}

static int lower_first(const void *left, const void *right) {
  const candidate *a = left;
  const candidate *b = right;
  return a->row < b->row ? -1 : 1;
}

/* Leaves the largest ones of the candidates, as many as the column's share allows; returns how many. */
static int32_t fit_share(dropping *d, int32_t j, int32_t count, int64_t *values) {
  const int32_t *dims = d->h->dims;
  qsort(d->candidate, (size_t)count, sizeof *d->candidate, larger_first);
  int32_t fit = 0;
  for (*values = 0; fit < count; fit++) {
    const int64_t more = (int64_t)dims[d->candidate[fit].row] * dims[j];
    if ((double)(*values + more) > d->allowed)
      break;
    *values += more;
  }
  return fit;
}

/* Computes the blocks of column j from what is in the panel. *kept of them are, *values scalars: they come first among
 * the candidates, by row. */
static mezzo_status choose(dropping *d, int32_t j, int32_t *kept, int64_t *values) {
  const int32_t *dims = d->h->dims;
  const double *pivot = d->diagonal + d->first[j];
  int32_t count = 0;
  *values = 0;
  for (int32_t s = 0; s < d->slots; s++) {
    candidate c = d->candidate[s];
    double *block = d->panel + c.slot * d->block;
    divide(block, dims[c.row], pivot, dims[j]);
    c.size = sqrt(squared_norm(block, dims[c.row] * dims[j]) / d->trace[c.row]);
    MEZZO_REQUIRE(isfinite(c.size), MEZZO_NON_FINITE);
    d->slot[c.row] = -1;
    if (c.size >= d->tolerance) {
      d->candidate[count++] = c;
      *values += dims[c.row] * dims[j];
    }
  }
  if ((double)*values > d->allowed)
    count = fit_share(d, j, count, values);
  qsort(d->candidate, (size_t)count, sizeof *d->candidate, lower_first);
  *kept = count;
  return MEZZO_OK;
}

/* Stores the chosen blocks, and takes what they contribute off the diagonal. */
static mezzo_status store_column(dropping *d, int32_t j, int32_t count, int64_t values) {
  const int32_t *dims = d->h->dims;
  d->rows[j] = count;
  d->row[j] = pool_allocate(&d->pool, count * (int64_t)sizeof **d->row);
  d->values[j] = pool_allocate(&d->pool, values * (int64_t)sizeof **d->values);
  MEZZO_REQUIRE(d->row[j] != NULL && d->values[j] != NULL, MEZZO_ERROR_MEMORY);
  double *to = d->values[j];
  for (int32_t p = 0; p < count; p++) {
    const int32_t i = d->candidate[p].row;
    const double *from = d->panel + d->candidate[p].slot * d->block;
    d->row[j][p] = i;
    memcpy(to, from, (size_t)(dims[i] * dims[j]) * sizeof *to);
    subtract_any(d->diagonal + d->first[i], to, to, dims[i], dims[i], dims[j]);
    to += dims[i] * dims[j];
  }
  return MEZZO_OK;
}

/* Multiplications and additions of column j on the pattern that was found; its columns k go on to the next row that
 * they serve. d->slot marks the rows that were kept. */
static double serve_column(dropping *d, int32_t j) {
  const int32_t *dims = d->h->dims;
  const double dim = dims[j];
  double flops = 2 * dim * dim * dim / 3;
  for (int32_t p = 0; p < d->rows[j]; p++) {
    flops += dim * dim * dims[d->row[j][p]];
    d->slot[d->row[j][p]] = 0;
  }
  for (int32_t k = d->head[j]; k >= 0;) {
    const int32_t next = d->next[k];
    double rows = dim;
    for (int32_t p = d->cursor[k] + 1; p < d->rows[k]; p++)
      rows += d->slot[d->row[k][p]] == 0 ? dims[d->row[k][p]] : 0;
    flops += 2 * dim * dims[k] * rows;
    d->offset[k] += dims[j] * dims[k];
    d->cursor[k]++;
    link_column(d, k);
    k = next;
  }
  for (int32_t p = 0; p < d->rows[j]; p++)
    d->slot[d->row[j][p]] = -1;
  link_column(d, j);
  return flops;
}

static mezzo_status find(dropping *d, int64_t max_values, mezzo_fill *out) {
  const mezzo_hessian *h = d->h;
  start_again(d);
  for (int32_t j = 0; j < h->variables; j++)
    MEZZO_REQUIRE(d->trace[j] > 0, isnan(d->trace[j]) ? MEZZO_NON_FINITE : MEZZO_NOT_POSITIVE_DEFINITE);
  out->values = d->first[h->variables];
  out->flops = 0;
  for (int32_t j = 0; j < h->variables; j++) {
    const int64_t dim = h->dims[j];
    d->allowed += d->kept * (double)(h->first_value[j + 1] - h->first_value[j] - dim * dim) + d->extra * (double)dim;
    d->slots = 0;
    spread_column(d, j);
    subtract_columns(d, j);
    mezzo_status status = factor_pivot(d->diagonal + d->first[j], h->dims[j]);
    MEZZO_REQUIRE(status == MEZZO_OK, status);
    int32_t count;
    int64_t values;
    status = choose(d, j, &count, &values);
    MEZZO_REQUIRE(status == MEZZO_OK, status);
    status = store_column(d, j, count, values);
    MEZZO_REQUIRE(status == MEZZO_OK, status);
    d->allowed -= (double)values;
    out->values += values;
    MEZZO_REQUIRE(max_values == 0 || out->values <= max_values, MEZZO_FILL_LIMIT);
    out->flops += serve_column(d, j);
  }
  return MEZZO_OK;
}

/* The pattern in one piece. */
static mezzo_status gather(const dropping *d, mezzo_pattern *out) {
  const int32_t n = d->h->variables;
  int64_t entries = 0;
  for (int32_t j = 0; j < n; j++)
    entries += d->rows[j];
  *out = (mezzo_pattern){.n = n,
                         .start = mezzo_allocate((int64_t)n + 1, sizeof *out->start),
                         .row = mezzo_allocate(entries, sizeof *out->row)};
  if (out->start == NULL || out->row == NULL) {
    mezzo_pattern_free(out);
    return MEZZO_ERROR_MEMORY;
  }
  for (int32_t j = 0; j < n; j++) {
    out->start[j + 1] = out->start[j] + d->rows[j];
    memcpy(out->row + out->start[j], d->row[j], (size_t)d->rows[j] * sizeof *out->row);
  }
  return MEZZO_OK;
}

mezzo_status mezzo_fill_drop(const mezzo_hessian *h, const double *hessian, double shift, int64_t max_values,
                             double *tolerance, mezzo_fill *out) {
  *out = (mezzo_fill){0};
  dropping d;
  mezzo_status status = dropping_create(h, hessian, shift, &d);
  d.tolerance = *tolerance;
  share_nothing(&d);
  if (status == MEZZO_OK) {
    status = max_values == 0 || max_values > h->values ? find(&d, max_values, out) : MEZZO_FILL_LIMIT;
    while (status == MEZZO_FILL_LIMIT && max_values > h->values && d.tolerance < LARGEST_TOLERANCE) {
      d.tolerance = fmax(SMALLEST_TOLERANCE, GROWTH * d.tolerance);
      status = find(&d, max_values, out);
    }
    if (status == MEZZO_FILL_LIMIT) {
      share_out(&d, max_values);
      status = find(&d, 0, out);
    }
  }
  if (status == MEZZO_OK)
    status = gather(&d, &out->pattern);
  *tolerance = d.tolerance;
  dropping_free(&d);
  return status;
}
