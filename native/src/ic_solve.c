/*
 * Incomplete Cholesky: triangular solves.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ic.h"
#include "internal.h"

/* Copies between a vector of the caller's, in the order of the variables, and a padded one in elimination order. dim is
 * the dimension of all variables, or 0 where they differ; where it is a constant, the copies of a variable are a few
 * moves each. */
#define DEFINE(type, scalar)                                                                                           \
  static inline void pad_##type##_of(const mezzo_ic *ic, int32_t dim, const scalar *from, scalar scale, scalar *to) {  \
    for (int32_t k = 0; k < ic->variables; k++) {                                                                      \
      const scalar *variable = from + ic->column[k];                                                                   \
      const int32_t values = dim > 0 ? dim : ic->dims[k];                                                              \
      const int32_t lanes = mezzo_ic_lanes(values);                                                                    \
      for (int32_t i = 0; i < values; i++)                                                                             \
        to[i] = variable[i] * scale;                                                                                   \
      for (int32_t i = values; i < lanes; i++)                                                                         \
        to[i] = 0;                                                                                                     \
      to += lanes;                                                                                                     \
    }                                                                                                                  \
  }                                                                                                                    \
                                                                                                                       \
  static inline void unpad_##type##_of(const mezzo_ic *ic, int32_t dim, const scalar *from, scalar *to) {              \
    for (int32_t k = 0; k < ic->variables; k++) {                                                                      \
      scalar *variable = to + ic->column[k];                                                                           \
      const int32_t values = dim > 0 ? dim : ic->dims[k];                                                              \
      for (int32_t i = 0; i < values; i++)                                                                             \
        variable[i] = from[i];                                                                                         \
      from += mezzo_ic_lanes(values);                                                                                  \
    }                                                                                                                  \
  }                                                                                                                    \
                                                                                                                       \
  static void pad_##type(const mezzo_ic *ic, const scalar *from, scalar scale, scalar *to) {                           \
    if (ic->uniform == 6)                                                                                              \
      pad_##type##_of(ic, 6, from, scale, to);                                                                         \
    else if (ic->uniform == 3)                                                                                         \
      pad_##type##_of(ic, 3, from, scale, to);                                                                         \
    else                                                                                                               \
      pad_##type##_of(ic, 0, from, scale, to);                                                                         \
  }                                                                                                                    \
                                                                                                                       \
  static void unpad_##type(const mezzo_ic *ic, const scalar *from, scalar *to) {                                       \
    if (ic->uniform == 6)                                                                                              \
      unpad_##type##_of(ic, 6, from, to);                                                                              \
    else if (ic->uniform == 3)                                                                                         \
      unpad_##type##_of(ic, 3, from, to);                                                                              \
    else                                                                                                               \
      unpad_##type##_of(ic, 0, from, to);                                                                              \
  }

DEFINE(f64, double)
DEFINE(f32, float)

enum { FORWARD = 1, BACKWARD = 2 };

static mezzo_status solve(mezzo_ic *ic, mezzo_type type, const void *factor, mezzo_type operand, const void *b, void *x,
                          int32_t halves) {
  MEZZO_REQUIRE(ic != NULL && factor != NULL, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE((b != NULL && x != NULL) || ic->variables == 0, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(mezzo_ic_scalar_size(type) > 0, MEZZO_ERROR_TYPE);
  MEZZO_REQUIRE(operand == mezzo_vector_type(type) || (operand == MEZZO_F16 && type == MEZZO_F16), MEZZO_ERROR_TYPE);
  const mezzo_kernels *current = mezzo_kernels_current();
  MEZZO_REQUIRE(current != NULL, MEZZO_ERROR_UNSUPPORTED);
  const mezzo_ic_solve_kernels *kernels = current->ic_solve[type];
  if (operand == MEZZO_F16 && current->ic_solve_half[type] != NULL)
    kernels = current->ic_solve_half[type];
  const mezzo_ic_values l = mezzo_ic_values_of(ic, type, factor);
  const double b_scale = halves & FORWARD ? l.scale : 1;
  void *vector = ic->vector;
  if (type == MEZZO_F64)
    pad_f64(ic, b, b_scale, vector);
  else
    pad_f32(ic, b, (float)b_scale, vector);
  if (halves & FORWARD)
    kernels->forward(ic, &l, vector);
  if (halves & BACKWARD)
    kernels->backward(ic, &l, vector);
  if (type == MEZZO_F64)
    unpad_f64(ic, vector, x);
  else
    unpad_f32(ic, vector, x);
  return MEZZO_OK;
}

mezzo_status mezzo_ic_solve(mezzo_ic *ic, mezzo_type type, const void *factor, mezzo_type operand, const void *b,
                            void *x) {
  return solve(ic, type, factor, operand, b, x, FORWARD | BACKWARD);
}

mezzo_status mezzo_ic_solve_forward(mezzo_ic *ic, mezzo_type type, const void *factor, mezzo_type operand,
                                    const void *b, void *x) {
  return solve(ic, type, factor, operand, b, x, FORWARD);
}

mezzo_status mezzo_ic_solve_backward(mezzo_ic *ic, mezzo_type type, const void *factor, mezzo_type operand,
                                     const void *b, void *x) {
  return solve(ic, type, factor, operand, b, x, BACKWARD);
}
