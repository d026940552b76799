/*
 * Vectors for packed factors (layout in shape.h): AVX2, FMA, F16C.
 *
 * Every family defines the same two types: q_f32 (of block_lanes) is a quad, d_f32 a double quad; and the same
 * operations, some of them for both types under the same name.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_PANELS_H
#define MEZZO_PANELS_H

#include "block_lanes__avx2.h"

/* As q_f32_load_f16, in one instruction where gcc makes two of it, of which one takes a turn of the shuffling unit. */
static inline q_f32 panels_load_f16(const uint16_t *p) {
  typedef uint64_t four_halves __attribute__((may_alias, aligned(2)));
  q_f32 v;
  __asm__("vcvtph2ps %1, %0" : "=x"(v) : "m"(*(const four_halves *)p));
  return v;
}
#define q_f32_load_f16 panels_load_f16

typedef __m256 d_f32;

/* ---- Quads ---- */

static inline __m128 panels_load_pair(const float *p) {
  return _mm_castsi128_ps(_mm_loadl_epi64((const __m128i *)(const void *)p));
}
/* Two floats as one element, for what copies these while it loads. */
typedef double panels_pair __attribute__((may_alias, aligned(4)));
static inline __m128 panels_load_pair_twice(const float *p) {
  return _mm_castpd_ps(_mm_set1_pd(*(const panels_pair *)p));
}
static inline __m256 panels_load_pair_4_times(const float *p) {
  return _mm256_castpd_ps(_mm256_set1_pd(*(const panels_pair *)p));
}
static inline void panels_store_pair(float *p, __m128 v) {
  _mm_storel_epi64((__m128i *)(void *)p, _mm_castps_si128(v));
}

/* p[0] p[1] r[0] r[1] */
static inline q_f32 q_f32_pairs(const float *p, const float *r) {
  return _mm_blend_ps(panels_load_pair_twice(p), panels_load_pair_twice(r), 0xc);
}
/* p[0] r[0] p[0] r[0] */
static inline q_f32 q_f32_ones(const float *p, const float *r) {
  return _mm_blend_ps(_mm_set1_ps(*p), _mm_set1_ps(*r), 0xa);
}
/* p[0] p[0] r[0] r[0] */
static inline q_f32 q_f32_twins(const float *p, const float *r) {
  return _mm_blend_ps(_mm_set1_ps(*p), _mm_set1_ps(*r), 0xc);
}
/* p[0] p[1] p[2] 0 */
static inline q_f32 q_f32_three(const float *p) {
  return _mm_movelh_ps(panels_load_pair(p), _mm_load_ss(p + 2));
}
/* p[0] p[1] p[2] r[0] */
static inline q_f32 q_f32_three_and_one(const float *p, const float *r) {
  return _mm_blend_ps(panels_load_pair_twice(p), q_f32_ones(p + 2, r), 0xc);
}
/* a0+a1 a2+a3 b0+b1 b2+b3 */
static inline q_f32 q_f32_fold(q_f32 a, q_f32 b) {
  return _mm_hadd_ps(a, b);
}
/* a0 a1 b2 b3, a0 a1 b0 b1 */
static inline q_f32 q_f32_mix(q_f32 a, q_f32 b) {
  return _mm_blend_ps(a, b, 0xc);
}
static inline q_f32 q_f32_lows(q_f32 a, q_f32 b) {
  return _mm_movelh_ps(a, b);
}
/* The sum of a double quad's halves, or what a quad is */
static inline q_f32 q_f32_join(q_f32 v) {
  return v;
}
/* v0+v2 v1+v3, then anything */
static inline q_f32 q_f32_halve(q_f32 v) {
  return _mm_add_ps(v, _mm_movehl_ps(v, v));
}

/* Four halves, rounded to nearest even */
static inline void q_f32_store_f16(uint16_t *p, q_f32 v) {
  _mm_storel_epi64((__m128i *)(void *)p, _mm_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT));
}
static inline void q_f32_store_one(float *p, q_f32 v) {
  _mm_store_ss(p, v);
}
static inline void q_f32_store_pair(float *p, q_f32 v) {
  panels_store_pair(p, v);
}
static inline void q_f32_store_three(float *p, q_f32 v) {
  panels_store_pair(p, v);
  _mm_store_ss(p + 2, _mm_movehl_ps(v, v));
}

/* Additions of a v into memory, from lane 0 on unless said otherwise. All lanes of a are the same. */
static inline void q_f32_add_to(float *p, q_f32 a, q_f32 v) {
  _mm_storeu_ps(p, _mm_fmadd_ps(a, v, _mm_loadu_ps(p)));
}
static inline void q_f32_add_one_to(float *p, q_f32 a, q_f32 v) {
  _mm_store_ss(p, _mm_fmadd_ss(a, v, _mm_load_ss(p)));
}
static inline void q_f32_add_pair_to(float *p, q_f32 a, q_f32 v) {
  panels_store_pair(p, _mm_fmadd_ps(a, v, panels_load_pair(p)));
}
/* Lanes 2 and 3; lane 1; lane 3 */
static inline void q_f32_add_last_pair_to(float *p, q_f32 a, q_f32 v) {
  _mm_storeh_pi((__m64 *)(void *)p, _mm_fmadd_ps(a, v, panels_load_pair_twice(p)));
}
static inline void q_f32_add_second_to(float *p, q_f32 a, q_f32 v) {
  q_f32_add_one_to(p, a, _mm_movehdup_ps(v));
}
static inline void q_f32_add_last_to(float *p, q_f32 a, q_f32 v) {
  q_f32_add_one_to(p, a, _mm_permute_ps(v, 0xff));
}
static inline void q_f32_add_three_to(float *p, q_f32 a, q_f32 v) {
  q_f32_add_pair_to(p, a, v);
  q_f32_add_one_to(p + 2, a, _mm_movehl_ps(v, v));
}

