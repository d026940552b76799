/*
 * Vectors for the packed factors of pose graphs (layout in shape.h): AVX2, FMA, F16C.
 *
 * Every family defines the same two types: q_f32 (of block_lanes) holds four lanes of a panel, d_f32 the same four of
 * both panels of a six-row factor; and the same operations, some of them for both types under the same name.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_PANELS_H
#define MEZZO_PANELS_H

#include "block_lanes__avx2.h"

typedef __m256 d_f32;

/* ---- Four lanes of one panel ---- */

static inline __m128 panels_load_pair(const float *p) {
  return _mm_castsi128_ps(_mm_loadl_epi64((const __m128i *)(const void *)p));
}
static inline void panels_store_pair(float *p, __m128 v) {
  _mm_storel_epi64((__m128i *)(void *)p, _mm_castps_si128(v));
}

/* p[0] p[1] r[0] r[1] */
static inline q_f32 q_f32_pairs(const float *p, const float *r) {
  return _mm_movelh_ps(panels_load_pair(p), panels_load_pair(r));
}
/* p[0] r[0] p[0] r[0] */
static inline q_f32 q_f32_ones(const float *p, const float *r) {
  return _mm_blend_ps(_mm_set1_ps(*p), _mm_set1_ps(*r), 0xa);
}
/* p[0] p[1] p[2] 0 */
static inline q_f32 q_f32_three(const float *p) {
  return _mm_movelh_ps(panels_load_pair(p), _mm_load_ss(p + 2));
}
/* p[0] in all lanes of the panel; of both panels p[0] and p[3] */
static inline q_f32 q_f32_row(const float *p) {
  return _mm_set1_ps(*p);
}
/* a0+a1 a2+a3 b0+b1 b2+b3 in each panel */
static inline q_f32 q_f32_fold(q_f32 a, q_f32 b) {
  return _mm_hadd_ps(a, b);
}
/* a0 a1 b2 b3 in each panel */
static inline q_f32 q_f32_mix(q_f32 a, q_f32 b) {
  return _mm_blend_ps(a, b, 0xc);
}
/* The sum of all panels */
static inline q_f32 q_f32_join(q_f32 v) {
  return v;
}
/* v0+v2 v1+v3, then anything */
static inline q_f32 q_f32_halve(q_f32 v) {
  return _mm_add_ps(v, _mm_movehl_ps(v, v));
}
/* The first three lanes of each panel, the rows of w */
static inline void q_f32_store_rows(float *w, q_f32 v) {
  panels_store_pair(w, v);
  _mm_store_ss(w + 2, _mm_movehl_ps(v, v));
}

/* Additions into memory: one after the other where there are two addresses. */
static inline void q_f32_add_pair_to(float *p, q_f32 v) {
  panels_store_pair(p, _mm_add_ps(panels_load_pair(p), v));
}
static inline void q_f32_add_pairs_to(float *p, float *r, q_f32 v) {
  v = _mm_add_ps(v, q_f32_pairs(p, r));
  panels_store_pair(p, v);
  panels_store_pair(r, _mm_movehl_ps(v, v));
}
static inline void q_f32_add_ones_to(float *p, float *r, q_f32 v) {
  *p += _mm_cvtss_f32(v);
  *r += _mm_cvtss_f32(_mm_movehdup_ps(v));
}
static inline void q_f32_add_three_to(float *p, q_f32 v) {
  q_f32_store_rows(p, _mm_add_ps(v, q_f32_three(p)));
}

/* ---- Four lanes of two panels ---- */

static inline d_f32 d_f32_zero(void) {
  return _mm256_setzero_ps();
}
static inline d_f32 d_f32_splat(float s) {
  return _mm256_set1_ps(s);
}
static inline d_f32 d_f32_load(const float *p) {
  return _mm256_loadu_ps(p);
}
static inline d_f32 d_f32_load_f16(const uint16_t *p) {
  return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(const void *)p));
}
static inline d_f32 d_f32_twice(q_f32 v) {
  return _mm256_insertf128_ps(_mm256_castps128_ps256(v), v, 1);
}
static inline d_f32 d_f32_mul(d_f32 a, d_f32 b) {
  return _mm256_mul_ps(a, b);
}
static inline d_f32 d_f32_fma(d_f32 c, d_f32 a, d_f32 b) {
  return _mm256_fmadd_ps(a, b, c);
}
static inline d_f32 d_f32_row(const float *p) {
  return _mm256_blend_ps(_mm256_broadcast_ss(p), _mm256_broadcast_ss(p + 3), 0xf0);
}
static inline d_f32 d_f32_fold(d_f32 a, d_f32 b) {
  return _mm256_hadd_ps(a, b);
}
static inline d_f32 d_f32_mix(d_f32 a, d_f32 b) {
  return _mm256_blend_ps(a, b, 0xcc);
}
static inline q_f32 d_f32_join(d_f32 v) {
  return _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
}
static inline void d_f32_store_rows(float *w, d_f32 v) {
  __m256 rows = _mm256_permutevar8x32_ps(v, _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7));
  _mm_storeu_ps(w, _mm256_castps256_ps128(rows));
  panels_store_pair(w + 4, _mm256_extractf128_ps(rows, 1));
}

#endif
