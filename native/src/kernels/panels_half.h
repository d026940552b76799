/*
 * Quads from vectors in fp16, under the names that they have for fp32 with the type behind them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_PANELS_HALF_H
#define MEZZO_PANELS_HALF_H

#include <stdint.h>
#include <string.h>

/* Two halves, the first in the lower bits. */
static inline uint64_t panels_two_halves(const uint16_t *p) {
  return p[0] | (uint64_t)p[1] << 16;
}
/* Four, the first in the lowest bits. */
static inline q_f32 panels_widen(uint64_t halves) {
  const uint16_t h[4] = {(uint16_t)halves, (uint16_t)(halves >> 16), (uint16_t)(halves >> 32),
                         (uint16_t)(halves >> 48)};
  return q_f32_load_f16(h);
}

static inline q_f32 q_f32_pairs_f16(const uint16_t *p, const uint16_t *r) {
  return panels_widen(panels_two_halves(p) | panels_two_halves(r) << 32);
}
static inline q_f32 q_f32_ones_f16(const uint16_t *p, const uint16_t *r) {
  return panels_widen((*p | (uint64_t)*r << 16) * 0x100000001);
}
static inline q_f32 q_f32_twins_f16(const uint16_t *p, const uint16_t *r) {
  return panels_widen((*p | (uint64_t)*r << 32) * 0x10001);
}
static inline q_f32 q_f32_three_f16(const uint16_t *p) {
  return panels_widen(panels_two_halves(p) | (uint64_t)p[2] << 32);
}
static inline q_f32 q_f32_three_and_one_f16(const uint16_t *p, const uint16_t *r) {
  return panels_widen(panels_two_halves(p) | (uint64_t)p[2] << 32 | (uint64_t)*r << 48);
}
static inline d_f32 d_f32_pairs_f16(const uint16_t *p, const uint16_t *r) {
  return d_f32_twice(q_f32_pairs_f16(p, r));
}

#endif
