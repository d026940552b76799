/*
 * Vector operations of conjugate gradients.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#include <math.h>

/* Checks the arguments and sets *kernels. */
static mezzo_status check(mezzo_type type, int64_t n, const void *x, const void *y,
                          const mezzo_vector_kernels **kernels) {
  MEZZO_REQUIRE(type == MEZZO_F64 || type == MEZZO_F32, MEZZO_ERROR_TYPE);
  MEZZO_REQUIRE(n >= 0, MEZZO_ERROR_SIZE);
  MEZZO_REQUIRE((x != NULL && y != NULL) || n == 0, MEZZO_ERROR_NULL);
  const mezzo_kernels *current = mezzo_kernels_current();
  MEZZO_REQUIRE(current != NULL, MEZZO_ERROR_UNSUPPORTED);
  *kernels = current->vector[type];
  return MEZZO_OK;
}

mezzo_status mezzo_vector_dot(mezzo_type type, int64_t n, const void *x, const void *y, double *out) {
  const mezzo_vector_kernels *kernels;
  mezzo_status status = check(type, n, x, y, &kernels);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  MEZZO_REQUIRE(out != NULL, MEZZO_ERROR_NULL);
  *out = kernels->dot(n, x, y);
  return isfinite(*out) ? MEZZO_OK : MEZZO_NON_FINITE;
}

mezzo_status mezzo_vector_axpy(mezzo_type type, int64_t n, double alpha, const void *x, void *y) {
  const mezzo_vector_kernels *kernels;
  mezzo_status status = check(type, n, x, y, &kernels);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  kernels->axpy(n, alpha, x, y);
  return MEZZO_OK;
}

mezzo_status mezzo_vector_xpby(mezzo_type type, int64_t n, const void *x, double beta, void *y) {
  const mezzo_vector_kernels *kernels;
  mezzo_status status = check(type, n, x, y, &kernels);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  kernels->xpby(n, x, beta, y);
  return MEZZO_OK;
}

mezzo_status mezzo_vector_cg_step(mezzo_type type, int64_t n, double alpha, double lambda, const void *p, const void *q,
                                  void *x, void *r, double *norm2) {
  const mezzo_vector_kernels *kernels;
  mezzo_status status = check(type, n, p, q, &kernels);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  MEZZO_REQUIRE(((x != NULL && r != NULL) || n == 0) && norm2 != NULL, MEZZO_ERROR_NULL);
  *norm2 = kernels->cg_step(n, alpha, lambda, p, q, x, r);
  return isfinite(*norm2) ? MEZZO_OK : MEZZO_NON_FINITE;
}

mezzo_status mezzo_vector_multiply(int64_t n, const double *d, const double *x, double *y) {
  MEZZO_REQUIRE(n >= 0, MEZZO_ERROR_SIZE);
  MEZZO_REQUIRE((d != NULL && x != NULL && y != NULL) || n == 0, MEZZO_ERROR_NULL);
  for (int64_t i = 0; i < n; i++)
    y[i] = d[i] * x[i];
  return MEZZO_OK;
}

mezzo_status mezzo_vector_max_abs(mezzo_type type, int64_t n, const void *x, double *out) {
  const mezzo_vector_kernels *kernels;
  mezzo_status status = check(type, n, x, x, &kernels);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  MEZZO_REQUIRE(out != NULL, MEZZO_ERROR_NULL);
  *out = kernels->max_abs(n, x);
  return isfinite(*out) ? MEZZO_OK : MEZZO_NON_FINITE;
}
