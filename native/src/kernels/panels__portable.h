/*
 * Vectors for packed factors: 16 bytes in C. What the functions mean is said in panels__avx2.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_PANELS_H
#define MEZZO_PANELS_H

#include "block_lanes__portable.h"
#include "half.h"

static inline q_f32 q_f32_pairs(const float *p, const float *r) {
  return (q_f32){p[0], p[1], r[0], r[1]};
}
static inline q_f32 q_f32_ones(const float *p, const float *r) {
  return (q_f32){*p, *r, *p, *r};
}
static inline q_f32 q_f32_twins(const float *p, const float *r) {
  return (q_f32){*p, *p, *r, *r};
}
static inline q_f32 q_f32_three(const float *p) {
  return (q_f32){p[0], p[1], p[2], 0};
}
static inline q_f32 q_f32_three_and_one(const float *p, const float *r) {
  return (q_f32){p[0], p[1], p[2], *r};
}
static inline q_f32 q_f32_fold(q_f32 a, q_f32 b) {
  return (q_f32){a[0] + a[1], a[2] + a[3], b[0] + b[1], b[2] + b[3]};
}
static inline q_f32 q_f32_mix(q_f32 a, q_f32 b) {
  return (q_f32){a[0], a[1], b[2], b[3]};
}
static inline q_f32 q_f32_lows(q_f32 a, q_f32 b) {
  return (q_f32){a[0], a[1], b[0], b[1]};
}
static inline q_f32 q_f32_join(q_f32 v) {
  return v;
}
static inline q_f32 q_f32_halve(q_f32 v) {
  return (q_f32){v[0] + v[2], v[1] + v[3], 0, 0};
}

static inline void q_f32_store_f16(uint16_t *p, q_f32 v) {
  for (int i = 0; i < 4; i++) {
    const double value = (double)v[i];
    const uint16_t half = mezzo_half_from_double(value);
    const int too_large = (half & 0x7fff) == 0x7bff && (value >= 65520 || value <= -65520);
    p[i] = (uint16_t)(half + too_large); /* an infinity */
  }
}
static inline void q_f32_store_one(float *p, q_f32 v) {
  *p = v[0];
}
static inline void q_f32_store_pair(float *p, q_f32 v) {
  p[0] = v[0];
  p[1] = v[1];
}
static inline void q_f32_store_three(float *p, q_f32 v) {
  q_f32_store_pair(p, v);
  p[2] = v[2];
}

static inline void q_f32_add_to(float *p, q_f32 a, q_f32 v) {
  q_f32_store(p, q_f32_load(p) + a * v);
}
static inline void q_f32_add_one_to(float *p, q_f32 a, q_f32 v) {
  *p += a[0] * v[0];
}
static inline void q_f32_add_pair_to(float *p, q_f32 a, q_f32 v) {
  v *= a;
  p[0] += v[0];
  p[1] += v[1];
}
static inline void q_f32_add_last_pair_to(float *p, q_f32 a, q_f32 v) {
  p[0] += a[0] * v[2];
  p[1] += a[0] * v[3];
}
static inline void q_f32_add_second_to(float *p, q_f32 a, q_f32 v) {
  *p += a[0] * v[1];
}
static inline void q_f32_add_last_to(float *p, q_f32 a, q_f32 v) {
  *p += a[0] * v[3];
}
static inline void q_f32_add_three_to(float *p, q_f32 a, q_f32 v) {
  q_f32_add_pair_to(p, a, v);
  p[2] += a[0] * v[2];
}

typedef struct d_f32 {
  q_f32 val[2];
} d_f32;

static inline d_f32 d_f32_load_f16(const uint16_t *p) {
  return (d_f32){{q_f32_load_f16(p), q_f32_load_f16(p + 4)}};
}

#include "panels_two.h"

#endif
