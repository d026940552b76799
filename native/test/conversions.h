/*
 * The reference that conversions are compared with. Types of 16 bits are what their definition says: the value of each
 * pattern as a sum of powers of two, and rounding as a search for the nearest of these values. The wider types are C's.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_TEST_CONVERSIONS_H
#define MEZZO_TEST_CONVERSIONS_H

#include "mezzo.h"

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>

enum { PATTERNS = 65536, SIGN = 0x8000, TYPES = MEZZO_BF16 + 1 };

static const size_t type_size[TYPES] = {8, 4, 2, 2};
static const char *const type_name[TYPES] = {"f64", "f32", "f16", "bf16"};
static const double largest_value[TYPES] = {DBL_MAX, (double)FLT_MAX, 65504, 0x1.fep127};
static const double smallest_normal[TYPES] = {DBL_MIN, (double)FLT_MIN, 0x1p-14, 0x1p-126};

/* Bits of the fraction of a 16-bit type, and its infinity. */
static inline int32_t fraction_bits(mezzo_type type) {
  return type == MEZZO_F16 ? 10 : 7;
}
static inline int32_t infinity_of(mezzo_type type) {
  return type == MEZZO_F16 ? 0x7c00 : 0x7f80;
}

/* (-1)^sign 2^(exponent - bias) (1 + fraction / 2^bits), subnormals without the 1. */
static inline double value_of_pattern(mezzo_type type, int32_t pattern) {
  const int32_t bits = fraction_bits(type), bias = type == MEZZO_F16 ? 15 : 127;
  const int32_t magnitude = pattern & ~SIGN, exponent = magnitude >> bits, fraction = magnitude - (exponent << bits);
  double value;
  if (magnitude >= infinity_of(type))
    value = magnitude == infinity_of(type) ? INFINITY : NAN;
  else if (exponent == 0)
    value = ldexp(fraction, 1 - bias - bits);
  else
    value = ldexp((1 << bits) + fraction, exponent - bias - bits);
  return pattern & SIGN ? -value : value;
}

/* The pattern whose value is nearest, ties to the even pattern; the infinity stands for the power of two above the
 * largest value. */
static inline int32_t nearest_pattern(mezzo_type type, double value) {
  const double magnitude = fabs(value),
               end = 2 * value_of_pattern(type, infinity_of(type) - (1 << fraction_bits(type)));
  int32_t below = 0, above = infinity_of(type);
  while (above - below > 1) {
    const int32_t middle = (below + above) / 2;
    if (value_of_pattern(type, middle) <= magnitude)
      below = middle;
    else
      above = middle;
  }
  const double to_below = magnitude - value_of_pattern(type, below);
  const double to_above = (above == infinity_of(type) ? end : value_of_pattern(type, above)) - magnitude;
  const int32_t nearest = to_below < to_above || (to_below == to_above && below % 2 == 0) ? below : above;
  return nearest | (signbit(value) ? SIGN : 0);
}

/* The nearest value of the type as in IEEE 754, infinities for what is too large. */
static inline double nearest_value(mezzo_type type, double value) {
  if (type == MEZZO_F64 || !isfinite(value))
    return value;
  return type == MEZZO_F32 ? (double)(float)value : value_of_pattern(type, nearest_pattern(type, value));
}

/* What mezzo_convert makes of x: the value, and what it adds to range. */
static inline double converted(mezzo_type type, double x, double scale, int32_t options, mezzo_range *range) {
  const double product = scale * x;
  if (!isfinite(x)) {
    range->non_finite++;
    return product;
  }
  range->max_abs = fmax(range->max_abs, fmin(fabs(product), DBL_MAX));
  const double nearest = nearest_value(type, product);
  if (isinf(nearest)) {
    range->overflows++;
    return options & MEZZO_TO_INFINITY ? nearest : copysign(largest_value[type], nearest);
  }
  if (x == 0 || scale == 0 || fabs(nearest) >= smallest_normal[type])
    return nearest;
  range->underflows++;
  return options & MEZZO_FLUSH_SUBNORMALS ? copysign(0, nearest) : nearest;
}

static inline double element(mezzo_type type, const void *array, int64_t i) {
  switch (type) {
  case MEZZO_F64:
    return ((const double *)array)[i];
  case MEZZO_F32:
    return (double)((const float *)array)[i];
  default:
    return value_of_pattern(type, ((const uint16_t *)array)[i]);
  }
}

#endif
