/*
 * Vectors for the packed factors of pose graphs: 16 bytes in C. What the functions mean is said in panels__avx2.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_PANELS_H
#define MEZZO_PANELS_H

#include "block_lanes__portable.h"

static inline q_f32 q_f32_pairs(const float *p, const float *r) {
  return (q_f32){p[0], p[1], r[0], r[1]};
}
static inline q_f32 q_f32_ones(const float *p, const float *r) {
  return (q_f32){*p, *r, *p, *r};
}
static inline q_f32 q_f32_three(const float *p) {
  return (q_f32){p[0], p[1], p[2], 0};
}
static inline q_f32 q_f32_row(const float *p) {
  return q_f32_splat(*p);
}
static inline q_f32 q_f32_fold(q_f32 a, q_f32 b) {
  return (q_f32){a[0] + a[1], a[2] + a[3], b[0] + b[1], b[2] + b[3]};
}
static inline q_f32 q_f32_mix(q_f32 a, q_f32 b) {
  return (q_f32){a[0], a[1], b[2], b[3]};
}
static inline q_f32 q_f32_join(q_f32 v) {
  return v;
}
static inline q_f32 q_f32_halve(q_f32 v) {
  return (q_f32){v[0] + v[2], v[1] + v[3], 0, 0};
}
static inline void q_f32_store_rows(float *w, q_f32 v) {
  w[0] = v[0];
  w[1] = v[1];
  w[2] = v[2];
}

static inline void q_f32_add_pair_to(float *p, q_f32 v) {
  p[0] += v[0];
  p[1] += v[1];
}
static inline void q_f32_add_pairs_to(float *p, float *r, q_f32 v) {
  q_f32_add_pair_to(p, v);
  r[0] += v[2];
  r[1] += v[3];
}
static inline void q_f32_add_ones_to(float *p, float *r, q_f32 v) {
  *p += v[0];
  *r += v[1];
}
static inline void q_f32_add_three_to(float *p, q_f32 v) {
  q_f32_add_pair_to(p, v);
  p[2] += v[2];
}

typedef struct d_f32 {
  q_f32 val[2];
} d_f32;

static inline d_f32 d_f32_load_f16(const uint16_t *p) {
  return (d_f32){{q_f32_load_f16(p), q_f32_load_f16(p + 4)}};
}

#include "panels_two.h"

#endif
