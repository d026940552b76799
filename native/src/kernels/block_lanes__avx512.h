/*
 * Short vectors for the kernels on blocks: AVX-512 with its instructions for shorter vectors (F, DQ, BW, VL). Of
 * doubles there are two kinds: eight hold a column of six, four one of three. What the functions mean is said in
 * block_lanes__avx2.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_BLOCK_LANES_H
#define MEZZO_BLOCK_LANES_H

#include <immintrin.h>
#include <stdint.h>

typedef __m512d v_f64;
typedef __m256d q_f64;
typedef __m256 v_f32;
typedef __m128 q_f32;
#define LANES_v_f64 8
#define LANES_q_f64 4
#define LANES_v_f32 8
#define LANES_q_f32 4

/* The vectors for blocks of six rows, and of three or any number, by storage type. */
#define LANES_OF_6_f64 v_f64
#define LANES_OF_6_f32 v_f32
#define LANES_OF_6_f16 v_f32
#define LANES_OF_6_bf16 v_f32
#define LANES_OF_6_b16 v_f32
#define LANES_OF_3_f64 q_f64
#define LANES_OF_3_f32 q_f32
#define LANES_OF_3_f16 q_f32
#define LANES_OF_3_bf16 q_f32
#define LANES_OF_3_b16 q_f32

#define q_f64_load_f64 q_f64_load

/* The first n lanes of at most eight; n >= 1. */
static inline __mmask8 lanes_first(int32_t n) {
  return (__mmask8)(n < 8 ? (1u << n) - 1 : 0xffu);
}

static inline v_f64 v_f64_zero(void) {
  return _mm512_setzero_pd();
}
static inline v_f64 v_f64_splat(double s) {
  return _mm512_set1_pd(s);
}
static inline v_f64 v_f64_load(const double *p) {
  return _mm512_loadu_pd(p);
}
/* The first n lanes, n >= 1, and anything in the others; nothing else is read. */
static inline v_f64 v_f64_load_first(const double *p, int32_t n) {
  return _mm512_maskz_loadu_pd(lanes_first(n), p);
}
static inline void v_f64_store(double *p, v_f64 a) {
  _mm512_storeu_pd(p, a);
}
static inline void v_f64_store_first(double *p, v_f64 a, int32_t n) {
  _mm512_mask_storeu_pd(p, lanes_first(n), a);
}
/* As store_first, for the last row before memory that is loaded soon: a load waits for a masked store that its vector
 * overlaps, also where the mask is empty. */
static inline void v_f64_store_last(double *p, v_f64 a, int32_t n) {
  if (n == 6) {
    _mm256_storeu_pd(p, _mm512_castpd512_pd256(a));
    _mm_storeu_pd(p + 4, _mm512_extractf64x2_pd(a, 2));
  } else {
    v_f64_store_first(p, a, n);
  }
}
static inline v_f64 v_f64_add(v_f64 a, v_f64 b) {
  return _mm512_add_pd(a, b);
}
static inline v_f64 v_f64_sub(v_f64 a, v_f64 b) {
  return _mm512_sub_pd(a, b);
}
static inline v_f64 v_f64_mul(v_f64 a, v_f64 b) {
  return _mm512_mul_pd(a, b);
}
static inline v_f64 v_f64_abs(v_f64 a) {
  return _mm512_andnot_pd(_mm512_set1_pd(-0.0), a);
}
static inline v_f64 v_f64_max(v_f64 a, v_f64 b) {
  return _mm512_max_pd(a, b);
}
static inline v_f64 v_f64_fma(v_f64 c, v_f64 a, v_f64 b) {
  return _mm512_fmadd_pd(a, b, c);
}
static inline v_f64 v_f64_fnma(v_f64 c, v_f64 a, v_f64 b) {
  return _mm512_fnmadd_pd(a, b, c);
}
static inline void v_f64_store_b16(int16_t *p, v_f64 a) {
  _mm_storeu_si128((__m128i *)(void *)p, _mm256_cvtepi32_epi16(_mm512_cvtpd_epi32(a)));
}
typedef __m512i v_f64_counts;
static inline v_f64_counts v_f64_count(v_f64_counts counts, v_f64 a, v_f64 b) {
  const __mmask8 zero = _mm512_cmp_pd_mask(v_f64_abs(b), v_f64_splat(0.5), _CMP_LE_OQ);
  const __mmask8 holds = _mm512_mask_cmp_pd_mask(zero, a, v_f64_zero(), _CMP_NEQ_OQ);
  return _mm512_mask_add_epi64(counts, holds, counts, _mm512_set1_epi64(1));
}
static inline v_f64 v_f64_keep(v_f64 a, int32_t n) {
  return n >= LANES_v_f64 ? a : _mm512_maskz_mov_pd(lanes_first(n), a);
}
/* Pairs of lanes, then pairs of pairs, within and across quarters. */
static inline v_f64 v_f64_sums(const v_f64 a[LANES_v_f64]) {
  v_f64 pair[4], quad[2];
  for (int32_t i = 0; i < 4; i++)
    pair[i] = _mm512_add_pd(_mm512_unpacklo_pd(a[2 * i], a[2 * i + 1]), _mm512_unpackhi_pd(a[2 * i], a[2 * i + 1]));
  for (int32_t i = 0; i < 2; i++) {
    const v_f64 low = _mm512_shuffle_f64x2(pair[2 * i], pair[2 * i + 1], 0x88);
    quad[i] = _mm512_add_pd(low, _mm512_shuffle_f64x2(pair[2 * i], pair[2 * i + 1], 0xdd));
  }
  const v_f64 low = _mm512_shuffle_f64x2(quad[0], quad[1], 0x88);
  return _mm512_add_pd(low, _mm512_shuffle_f64x2(quad[0], quad[1], 0xdd));
}
static inline double v_f64_sum(v_f64 a) {
  return _mm512_reduce_add_pd(a);
}

