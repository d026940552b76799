/*
 * Elimination of landmarks, products with the reduced system, and the way back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "elimination.h"
#include "internal.h"

#include <math.h>
#include <string.h>

/* What mezzo_elimination_compute stores: doubles of landmarks, Q1, rows of damping, panels. Offsets in bytes. */
typedef struct parts {
  int64_t q1;
  int64_t damped;
  int64_t panels;
  int64_t bytes;
} parts;

/* Kernels load an octet from anywhere in a panel, and no further. */
static parts lay_out(const mezzo_elimination *e, mezzo_type type) {
  const int64_t vector_size = mezzo_type_size(mezzo_vector_type(type));
  parts p;
  p.q1 = (int64_t)e->landmarks * MEZZO_LANDMARK_DOUBLES * (int64_t)sizeof(double);
  p.damped = p.q1 + 3 * e->padded_rows * vector_size;
  p.panels = p.damped + (int64_t)e->landmarks * MEZZO_LANDMARK_DAMPED * vector_size;
  p.bytes = p.panels + e->panel_values * mezzo_type_size(type);
  return p;
}

int64_t mezzo_elimination_bytes(const mezzo_elimination *e, mezzo_type type) {
  return e != NULL && mezzo_type_size(type) != 0 ? lay_out(e, type).bytes : 0;
}

/* Octets of the kept variables from a vector that has them, each at column[v], and back. */
static void to_octets(const mezzo_elimination *e, const int32_t *column, mezzo_type type, const void *from, void *to) {
  const int64_t size = mezzo_type_size(type);
  memset(to, 0, (size_t)(MEZZO_OCTET * e->kept * size));
  for (int32_t v = 0; v < e->kept; v++)
    memcpy((char *)to + (int64_t)v * MEZZO_OCTET * size, (const char *)from + column[v] * size,
           (size_t)(e->kept_dim[v] * size));
}

static void from_octets(const mezzo_elimination *e, const int32_t *column, mezzo_type type, const void *from,
                        void *to) {
  const int64_t size = mezzo_type_size(type);
  for (int32_t v = 0; v < e->kept; v++)
    memcpy((char *)to + column[v] * size, (const char *)from + (int64_t)v * MEZZO_OCTET * size,
           (size_t)(e->kept_dim[v] * size));
}

