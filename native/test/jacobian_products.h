/*
 * Products with J and its transpose in long double, with what bounds the error of computed ones.
 *
 * The bounds are those of the rounding analysis (Higham, Accuracy and Stability, section 3.1): n products summed in any
 * order are off by at most gamma_n |a|^T |b|, gamma_n = n u / (1 - n u); scaling by alpha costs one more rounding of it
 * and of the result. Where numbers come near the smallest ones, each operation adds half of that.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_TEST_JACOBIAN_PRODUCTS_H
#define MEZZO_TEST_JACOBIAN_PRODUCTS_H

#include "check.h"
#include "jacobian_cases.h"
#include "mezzo.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Vectors of a type: fp64, fp32 or fp16 ---- */

static inline size_t size_of(mezzo_type type) {
  return type == MEZZO_F64 ? 8 : type == MEZZO_F32 ? 4 : 2;
}

static inline double at(mezzo_type type, const void *vector, int64_t i) {
  double value;
  mezzo_convert(type, (const char *)vector + i * (int64_t)size_of(type), 1, MEZZO_F64, &value, 1, MEZZO_TO_INFINITY,
                NULL);
  return value;
}

static inline void put(mezzo_type type, void *vector, int64_t i, double value) {
  mezzo_convert(MEZZO_F64, &value, 1, type, (char *)vector + i * (int64_t)size_of(type), 1, MEZZO_TO_INFINITY, NULL);
}

/* A vector of the exact length at an address with no more than the alignment of its elements, full of NaN. */
typedef struct typed_vector {
  char *memory;
  void *of;
} typed_vector;

static inline typed_vector new_vector(mezzo_type type, int64_t n) {
  typed_vector v = {.memory = malloc((size_t)(n + 1) * size_of(type))};
  v.of = v.memory + size_of(type);
  memset(v.memory, 0xff, (size_t)(n + 1) * size_of(type));
  return v;
}

/* J of the case in a storage type, of the exact length and no more aligned than its elements. */
static inline typed_vector store(const jacobian_case *c, mezzo_type type) {
  const size_t bytes = (size_t)mezzo_jacobian_bytes(c->handle, type), size = size_of(type);
  typed_vector stored = {.memory = malloc(bytes + size)};
  stored.of = stored.memory + size;
  memset(stored.memory, 0xff, bytes + size);
  CHECK(mezzo_jacobian_store(c->handle, c->values, NULL, 1, type, stored.of, NULL) == MEZZO_OK, "store");
  return stored;
}

/* ---- References ---- */

/* A x, |A| |x|, and the number of products in each element; or with the transpose of A. */
typedef struct reference {
  const jacobian_case *c;
  int32_t transposed;
  const long double *x;     /* [columns], or [rows] */
  const long double *abs_x; /* what stands for |x| */
  int64_t n;                /* elements of the result */
  long double *sum, *magnitude;
  int64_t *products;
} reference;

static inline void add_product(const scalar_place *place, void *context) {
  reference *r = context;
  const int64_t in = r->transposed ? place->row : place->column, out = r->transposed ? place->column : place->row;
  const long double a = r->c->values[place->value];
  r->sum[out] += a * r->x[in];
  r->magnitude[out] += fabsl(a) * r->abs_x[in];
  r->products[out]++;
}

static inline reference new_reference(const jacobian_case *c, int32_t transposed, const long double *x,
                                      const long double *abs_x) {
  reference r = {.c = c, .transposed = transposed, .x = x, .abs_x = abs_x};
  r.n = transposed ? c->info.columns : c->info.rows;
  r.sum = calloc((size_t)r.n + 1, sizeof *r.sum);
  r.magnitude = calloc((size_t)r.n + 1, sizeof *r.magnitude);
  r.products = calloc((size_t)r.n + 1, sizeof *r.products);
  for_each_scalar(c, add_product, &r);
  return r;
}

static inline void free_reference(reference *r) {
  free(r->sum);
  free(r->magnitude);
  free(r->products);
}

/* That of a vector as a kernel sees it. */
static inline reference reference_of(const jacobian_case *c, int32_t transposed, mezzo_type type, const void *vector) {
  const int64_t n = transposed ? c->info.rows : c->info.columns;
  long double *x = malloc((size_t)(n + 1) * sizeof *x), *abs_x = malloc((size_t)(n + 1) * sizeof *abs_x);
  for (int64_t i = 0; i < n; i++) {
    x[i] = at(type, vector, i);
    abs_x[i] = fabsl(x[i]);
  }
  reference r = new_reference(c, transposed, x, abs_x);
  r.x = r.abs_x = NULL;
  free(x);
  free(abs_x);
  return r;
}

/* ---- Bounds ---- */

static inline long double gamma_of(long double operations, long double u) {
  return operations * u / (1 - operations * u);
}

/* Half of the distance of the numbers from 1 to 2, and the smallest number, of a vector type. */
static inline double roundoff(mezzo_type type) {
  return type == MEZZO_F64 ? 0x1p-53 : type == MEZZO_F32 ? 0x1p-24 : 0x1p-11;
}
static inline double smallest(mezzo_type type) {
  return type == MEZZO_F64 ? 0x1p-1074 : type == MEZZO_F32 ? 0x1p-149 : 0x1p-24;
}

/* Of the i-th element of alpha times the product, with sums in the type. */
static inline long double bound_of(const reference *r, int64_t i, double alpha, mezzo_type type) {
  const long double operations = r->products[i] + 2;
  return gamma_of(operations, roundoff(type)) * fabs(alpha) * r->magnitude[i] +
         operations * smallest(type) * fmax(1, fabs(alpha));
}

#endif
