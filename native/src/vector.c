/*
 * Vector operations of conjugate gradients.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#include <math.h>

static mezzo_status check(mezzo_type type, int64_t n, const void *x, const void *y) {
  MEZZO_REQUIRE(type == MEZZO_F64 || type == MEZZO_F32, MEZZO_ERROR_TYPE);
  MEZZO_REQUIRE(n >= 0, MEZZO_ERROR_SIZE);
  return (x != NULL && y != NULL) || n == 0 ? MEZZO_OK : MEZZO_ERROR_NULL;
}

mezzo_status mezzo_vector_dot(mezzo_type type, int64_t n, const void *x, const void *y, double *out) {
  mezzo_status status = check(type, n, x, y);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  MEZZO_REQUIRE(out != NULL, MEZZO_ERROR_NULL);
  *out = mezzo_kernels_current()->vector[type]->dot(n, x, y);
  return isfinite(*out) ? MEZZO_OK : MEZZO_NON_FINITE;
}

mezzo_status mezzo_vector_axpy(mezzo_type type, int64_t n, double alpha, const void *x, void *y) {
  mezzo_status status = check(type, n, x, y);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  mezzo_kernels_current()->vector[type]->axpy(n, alpha, x, y);
  return MEZZO_OK;
}

mezzo_status mezzo_vector_xpby(mezzo_type type, int64_t n, const void *x, double beta, void *y) {
  mezzo_status status = check(type, n, x, y);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  mezzo_kernels_current()->vector[type]->xpby(n, x, beta, y);
  return MEZZO_OK;
}

mezzo_status mezzo_vector_multiply(int64_t n, const double *d, const double *x, double *y) {
  MEZZO_REQUIRE(n >= 0, MEZZO_ERROR_SIZE);
  MEZZO_REQUIRE((d != NULL && x != NULL && y != NULL) || n == 0, MEZZO_ERROR_NULL);
  for (int64_t i = 0; i < n; i++)
    y[i] = d[i] * x[i];
  return MEZZO_OK;
}

mezzo_status mezzo_vector_max_abs(mezzo_type type, int64_t n, const void *x, double *out) {
  mezzo_status status = check(type, n, x, x);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  MEZZO_REQUIRE(out != NULL, MEZZO_ERROR_NULL);
  *out = mezzo_kernels_current()->vector[type]->max_abs(n, x);
  return isfinite(*out) ? MEZZO_OK : MEZZO_NON_FINITE;
}
