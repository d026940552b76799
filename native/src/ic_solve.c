/*
 * Incomplete Cholesky: triangular solves.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ic.h"
#include "internal.h"

/* Between vectors of the caller's and padded ones in elimination order, with zeros in the padding. */
#define DEFINE(type, scalar)                                                                                           \
  static void pad_##type(const mezzo_ic *ic, const scalar *from, scalar *to) {                                         \
    for (int32_t k = 0; k < ic->variables; k++) {                                                                      \
      const scalar *variable = from + ic->column[k];                                                                   \
      const int32_t dim = ic->dims[k];                                                                                 \
      const int32_t lanes = mezzo_ic_lanes(dim);                                                                       \
      for (int32_t i = 0; i < lanes; i++)                                                                              \
        to[i] = i < dim ? variable[i] : 0;                                                                             \
      to += lanes;                                                                                                     \
    }                                                                                                                  \
  }                                                                                                                    \
                                                                                                                       \
  static void unpad_##type(const mezzo_ic *ic, const scalar *from, scalar *to) {                                       \
    for (int32_t k = 0; k < ic->variables; k++) {                                                                      \
      scalar *variable = to + ic->column[k];                                                                           \
      const int32_t dim = ic->dims[k];                                                                                 \
      for (int32_t i = 0; i < dim; i++)                                                                                \
        variable[i] = from[i];                                                                                         \
      from += mezzo_ic_lanes(dim);                                                                                     \
    }                                                                                                                  \
  }

DEFINE(f64, double)
DEFINE(f32, float)

enum { FORWARD = 1, BACKWARD = 2 };

static mezzo_status solve(mezzo_ic *ic, mezzo_type type, const void *factor, const void *b, void *x, int32_t halves) {
  MEZZO_REQUIRE(ic != NULL && factor != NULL, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE((b != NULL && x != NULL) || ic->variables == 0, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(mezzo_type_size(type) > 0, MEZZO_ERROR_TYPE);
  const mezzo_ic_solve_kernels *kernels = mezzo_kernels_current()->ic_solve[type];
  void *vector = ic->vector;
  if (type == MEZZO_F64)
    pad_f64(ic, b, vector);
  else
    pad_f32(ic, b, vector);
  if (halves & FORWARD)
    kernels->forward(ic, factor, vector);
  if (halves & BACKWARD)
    kernels->backward(ic, factor, vector);
  if (type == MEZZO_F64)
    unpad_f64(ic, vector, x);
  else
    unpad_f32(ic, vector, x);
  return MEZZO_OK;
}

mezzo_status mezzo_ic_solve(mezzo_ic *ic, mezzo_type type, const void *factor, const void *b, void *x) {
  return solve(ic, type, factor, b, x, FORWARD | BACKWARD);
}

mezzo_status mezzo_ic_solve_forward(mezzo_ic *ic, mezzo_type type, const void *factor, const void *b, void *x) {
  return solve(ic, type, factor, b, x, FORWARD);
}

mezzo_status mezzo_ic_solve_backward(mezzo_ic *ic, mezzo_type type, const void *factor, const void *b, void *x) {
  return solve(ic, type, factor, b, x, BACKWARD);
}