static inline q_f64 q_f64_zero(void) {
  return _mm256_setzero_pd();
}
static inline q_f64 q_f64_splat(double s) {
  return _mm256_set1_pd(s);
}
static inline q_f64 q_f64_load(const double *p) {
  return _mm256_loadu_pd(p);
}
static inline q_f64 q_f64_load_first(const double *p, int32_t n) {
  return _mm256_maskz_loadu_pd(lanes_first(n), p);
}
static inline void q_f64_store(double *p, q_f64 a) {
  _mm256_storeu_pd(p, a);
}
static inline void q_f64_store_first(double *p, q_f64 a, int32_t n) {
  _mm256_mask_storeu_pd(p, lanes_first(n), a);
}
static inline q_f64 q_f64_add(q_f64 a, q_f64 b) {
  return _mm256_add_pd(a, b);
}
static inline q_f64 q_f64_sub(q_f64 a, q_f64 b) {
  return _mm256_sub_pd(a, b);
}
static inline q_f64 q_f64_mul(q_f64 a, q_f64 b) {
  return _mm256_mul_pd(a, b);
}
static inline q_f64 q_f64_fma(q_f64 c, q_f64 a, q_f64 b) {
  return _mm256_fmadd_pd(a, b, c);
}
static inline q_f64 q_f64_fnma(q_f64 c, q_f64 a, q_f64 b) {
  return _mm256_fnmadd_pd(a, b, c);
}
static inline q_f64 q_f64_keep(q_f64 a, int32_t n) {
  return n >= LANES_q_f64 ? a : _mm256_maskz_mov_pd(lanes_first(n), a);
}
static inline q_f64 q_f64_sums(const q_f64 a[LANES_q_f64]) {
  const q_f64 s01 = _mm256_hadd_pd(a[0], a[1]), s23 = _mm256_hadd_pd(a[2], a[3]);
  return _mm256_add_pd(_mm256_permute2f128_pd(s01, s23, 0x20), _mm256_permute2f128_pd(s01, s23, 0x31));
}
static inline double q_f64_sum(q_f64 a) {
  const __m128d s = _mm_add_pd(_mm256_castpd256_pd128(a), _mm256_extractf128_pd(a, 1));
  return _mm_cvtsd_f64(_mm_add_sd(s, _mm_unpackhi_pd(s, s)));
}

