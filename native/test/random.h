/*
 * Reproducible pseudo-random numbers for tests (SplitMix64: Steele, Lea, Flood, OOPSLA 2014).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_TEST_RANDOM_H
#define MEZZO_TEST_RANDOM_H

#include <stdint.h>

static inline uint64_t random_bits(uint64_t *state) {
  uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return z ^ z >> 31;
}

/* Uniform in [-1, 1). */
static inline double random_unit(uint64_t *state) {
  return (double)(int64_t)random_bits(state) * 0x1p-63;
}

/* Uniform in 0 .. n - 1. */
static inline int32_t random_below(uint64_t *state, int32_t n) {
  return (int32_t)(random_bits(state) % (uint64_t)n);
}

#endif
