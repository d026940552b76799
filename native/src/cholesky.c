/*
 * Direct Cholesky factorisation in fp64 through CHOLMOD.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cholmod_session.h"
#include "hessian.h"
#include "internal.h"

#include <math.h>

struct mezzo_cholesky {
  int32_t variables;
  int32_t columns;
  int32_t *dims;   /* [variables] in elimination order */
  int32_t *column; /* [variables] first scalar in vectors of the caller's */
  int32_t *height; /* [variables] scalar rows of a block column of H: its values are a row-major height x dims matrix */
  int32_t *start;  /* [columns + 1] the lower triangle of H by scalars */
  int32_t *row;
  double *value;
  double *b; /* [columns] right-hand side in elimination order */
  cholmod_common common;
  bool started;
  bool factored;
  cholmod_factor *factor;
  cholmod_dense *solution; /* kept from solve to solve, as are the workspaces of cholmod_solve2 */
  cholmod_dense *y;
  cholmod_dense *e;
};

/* Scalar rows per block column; MEZZO_ERROR_SIZE where CHOLMOD's int cannot count the scalars. */
static mezzo_status measure(mezzo_cholesky *c, const mezzo_hessian *h, int64_t *scalars) {
  *scalars = 0;
  for (int32_t k = 0; k < h->variables; k++) {
    int64_t height = h->dims[k];
    for (int64_t p = h->lower.start[k]; p < h->lower.start[k + 1]; p++)
      height += h->dims[h->lower.row[p]];
    c->height[k] = (int32_t)height;
    *scalars += height * h->dims[k] - h->dims[k] * (h->dims[k] - 1) / 2;
    MEZZO_REQUIRE(*scalars <= INT32_MAX, MEZZO_ERROR_SIZE);
  }
  return MEZZO_OK;
}

/* Rows of the scalar columns; first[k] is the first scalar of the k-th variable in elimination order. */
static void spread_pattern(mezzo_cholesky *c, const mezzo_hessian *h, const int32_t *first) {
  int32_t count = 0;
  int32_t *start = c->start;
  for (int32_t k = 0; k < h->variables; k++) {
    for (int32_t s = 0; s < h->dims[k]; s++) {
      *start++ = count;
      for (int32_t r = s; r < h->dims[k]; r++)
        c->row[count++] = first[k] + r;
      for (int64_t p = h->lower.start[k]; p < h->lower.start[k + 1]; p++) {
        const int32_t i = h->lower.row[p];
        for (int32_t r = 0; r < h->dims[i]; r++)
          c->row[count++] = first[i] + r;
      }
    }
  }
  *start = count;
}

/* Spreads H + shift I over the scalar columns. False if a value is not finite. */
static bool spread_values(mezzo_cholesky *c, const double *hessian, double shift) {
  double *value = c->value;
  bool finite = true;
  for (int32_t k = 0; k < c->variables; k++) {
    const int32_t dim = c->dims[k];
    for (int32_t s = 0; s < dim; s++) {
      double *diagonal = value;
      for (int32_t r = s; r < c->height[k]; r++)
        *value++ = hessian[(int64_t)r * dim + s];
      *diagonal += shift;
      for (const double *v = diagonal; v < value; v++)
        finite &= isfinite(*v) != 0;
    }
    hessian += (int64_t)c->height[k] * dim;
  }
  return finite;
}

static mezzo_status analyze(mezzo_cholesky *c, mezzo_cholesky_method method) {
  mezzo_status status = mezzo_cholmod_start(&c->common);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  c->started = true;
  c->common.nmethods = 1;
  c->common.method[0].ordering = CHOLMOD_NATURAL;
  c->common.postorder = 1;
  /* LL^T also without supernodes: it stops at a negative pivot, which LDL^T would accept. */
  c->common.final_ll = 1;
  c->common.quick_return_if_not_posdef = 1;
  if (method == MEZZO_CHOLESKY_SIMPLICIAL || !MEZZO_CHOLMOD_GPL)
    c->common.supernodal = CHOLMOD_SIMPLICIAL;
  else
    c->common.supernodal = method == MEZZO_CHOLESKY_AUTO ? CHOLMOD_AUTO : CHOLMOD_SUPERNODAL;
  cholmod_sparse matrix = mezzo_cholmod_lower(c->columns, c->start, c->row, c->value);
  c->factor = cholmod_analyze(&matrix, &c->common);
  status = mezzo_cholmod_status(&c->common);
  return status == MEZZO_OK && c->factor == NULL ? MEZZO_ERROR_LIBRARY : status;
}

static mezzo_status build(mezzo_cholesky *c, const mezzo_hessian *h, mezzo_cholesky_method method) {
  const int64_t n = h->variables;
  c->variables = h->variables;
  c->columns = (int32_t)h->columns;
  c->dims = mezzo_allocate_copy(h->dims, n, sizeof *c->dims);
  c->column = mezzo_allocate_copy(h->column, n, sizeof *c->column);
  c->height = mezzo_allocate(n, sizeof *c->height);
  c->start = mezzo_allocate(h->columns + 1, sizeof *c->start);
  c->b = mezzo_allocate(h->columns, sizeof *c->b);
  MEZZO_REQUIRE(c->dims != NULL && c->column != NULL && c->height != NULL && c->start != NULL && c->b != NULL,
                MEZZO_ERROR_MEMORY);
  int64_t scalars;
  const mezzo_status status = measure(c, h, &scalars);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  c->row = mezzo_allocate(scalars, sizeof *c->row);
  c->value = mezzo_allocate(scalars, sizeof *c->value);
  int32_t *first = mezzo_allocate(n, sizeof *first);
  MEZZO_REQUIRE(first != NULL, MEZZO_ERROR_MEMORY);
  if (c->row == NULL || c->value == NULL) {
    mezzo_free(first);
    return MEZZO_ERROR_MEMORY;
  }
  for (int32_t k = 1; k < h->variables; k++)
    first[k] = first[k - 1] + h->dims[k - 1];
  spread_pattern(c, h, first);
  mezzo_free(first);
  return c->columns > 0 ? analyze(c, method) : MEZZO_OK;
}

