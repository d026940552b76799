/*
 * Incomplete Cholesky: the factor in narrower types.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ic.h"
#include "internal.h"

#include <math.h>

void mezzo_ic_frame(const mezzo_ic *ic, mezzo_type type, double scale, void *factor) {
  const int64_t inverse = MEZZO_IC_HEADER + ic->inverse[ic->variables] * mezzo_type_size(mezzo_vector_type(type));
  const int64_t scales = mezzo_ic_scale_offset(ic, type);
  const int64_t end = mezzo_ic_below_offset(ic, type) + ic->below[ic->variables] * mezzo_ic_scalar_size(type);
  char *bytes = factor;
  memset(bytes, 0, MEZZO_IC_HEADER);
  memcpy(bytes, &scale, sizeof scale);
  memset(bytes + inverse, 0, (size_t)(scales - inverse));
  memset(bytes + end, 0, (size_t)(mezzo_ic_bytes(ic, type) - end));
}

/* The power of two that brings max_abs just below a tenth of the largest half (Higham, Pranesh, Zounon, "Squeezing a
 * matrix into half precision", SISC 2019). Bounded, because fp32 vectors get multiplied with it. */
static double half_scale(double max_abs) {
  enum { LARGEST_EXPONENT = 60 };
  if (max_abs == 0)
    return 1;
  int exponent;
  frexp(0.1 * 65504 / fmax(max_abs, 1e-100), &exponent);
  exponent = exponent - 1 > LARGEST_EXPONENT ? LARGEST_EXPONENT : exponent - 1;
  return ldexp(1, exponent < -LARGEST_EXPONENT ? -LARGEST_EXPONENT : exponent);
}

mezzo_status mezzo_ic_store(const mezzo_ic *ic, mezzo_type from_type, const void *from, mezzo_type to_type, void *to,
                            mezzo_range *range) {
  MEZZO_REQUIRE(ic != NULL && from != NULL && to != NULL, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(from_type == MEZZO_F64 || from_type == MEZZO_F32, MEZZO_ERROR_TYPE);
  MEZZO_REQUIRE(mezzo_ic_scalar_size(to_type) > 0, MEZZO_ERROR_TYPE);
  MEZZO_REQUIRE(mezzo_ic_scalar_size(to_type) < mezzo_ic_scalar_size(from_type), MEZZO_ERROR_TYPE);
  const mezzo_kernels *kernels = mezzo_kernels_current();
  MEZZO_REQUIRE(kernels != NULL, MEZZO_ERROR_UNSUPPORTED);
  const bool narrow = mezzo_ic_scalar_size(to_type) == 2;
  const int64_t inverse_values = ic->inverse[ic->variables];
  const int64_t below_values = ic->below[ic->variables];
  const mezzo_ic_values l = mezzo_ic_values_of(ic, from_type, from);
  void *to_inverse = (char *)to + MEZZO_IC_HEADER;
  void *to_below = (char *)to + mezzo_ic_below_offset(ic, to_type);

  double scale = 1;
  if (to_type == MEZZO_F16) {
    const double max_abs = kernels->vector[from_type]->max_abs(below_values, l.below);
    MEZZO_REQUIRE(isfinite(max_abs), MEZZO_NON_FINITE);
    scale = half_scale(max_abs);
  }
  mezzo_range counted = {0};
  mezzo_status status =
      mezzo_convert(from_type, l.inverse, 1 / scale, MEZZO_F32, to_inverse, inverse_values, MEZZO_SATURATE, &counted);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  MEZZO_REQUIRE(!narrow || counted.overflows + counted.non_finite == 0, MEZZO_NON_FINITE);

  counted = (mezzo_range){0};
  if (to_type == MEZZO_B16) {
    float *column_scale = (float *)(void *)((char *)to + mezzo_ic_scale_offset(ic, to_type));
    if (!kernels->ic_round[to_type]->from[from_type](ic, l.below, column_scale, to_below, &counted))
      status = MEZZO_NON_FINITE;
  } else {
    status = mezzo_convert(from_type, l.below, scale, to_type, to_below, below_values, MEZZO_SATURATE, &counted);
    if (narrow && counted.non_finite > 0)
      status = MEZZO_NON_FINITE;
  }
  mezzo_ic_frame(ic, to_type, scale, to);
  if (range != NULL)
    *range = counted;
  return status;
}
