/*
 * IEEE binary16 and bfloat16 in integer arithmetic: the definition that conversion instructions are tested against.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_HALF_H
#define MEZZO_HALF_H

#include <stdint.h>
#include <string.h>

/* Exact. A NaN keeps its sign and payload and becomes quiet, as with the instructions. */
static inline float mezzo_half_to_float(uint16_t half) {
  uint32_t sign = (uint32_t)(half & 0x8000) << 16, exponent = half >> 10 & 0x1f, fraction = half & 0x3ff, bits;
  if (exponent == 0x1f)
    bits = 0x7f800000 | fraction << 13 | (fraction != 0 ? 0x400000u : 0);
  else if (exponent != 0)
    bits = (exponent + 112) << 23 | fraction << 13;
  else if (fraction != 0) {
    /* Subnormal: fraction 2^-24; its leading bit becomes the implicit one. */
    uint32_t shift = (uint32_t)__builtin_clz(fraction) - 21;
    bits = (113 - shift) << 23 | (fraction << shift & 0x3ff) << 13;
  } else
    bits = 0;
  bits |= sign;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/* Exact, as above. */
static inline float mezzo_bfloat_to_float(uint16_t bfloat) {
  uint32_t bits = (uint32_t)bfloat << 16;
  if ((bfloat & 0x7fff) > 0x7f80)
    bits |= 0x400000;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/* Rounds once, to nearest even, to a type of 16 bits whose fraction has so many, and whose smallest normal number has
 * that exponent in fp64. A NaN keeps its sign and what there is room for of its payload, and becomes quiet. */
static inline uint16_t mezzo_round_to_16(double value, uint64_t fraction_bits, uint64_t smallest_exponent) {
  const uint64_t one = (uint64_t)1 << 52, quiet = (uint64_t)1 << (fraction_bits - 1);
  const uint64_t infinity = (uint64_t)0x7fff >> fraction_bits << fraction_bits;
  uint64_t bits, drop = 52 - fraction_bits;
  memcpy(&bits, &value, sizeof bits);
  const uint64_t sign = bits >> 48 & 0x8000;
  bits &= INT64_MAX;
  if (bits > 0x7ff * one)
    return (uint16_t)(sign | infinity | quiet | (bits >> drop & (quiet - 1)));
  /* More is dropped the smaller a subnormal is. A carry moves on to the next binade. */
  const uint64_t exponent = bits >> 52;
  uint64_t kept;
  if (exponent >= smallest_exponent)
    kept = bits - (smallest_exponent - 1) * one;
  else if (exponent + fraction_bits + 1 >= smallest_exponent) {
    kept = (bits & (one - 1)) | one;
    drop += smallest_exponent - exponent;
  } else
    return (uint16_t)sign;
  const uint64_t odd = kept >> drop & 1;
  kept = (kept + ((uint64_t)1 << (drop - 1)) - 1 + odd) >> drop;
  return (uint16_t)(sign | (kept < infinity ? kept : infinity));
}

static inline uint16_t mezzo_half_from_double(double value) {
  return mezzo_round_to_16(value, 10, 1023 - 14);
}
static inline uint16_t mezzo_bfloat_from_double(double value) {
  return mezzo_round_to_16(value, 7, 1023 - 126);
}

#endif