mezzo_status mezzo_cholesky_create(const mezzo_hessian *h, mezzo_cholesky_method method, mezzo_cholesky **out) {
  MEZZO_REQUIRE(out != NULL, MEZZO_ERROR_NULL);
  *out = NULL;
  MEZZO_REQUIRE(h != NULL, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(method == MEZZO_CHOLESKY_AUTO || method == MEZZO_CHOLESKY_SIMPLICIAL ||
                    method == MEZZO_CHOLESKY_SUPERNODAL,
                MEZZO_ERROR_TYPE);
  MEZZO_REQUIRE(MEZZO_CHOLMOD_GPL || method != MEZZO_CHOLESKY_SUPERNODAL, MEZZO_ERROR_UNSUPPORTED);
  mezzo_cholesky *c = mezzo_allocate(1, sizeof *c);
  MEZZO_REQUIRE(c != NULL, MEZZO_ERROR_MEMORY);
  const mezzo_status status = build(c, h, method);
  if (status != MEZZO_OK) {
    mezzo_cholesky_destroy(c);
    return status;
  }
  *out = c;
  return MEZZO_OK;
}

void mezzo_cholesky_destroy(mezzo_cholesky *c) {
  if (c == NULL)
    return;
  if (c->started) {
    cholmod_free_factor(&c->factor, &c->common);
    cholmod_free_dense(&c->solution, &c->common);
    cholmod_free_dense(&c->y, &c->common);
    cholmod_free_dense(&c->e, &c->common);
    cholmod_finish(&c->common);
  }
  mezzo_free(c->dims);
  mezzo_free(c->column);
  mezzo_free(c->height);
  mezzo_free(c->start);
  mezzo_free(c->row);
  mezzo_free(c->value);
  mezzo_free(c->b);
  mezzo_free(c);
}

mezzo_status mezzo_cholesky_query(const mezzo_cholesky *c, mezzo_cholesky_info *info) {
  MEZZO_REQUIRE(c != NULL && info != NULL, MEZZO_ERROR_NULL);
  *info = (mezzo_cholesky_info){.columns = c->columns};
  if (c->factor != NULL) {
    info->values = (int64_t)c->common.lnz;
    info->flops = c->common.fl;
    info->supernodal = c->factor->is_super ? 1 : 0;
  }
  return MEZZO_OK;
}

mezzo_status mezzo_cholesky_factor(mezzo_cholesky *c, const double *hessian, double shift) {
  MEZZO_REQUIRE(c != NULL && (hessian != NULL || c->columns == 0), MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(shift >= 0 || isnan(shift), MEZZO_ERROR_SIZE);
  c->factored = c->columns == 0;
  MEZZO_REQUIRE(c->columns > 0, MEZZO_OK);
  /* LAPACK may take a NaN for a pivot; and where the input is finite, so is L of every matrix that it exists of. */
  MEZZO_REQUIRE(spread_values(c, hessian, shift), MEZZO_NON_FINITE);
  cholmod_sparse matrix = mezzo_cholmod_lower(c->columns, c->start, c->row, c->value);
  cholmod_factorize(&matrix, c->factor, &c->common);
  const mezzo_status status = mezzo_cholmod_status(&c->common);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  c->factored = c->factor->minor == c->factor->n;
  return c->factored ? MEZZO_OK : MEZZO_NOT_POSITIVE_DEFINITE;
}

mezzo_status mezzo_cholesky_solve(mezzo_cholesky *c, const double *b, double *x) {
  MEZZO_REQUIRE(c != NULL && ((b != NULL && x != NULL) || c->columns == 0), MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(c->factored, MEZZO_NOT_POSITIVE_DEFINITE);
  MEZZO_REQUIRE(c->columns > 0, MEZZO_OK);
  double *to = c->b;
  for (int32_t k = 0; k < c->variables; k++)
    for (int32_t i = 0; i < c->dims[k]; i++)
      *to++ = b[c->column[k] + i];
  const size_t n = (size_t)c->columns;
  cholmod_dense right = {
      .nrow = n, .ncol = 1, .nzmax = n, .d = n, .x = c->b, .xtype = CHOLMOD_REAL, .dtype = CHOLMOD_DOUBLE};
  cholmod_solve2(CHOLMOD_A, c->factor, &right, NULL, &c->solution, NULL, &c->y, &c->e, &c->common);
  const mezzo_status status = mezzo_cholmod_status(&c->common);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  const double *from = c->solution->x;
  for (int32_t k = 0; k < c->variables; k++)
    for (int32_t i = 0; i < c->dims[k]; i++)
      x[c->column[k] + i] = *from++;
  return MEZZO_OK;
}