/* ---- Double quads, and octets ---- */

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
  return v_f32_load_f16(p);
}
/* A shuffle within the halves: v_f32_load_bf16 takes one across them, and a shift. */
static inline d_f32 d_f32_load_bf16(const uint16_t *p) {
  const __m256i upper = _mm256_setr_epi8(-1, -1, 0, 1, -1, -1, 2, 3, -1, -1, 4, 5, -1, -1, 6, 7, /* then from 8 on */
                                         -1, -1, 8, 9, -1, -1, 10, 11, -1, -1, 12, 13, -1, -1, 14, 15);
  const __m256i twice = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)p));
  return _mm256_castsi256_ps(_mm256_shuffle_epi8(twice, upper));
}
/* The same quad in both halves */
static inline d_f32 d_f32_twice(q_f32 v) {
  return _mm256_insertf128_ps(_mm256_castps128_ps256(v), v, 1);
}
static inline d_f32 d_f32_pairs(const float *p, const float *r) {
  return _mm256_blend_ps(panels_load_pair_4_times(p), panels_load_pair_4_times(r), 0xcc);
}
/* Low in the lower half, high in the upper one */
static inline d_f32 d_f32_both(q_f32 low, q_f32 high) {
  return _mm256_insertf128_ps(_mm256_castps128_ps256(low), high, 1);
}
/* a0-a3 b4-b7 */
static inline d_f32 d_f32_halves(d_f32 a, d_f32 b) {
  return _mm256_blend_ps(a, b, 0xf0);
}
static inline d_f32 d_f32_add(d_f32 a, d_f32 b) {
  return _mm256_add_ps(a, b);
}
static inline d_f32 d_f32_mul(d_f32 a, d_f32 b) {
  return _mm256_mul_ps(a, b);
}
static inline d_f32 d_f32_fma(d_f32 c, d_f32 a, d_f32 b) {
  return _mm256_fmadd_ps(a, b, c);
}
/* Each half by itself */
static inline d_f32 d_f32_fold(d_f32 a, d_f32 b) {
  return _mm256_hadd_ps(a, b);
}
static inline d_f32 d_f32_mix(d_f32 a, d_f32 b) {
  return _mm256_blend_ps(a, b, 0xcc);
}
static inline q_f32 d_f32_low(d_f32 v) {
  return _mm256_castps256_ps128(v);
}
static inline q_f32 d_f32_high(d_f32 v) {
  return _mm256_extractf128_ps(v, 1);
}
static inline q_f32 d_f32_join(d_f32 v) {
  return _mm_add_ps(d_f32_low(v), d_f32_high(v));
}
/* The sums of all lanes of a and of b, for the time being in the lower and the upper half */
static inline d_f32 d_f32_cross(d_f32 a, d_f32 b) {
  return _mm256_add_ps(_mm256_permute2f128_ps(a, b, 0x21), _mm256_blend_ps(a, b, 0xf0));
}
/* Those of a, b, c and d */
static inline q_f32 d_f32_sums(d_f32 a, d_f32 b, d_f32 c, d_f32 d) {
  return d_f32_join(_mm256_hadd_ps(_mm256_hadd_ps(a, b), _mm256_hadd_ps(c, d)));
}
/* The sums of the halves: of a, then of b */
static inline q_f32 d_f32_half_sums(d_f32 a, d_f32 b) {
  const __m256 folded = _mm256_hadd_ps(a, b);
  const __m128 low = d_f32_low(folded), high = d_f32_high(folded);
  return _mm_add_ps(_mm_blend_ps(low, _mm_moveldup_ps(high), 0xa), _mm_blend_ps(_mm_movehdup_ps(low), high, 0xa));
}
static inline void d_f32_store(float *p, d_f32 v) {
  _mm256_storeu_ps(p, v);
}
/* w[0 .. 8) += a v */
static inline void d_f32_add_to(float *w, d_f32 a, d_f32 v) {
  _mm256_storeu_ps(w, _mm256_fmadd_ps(a, v, _mm256_loadu_ps(w)));
}
/* The first three lanes of the lower half, then of the upper one; and the same with one lane more, which is to be
 * overwritten. */
static inline void d_f32_store_three(float *w, d_f32 v) {
  const __m256 rows = _mm256_permutevar8x32_ps(v, _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7));
  _mm_storeu_ps(w, d_f32_low(rows));
  panels_store_pair(w + 4, d_f32_high(rows));
}
static inline void d_f32_store_three_and_more(float *w, d_f32 v) {
  _mm_storeu_ps(w, d_f32_low(v));
  _mm_storeu_ps(w + 3, d_f32_high(v));
}

#endif