mezzo_status mezzo_elimination_compute(mezzo_elimination *e, const double *jacobian, const double *residual,
                                       const double *scale, double lambda, mezzo_type type, double mu, void *store,
                                       double *gradient, double *hessian, mezzo_range *range) {
  MEZZO_REQUIRE(e != NULL, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(mezzo_type_size(type) != 0, MEZZO_ERROR_TYPE);
  MEZZO_REQUIRE(lambda >= 0 && isfinite(lambda) && mu > 0 && isfinite(mu), MEZZO_ERROR_SIZE);
  MEZZO_REQUIRE(hessian == NULL || e->hessian_values >= 0, MEZZO_ERROR_SIZE);
  MEZZO_REQUIRE(e->landmarks == 0 || (jacobian != NULL && residual != NULL && scale != NULL && store != NULL),
                MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(gradient != NULL || e->kept == 0, MEZZO_ERROR_NULL);
  const mezzo_kernels *kernels = mezzo_kernels_current();
  MEZZO_REQUIRE(kernels != NULL, MEZZO_ERROR_UNSUPPORTED);
  const parts p = lay_out(e, type);
  mezzo_range counts = {0, 0, 0, 0};
  to_octets(e, e->full_column, MEZZO_F64, scale, e->scale);
  memset(e->gradient, 0, (size_t)e->kept * MEZZO_OCTET * sizeof *e->gradient);
  if (hessian != NULL)
    memset(hessian, 0, (size_t)e->hessian_values * sizeof *hessian);
  const mezzo_elimination_pass pass = {.jacobian = jacobian,
                                       .residual = residual,
                                       .scale = scale,
                                       .lambda = lambda,
                                       .vector_type = mezzo_vector_type(type),
                                       .mu = mu,
                                       .doubles = store,
                                       .q1 = (char *)store + p.q1,
                                       .damped = (char *)store + p.damped,
                                       .panels = (char *)store + p.panels,
                                       .hessian = hessian,
                                       .range = &counts};
  if (e->landmarks > 0)
    kernels->eliminate[MEZZO_F64]->run(e, &pass, kernels->convert[type]->from[MEZZO_F64],
                                       (int32_t)mezzo_type_size(type));
  from_octets(e, e->kept_column, MEZZO_F64, e->gradient, gradient);
  if (range != NULL)
    *range = counts;
  return isfinite(kernels->vector[MEZZO_F64]->max_abs(e->kept_columns, gradient)) ? MEZZO_OK : MEZZO_NON_FINITE;
}

mezzo_status mezzo_elimination_normal_times(mezzo_elimination *e, mezzo_type type, const void *store, double mu,
                                            const void *p, void *q, double *norm2) {
  MEZZO_REQUIRE(e != NULL && norm2 != NULL, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(mezzo_type_size(type) != 0, MEZZO_ERROR_TYPE);
  MEZZO_REQUIRE((store != NULL || e->landmarks == 0) && ((p != NULL && q != NULL) || e->kept == 0), MEZZO_ERROR_NULL);
  const mezzo_kernels *kernels = mezzo_kernels_current();
  MEZZO_REQUIRE(kernels != NULL, MEZZO_ERROR_UNSUPPORTED);
  const parts at = lay_out(e, type);
  const mezzo_type vectors = mezzo_vector_type(type);
  to_octets(e, e->kept_column, vectors, p, e->p);
  memset(e->q, 0, (size_t)(MEZZO_OCTET * e->kept * mezzo_type_size(vectors)));
  const char *bytes = store;
  *norm2 = kernels->elimination_times[type]->normal(e, bytes + at.panels, bytes + at.q1, bytes + at.damped, 1 / mu,
                                                    e->p, e->q);
  from_octets(e, e->kept_column, vectors, e->q, q);
  return isfinite(*norm2) ? MEZZO_OK : MEZZO_NON_FINITE;
}

mezzo_status mezzo_elimination_back_substitute(mezzo_elimination *e, mezzo_type type, const void *store, double mu,
                                               const double *x, double *y) {
  MEZZO_REQUIRE(e != NULL, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(mezzo_type_size(type) != 0, MEZZO_ERROR_TYPE);
  MEZZO_REQUIRE((store != NULL || e->landmarks == 0) && (x != NULL || e->kept == 0) && (y != NULL || e->columns == 0),
                MEZZO_ERROR_NULL);
  const mezzo_kernels *kernels = mezzo_kernels_current();
  MEZZO_REQUIRE(kernels != NULL, MEZZO_ERROR_UNSUPPORTED);
  const parts at = lay_out(e, type);
  const char *bytes = store;
  for (int32_t v = 0; v < e->kept; v++)
    memcpy(y + e->full_column[v], x + e->kept_column[v], (size_t)e->kept_dim[v] * sizeof *y);
  to_octets(e, e->kept_column, MEZZO_F64, x, e->gradient);
  if (type != MEZZO_F64)
    for (int64_t i = 0; i < (int64_t)MEZZO_OCTET * e->kept; i++)
      ((float *)(void *)e->p)[i] = (float)e->gradient[i];
  kernels->elimination_times[type]->to_landmarks(e, bytes + at.panels, bytes + at.q1, 1 / mu,
                                                 type == MEZZO_F64 ? e->gradient : e->p, e->along);
  const double *d = store;
  const double *t = e->along;
  for (int32_t i = 0; i < e->landmarks; i++, d += MEZZO_LANDMARK_DOUBLES, t += 3) {
    const int32_t column = e->landmark[i].column;
    if (column < 0)
      continue;
    const double t0 = t[0] + d[6], t1 = t[1] + d[7], t2 = t[2] + d[8];
    y[column] = -(d[0] * t0 + d[1] * t1 + d[2] * t2);
    y[column + 1] = -(d[3] * t1 + d[4] * t2);
    y[column + 2] = -(d[5] * t2);
  }
  return MEZZO_OK;
}
