/*
 * IEEE binary16 in integer arithmetic: the definition that conversion instructions are tested against.
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

/* Rounds once, to nearest even. What would round to an infinity becomes the largest half of that sign; infinities and
 * NaNs stay what they are. */
static inline uint16_t mezzo_half_from_double(double value) {
  const uint64_t infinity = (uint64_t)0x7ff << 52, overflow = (uint64_t)0x40effe << 40 /* 65520 */;
  const uint64_t one = (uint64_t)1 << 52;
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  uint16_t sign = (uint16_t)(bits >> 48 & 0x8000);
  bits &= INT64_MAX;
  if (bits > infinity)
    return (uint16_t)(sign | 0x7e00 | (bits >> 42 & 0x3ff));
  if (bits == infinity)
    return (uint16_t)(sign | 0x7c00);
  if (bits >= overflow)
    return (uint16_t)(sign | 0x7bff);
  /* What is dropped: 42 bits of a normal half, more the smaller a subnormal is. A carry moves on to the next binade. */
  uint64_t exponent = bits >> 52, drop = 42, kept;
  if (exponent >= 1009)
    kept = bits - ((uint64_t)1008 << 52);
  else if (exponent >= 1023 - 25) {
    kept = (bits & (one - 1)) | one;
    drop += 1009 - exponent;
  } else
    return sign;
  uint64_t odd = kept >> drop & 1;
  return (uint16_t)(sign | (kept + ((uint64_t)1 << (drop - 1)) - 1 + odd) >> drop);
}

#endif
