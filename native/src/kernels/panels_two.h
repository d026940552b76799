/*
 * Double quads in two vectors, for families whose vectors have four floats.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_PANELS_TWO_H
#define MEZZO_PANELS_TWO_H

static inline d_f32 d_f32_both(q_f32 low, q_f32 high) {
  return (d_f32){{low, high}};
}
static inline d_f32 d_f32_twice(q_f32 v) {
  return d_f32_both(v, v);
}
static inline d_f32 d_f32_zero(void) {
  return d_f32_twice(q_f32_zero());
}
static inline d_f32 d_f32_splat(float s) {
  return d_f32_twice(q_f32_splat(s));
}
static inline d_f32 d_f32_load(const float *p) {
  return d_f32_both(q_f32_load(p), q_f32_load(p + 4));
}
static inline d_f32 d_f32_load_bf16(const uint16_t *p) {
  return d_f32_both(q_f32_load_bf16(p), q_f32_load_bf16(p + 4));
}
static inline d_f32 d_f32_pairs(const float *p, const float *r) {
  return d_f32_twice(q_f32_pairs(p, r));
}
static inline d_f32 d_f32_halves(d_f32 a, d_f32 b) {
  return d_f32_both(a.val[0], b.val[1]);
}
static inline d_f32 d_f32_add(d_f32 a, d_f32 b) {
  return d_f32_both(q_f32_add(a.val[0], b.val[0]), q_f32_add(a.val[1], b.val[1]));
}
static inline d_f32 d_f32_mul(d_f32 a, d_f32 b) {
  return d_f32_both(q_f32_mul(a.val[0], b.val[0]), q_f32_mul(a.val[1], b.val[1]));
}
static inline d_f32 d_f32_fma(d_f32 c, d_f32 a, d_f32 b) {
  return d_f32_both(q_f32_fma(c.val[0], a.val[0], b.val[0]), q_f32_fma(c.val[1], a.val[1], b.val[1]));
}
static inline d_f32 d_f32_fold(d_f32 a, d_f32 b) {
  return d_f32_both(q_f32_fold(a.val[0], b.val[0]), q_f32_fold(a.val[1], b.val[1]));
}
static inline d_f32 d_f32_mix(d_f32 a, d_f32 b) {
  return d_f32_both(q_f32_mix(a.val[0], b.val[0]), q_f32_mix(a.val[1], b.val[1]));
}
static inline q_f32 d_f32_low(d_f32 v) {
  return v.val[0];
}
static inline q_f32 d_f32_high(d_f32 v) {
  return v.val[1];
}
static inline q_f32 d_f32_join(d_f32 v) {
  return q_f32_add(v.val[0], v.val[1]);
}
static inline d_f32 d_f32_cross(d_f32 a, d_f32 b) {
  return d_f32_both(d_f32_join(a), d_f32_join(b));
}
static inline q_f32 d_f32_half_sums(d_f32 a, d_f32 b) {
  return q_f32_fold(q_f32_fold(a.val[0], a.val[1]), q_f32_fold(b.val[0], b.val[1]));
}
static inline q_f32 d_f32_sums(d_f32 a, d_f32 b, d_f32 c, d_f32 d) {
  return d_f32_half_sums(d_f32_cross(a, b), d_f32_cross(c, d));
}
static inline void d_f32_add_to(float *w, d_f32 a, d_f32 v) {
  q_f32_add_to(w, a.val[0], v.val[0]);
  q_f32_add_to(w + 4, a.val[1], v.val[1]);
}
static inline void d_f32_store_three(float *w, d_f32 v) {
  q_f32_store_three(w, v.val[0]);
  q_f32_store_three(w + 3, v.val[1]);
}
static inline void d_f32_store_three_and_more(float *w, d_f32 v) {
  q_f32_store(w, v.val[0]);
  q_f32_store(w + 3, v.val[1]);
}

#endif