static inline v_f32 v_f32_zero(void) {
  return _mm256_setzero_ps();
}
static inline v_f32 v_f32_splat(float s) {
  return _mm256_set1_ps(s);
}
static inline v_f32 v_f32_load(const float *p) {
  return _mm256_loadu_ps(p);
}
static inline v_f32 v_f32_load_f16(const uint16_t *p) {
  return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(const void *)p));
}
static inline v_f32 v_f32_load_bf16(const uint16_t *p) {
  return _mm256_castsi256_ps(
      _mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(const void *)p)), 16));
}
static inline v_f32 v_f32_load_b16(const int16_t *p) {
  return _mm256_cvtepi32_ps(_mm256_cvtepi16_epi32(_mm_loadu_si128((const __m128i *)(const void *)p)));
}
static inline v_f32 v_f32_load_first(const float *p, int32_t n) {
  return _mm256_maskz_loadu_ps(lanes_first(n), p);
}
static inline void v_f32_store(float *p, v_f32 a) {
  _mm256_storeu_ps(p, a);
}
static inline void v_f32_store_first(float *p, v_f32 a, int32_t n) {
  _mm256_mask_storeu_ps(p, lanes_first(n), a);
}
static inline v_f32 v_f32_add(v_f32 a, v_f32 b) {
  return _mm256_add_ps(a, b);
}
static inline v_f32 v_f32_sub(v_f32 a, v_f32 b) {
  return _mm256_sub_ps(a, b);
}
static inline v_f32 v_f32_mul(v_f32 a, v_f32 b) {
  return _mm256_mul_ps(a, b);
}
static inline v_f32 v_f32_abs(v_f32 a) {
  return _mm256_andnot_ps(_mm256_set1_ps(-0.0F), a);
}
static inline v_f32 v_f32_max(v_f32 a, v_f32 b) {
  return _mm256_max_ps(a, b);
}
static inline v_f32 v_f32_fma(v_f32 c, v_f32 a, v_f32 b) {
  return _mm256_fmadd_ps(a, b, c);
}
static inline v_f32 v_f32_fnma(v_f32 c, v_f32 a, v_f32 b) {
  return _mm256_fnmadd_ps(a, b, c);
}
static inline void v_f32_store_b16(int16_t *p, v_f32 a) {
  _mm_storeu_si128((__m128i *)(void *)p, _mm256_cvtepi32_epi16(_mm256_cvtps_epi32(a)));
}
typedef __m256i v_f32_counts;
static inline v_f32_counts v_f32_count(v_f32_counts counts, v_f32 a, v_f32 b) {
  const __mmask8 zero = _mm256_cmp_ps_mask(v_f32_abs(b), v_f32_splat(0.5F), _CMP_LE_OQ);
  const __mmask8 holds = _mm256_mask_cmp_ps_mask(zero, a, v_f32_zero(), _CMP_NEQ_OQ);
  return _mm256_mask_add_epi32(counts, holds, counts, _mm256_set1_epi32(1));
}
static inline v_f32 v_f32_keep(v_f32 a, int32_t n) {
  return n >= LANES_v_f32 ? a : _mm256_maskz_mov_ps(lanes_first(n), a);
}
static inline v_f32 v_f32_sums(const v_f32 a[LANES_v_f32]) {
  const v_f32 s01 = _mm256_hadd_ps(a[0], a[1]), s23 = _mm256_hadd_ps(a[2], a[3]);
  const v_f32 s45 = _mm256_hadd_ps(a[4], a[5]), s67 = _mm256_hadd_ps(a[6], a[7]);
  const v_f32 low = _mm256_hadd_ps(s01, s23), high = _mm256_hadd_ps(s45, s67);
  return _mm256_add_ps(_mm256_permute2f128_ps(low, high, 0x20), _mm256_permute2f128_ps(low, high, 0x31));
}

static inline q_f32 q_f32_zero(void) {
  return _mm_setzero_ps();
}
static inline q_f32 q_f32_splat(float s) {
  return _mm_set1_ps(s);
}
static inline q_f32 q_f32_load(const float *p) {
  return _mm_loadu_ps(p);
}
static inline q_f32 q_f32_load_f16(const uint16_t *p) {
  return _mm_cvtph_ps(_mm_loadl_epi64((const __m128i *)(const void *)p));
}
static inline q_f32 q_f32_load_bf16(const uint16_t *p) {
  return _mm_castsi128_ps(_mm_unpacklo_epi16(_mm_setzero_si128(), _mm_loadl_epi64((const __m128i *)(const void *)p)));
}
static inline q_f32 q_f32_load_b16(const int16_t *p) {
  return _mm_cvtepi32_ps(_mm_cvtepi16_epi32(_mm_loadl_epi64((const __m128i *)(const void *)p)));
}
static inline q_f32 q_f32_load_first(const float *p, int32_t n) {
  return _mm_maskz_loadu_ps(lanes_first(n), p);
}
static inline void q_f32_store(float *p, q_f32 a) {
  _mm_storeu_ps(p, a);
}
static inline void q_f32_store_first(float *p, q_f32 a, int32_t n) {
  _mm_mask_storeu_ps(p, lanes_first(n), a);
}
static inline q_f32 q_f32_add(q_f32 a, q_f32 b) {
  return _mm_add_ps(a, b);
}
static inline q_f32 q_f32_sub(q_f32 a, q_f32 b) {
  return _mm_sub_ps(a, b);
}
static inline q_f32 q_f32_mul(q_f32 a, q_f32 b) {
  return _mm_mul_ps(a, b);
}
static inline q_f32 q_f32_fma(q_f32 c, q_f32 a, q_f32 b) {
  return _mm_fmadd_ps(a, b, c);
}
static inline q_f32 q_f32_fnma(q_f32 c, q_f32 a, q_f32 b) {
  return _mm_fnmadd_ps(a, b, c);
}
static inline q_f32 q_f32_keep(q_f32 a, int32_t n) {
  return n >= LANES_q_f32 ? a : _mm_maskz_mov_ps(lanes_first(n), a);
}
static inline q_f32 q_f32_sums(const q_f32 a[LANES_q_f32]) {
  return _mm_hadd_ps(_mm_hadd_ps(a[0], a[1]), _mm_hadd_ps(a[2], a[3]));
}
static inline float q_f32_sum(q_f32 a) {
  const __m128 s = _mm_add_ps(a, _mm_movehl_ps(a, a));
  return _mm_cvtss_f32(_mm_add_ss(s, _mm_movehdup_ps(s)));
}

#endif
