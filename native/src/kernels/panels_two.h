/*
 * Two panels in two vectors, for families whose vectors have four floats.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_PANELS_TWO_H
#define MEZZO_PANELS_TWO_H

static inline d_f32 d_f32_twice(q_f32 v) {
  return (d_f32){{v, v}};
}
static inline d_f32 d_f32_zero(void) {
  return d_f32_twice(q_f32_zero());
}
static inline d_f32 d_f32_splat(float s) {
  return d_f32_twice(q_f32_splat(s));
}
static inline d_f32 d_f32_load(const float *p) {
  return (d_f32){{q_f32_load(p), q_f32_load(p + 4)}};
}
static inline d_f32 d_f32_mul(d_f32 a, d_f32 b) {
  return (d_f32){{q_f32_mul(a.val[0], b.val[0]), q_f32_mul(a.val[1], b.val[1])}};
}
static inline d_f32 d_f32_fma(d_f32 c, d_f32 a, d_f32 b) {
  return (d_f32){{q_f32_fma(c.val[0], a.val[0], b.val[0]), q_f32_fma(c.val[1], a.val[1], b.val[1])}};
}
static inline d_f32 d_f32_row(const float *p) {
  return (d_f32){{q_f32_row(p), q_f32_row(p + 3)}};
}
static inline d_f32 d_f32_fold(d_f32 a, d_f32 b) {
  return (d_f32){{q_f32_fold(a.val[0], b.val[0]), q_f32_fold(a.val[1], b.val[1])}};
}
static inline d_f32 d_f32_mix(d_f32 a, d_f32 b) {
  return (d_f32){{q_f32_mix(a.val[0], b.val[0]), q_f32_mix(a.val[1], b.val[1])}};
}
static inline q_f32 d_f32_join(d_f32 v) {
  return q_f32_add(v.val[0], v.val[1]);
}
static inline void d_f32_store_rows(float *w, d_f32 v) {
  q_f32_store_rows(w, v.val[0]);
  q_f32_store_rows(w + 3, v.val[1]);
}

#endif
