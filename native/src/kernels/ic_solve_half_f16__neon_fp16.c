/*
 * Triangular solves that multiply halves with halves.
 *
 * What a block is multiplied with is brought below one half by a power of two: with a factor below a tenth of the
 * largest half, sums of twelve products stay within the range of halves.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "block_lanes__neon.h"
#include "ic_half_3__neon_fp16.h"
#include "ic_half_6__neon_fp16.h"
#include "kernels.h"

/* 2^k and 2^-k, and the bits of the largest magnitude that 2^-k brings below one half. */
typedef struct power {
  float up;
  float down;
  uint32_t limit;
} power;

static inline float power_of_bits(uint32_t exponent) {
  const uint32_t bits = exponent << 23;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/* An infinity or NaN stays one in halves whatever the power; others shall not lose their digits for it. */
static inline uint32_t if_finite(uint32_t magnitude) {
  return magnitude < UINT32_C(255) << 23 ? magnitude : 0;
}

/* For magnitudes up to 2^headroom times that one, unless that is near the end of the range. */
static inline power power_above(uint32_t magnitude, uint32_t headroom) {
  enum { LARGEST = 251 };
  uint32_t exponent = (magnitude >> 23) + headroom;
  exponent = exponent > LARGEST ? LARGEST : exponent;
  return (power){power_of_bits(exponent + 2), power_of_bits(LARGEST + 1 - exponent), (exponent << 23) | 0x7fffff};
}

/* Binades that x may grow by in a backward solve before all halves are scaled anew: then none of them is off by more
 * than 2^(HEADROOM - 24) of the largest. Twelve binades below that one is small. */
enum { HEADROOM = 4, SMALL = 12 << 23 };

/* By a power of two of at most 1. */
static void scale_halves(uint16_t *halves, int64_t n, float ratio) {
  const h8 factor = vdupq_n_f16((float16_t)ratio);
  int64_t i = 0;
  for (; i + 8 <= n; i += 8)
    vst1q_u16(halves + i, vreinterpretq_u16_f16(vmulq_f16(h8_load(halves + i), factor)));
  if (i < n)
    vst1_u16(halves + i, vreinterpret_u16_f16(vmul_f16(h4_load(halves + i), vget_low_f16(factor))));
}

#define DIM 6
#define INSTANCE 6
#include "ic_solve_half_sweep.inc"
#define DIM 3
#define INSTANCE 3
#include "ic_solve_half_sweep.inc"

/* Other blocks are not multiplied any faster in fp16. */
static void forward(const mezzo_ic *ic, const mezzo_ic_values *l, void *x) {
  if (ic->uniform == 6)
    forward_6(ic, l, x);
  else if (ic->uniform == 3)
    forward_3(ic, l, x);
  else
    mezzo_ic_solve_f16__neon.forward(ic, l, 0, ic->variables, x);
}

static void backward(const mezzo_ic *ic, const mezzo_ic_values *l, void *x) {
  if (ic->uniform == 6)
    backward_6(ic, l, x);
  else if (ic->uniform == 3)
    backward_3(ic, l, x);
  else
    mezzo_ic_solve_f16__neon.backward(ic, l, 0, ic->variables, x);
}

const mezzo_ic_solve_half_kernels mezzo_ic_solve_half_f16__neon_fp16 = {.forward = forward, .backward = backward};
