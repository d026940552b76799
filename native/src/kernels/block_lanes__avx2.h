/*
 * Short vectors for the kernels on blocks: AVX2, FMA, F16C.
 *
 * Every family defines the same three types: v_f64 and v_f32 are the machine's vectors, q_f32 is four floats (a wider
 * vector would be half empty in blocks of three rows). Where a comment is missing, the name says it all.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_BLOCK_LANES_H
#define MEZZO_BLOCK_LANES_H

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

typedef __m256d v_f64;
typedef __m256 v_f32;
typedef __m128 q_f32;
#define LANES_v_f64 4
#define LANES_v_f32 8
#define LANES_q_f32 4

/* The vectors for blocks of six rows, and of three or any number, by storage type. */
#define LANES_OF_6_f64 v_f64
#define LANES_OF_6_f32 v_f32
#define LANES_OF_6_f16 v_f32
#define LANES_OF_6_bf16 v_f32
#define LANES_OF_6_b16 v_f32
#define LANES_OF_3_f64 v_f64
#define LANES_OF_3_f32 q_f32
#define LANES_OF_3_f16 q_f32
#define LANES_OF_3_bf16 q_f32
#define LANES_OF_3_b16 q_f32

static inline v_f64 v_f64_zero(void) {
  return _mm256_setzero_pd();
}
static inline v_f64 v_f64_splat(double s) {
  return _mm256_set1_pd(s);
}
static inline v_f64 v_f64_load(const double *p) {
  return _mm256_loadu_pd(p);
}
/* The first n lanes, n >= 1, and anything in the others; nothing else is read. */
static inline v_f64 v_f64_load_first(const double *p, int32_t n) {
  static const int64_t mask[7] = {-1, -1, -1, -1, 0, 0, 0};
  if (n >= LANES_v_f64)
    return v_f64_load(p);
  if (n == 2)
    return _mm256_castpd128_pd256(_mm_loadu_pd(p));
  return _mm256_maskload_pd(p, _mm256_loadu_si256((const __m256i *)(const void *)(mask + 4 - n)));
}
static inline void v_f64_store(double *p, v_f64 a) {
  _mm256_storeu_pd(p, a);
}
/* The first n lanes; n >= 1. */
static inline void v_f64_store_first(double *p, v_f64 a, int32_t n) {
  const __m128d low = _mm256_castpd256_pd128(a), high = _mm256_extractf128_pd(a, 1);
  if (n >= 2)
    _mm_storeu_pd(p, low);
  else
    _mm_store_sd(p, low);
  if (n == 3)
    _mm_store_sd(p + 2, high);
  else if (n >= 4)
    _mm_storeu_pd(p + 2, high);
}
static inline v_f64 v_f64_add(v_f64 a, v_f64 b) {
  return _mm256_add_pd(a, b);
}
static inline v_f64 v_f64_sub(v_f64 a, v_f64 b) {
  return _mm256_sub_pd(a, b);
}
static inline v_f64 v_f64_mul(v_f64 a, v_f64 b) {
  return _mm256_mul_pd(a, b);
}
static inline v_f64 v_f64_abs(v_f64 a) {
  return _mm256_andnot_pd(_mm256_set1_pd(-0.0), a);
}
static inline v_f64 v_f64_max(v_f64 a, v_f64 b) {
  return _mm256_max_pd(a, b);
}
/* c + a b, c - a b */
static inline v_f64 v_f64_fma(v_f64 c, v_f64 a, v_f64 b) {
  return _mm256_fmadd_pd(a, b, c);
}
static inline v_f64 v_f64_fnma(v_f64 c, v_f64 a, v_f64 b) {
  return _mm256_fnmadd_pd(a, b, c);
}
/* Rounded to integers, which must not need more than 16 bits. */
static inline void v_f64_store_b16(int16_t *p, v_f64 a) {
  const __m128i m = _mm256_cvtpd_epi32(a);
  _mm_storel_epi64((__m128i *)(void *)p, _mm_packs_epi32(m, m));
}
/* Counts, lane by lane, where a is not zero although b, a multiple of it, rounds to zero. */
typedef __m256i v_f64_counts;
static inline v_f64_counts v_f64_count(v_f64_counts counts, v_f64 a, v_f64 b) {
  const v_f64 zero = _mm256_cmp_pd(v_f64_abs(b), v_f64_splat(0.5), _CMP_LE_OQ);
  const v_f64 holds = _mm256_and_pd(zero, _mm256_cmp_pd(a, v_f64_zero(), _CMP_NEQ_OQ));
  return _mm256_sub_epi64(counts, _mm256_castpd_si256(holds));
}
/* The first n lanes, zeros in the others; n >= 1. */
static inline v_f64 v_f64_keep(v_f64 a, int32_t n) {
  static const int64_t mask[7] = {-1, -1, -1, -1, 0, 0, 0};
  if (n >= LANES_v_f64)
    return a;
  return _mm256_and_pd(a, _mm256_castsi256_pd(_mm256_loadu_si256((const __m256i *)(const void *)(mask + 4 - n))));
}
/* Lane i is the sum of the lanes of a[i]. */
static inline v_f64 v_f64_sums(const v_f64 a[LANES_v_f64]) {
  const v_f64 s01 = _mm256_hadd_pd(a[0], a[1]), s23 = _mm256_hadd_pd(a[2], a[3]);
  return _mm256_add_pd(_mm256_permute2f128_pd(s01, s23, 0x20), _mm256_permute2f128_pd(s01, s23, 0x31));
}
static inline double v_f64_sum(v_f64 a) {
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
  static const int32_t mask[15] = {-1, -1, -1, -1, -1, -1, -1, -1};
  if (n >= LANES_v_f32)
    return v_f32_load(p);
  return _mm256_maskload_ps(p, _mm256_loadu_si256((const __m256i *)(const void *)(mask + 8 - n)));
}
static inline void v_f32_store(float *p, v_f32 a) {
  _mm256_storeu_ps(p, a);
}
static inline void v_f32_store_first(float *p, v_f32 a, int32_t n) {
  float lanes[LANES_v_f32];
  _mm256_storeu_ps(lanes, a);
  memcpy(p, lanes, (size_t)(n < LANES_v_f32 ? n : LANES_v_f32) * sizeof *p);
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
  const __m256i m = _mm256_cvtps_epi32(a);
  _mm_storeu_si128((__m128i *)(void *)p, _mm_packs_epi32(_mm256_castsi256_si128(m), _mm256_extracti128_si256(m, 1)));
}
typedef __m256i v_f32_counts;
static inline v_f32_counts v_f32_count(v_f32_counts counts, v_f32 a, v_f32 b) {
  const v_f32 zero = _mm256_cmp_ps(v_f32_abs(b), v_f32_splat(0.5F), _CMP_LE_OQ);
  const v_f32 holds = _mm256_and_ps(zero, _mm256_cmp_ps(a, v_f32_zero(), _CMP_NEQ_OQ));
  return _mm256_sub_epi32(counts, _mm256_castps_si256(holds));
}
static inline v_f32 v_f32_keep(v_f32 a, int32_t n) {
  static const int32_t mask[15] = {-1, -1, -1, -1, -1, -1, -1, -1};
  if (n >= LANES_v_f32)
    return a;
  return _mm256_and_ps(a, _mm256_castsi256_ps(_mm256_loadu_si256((const __m256i *)(const void *)(mask + 8 - n))));
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
  static const int32_t mask[7] = {-1, -1, -1, -1, 0, 0, 0};
  if (n >= LANES_q_f32)
    return q_f32_load(p);
  return _mm_maskload_ps(p, _mm_loadu_si128((const __m128i *)(const void *)(mask + 4 - n)));
}
static inline void q_f32_store(float *p, q_f32 a) {
  _mm_storeu_ps(p, a);
}
static inline void q_f32_store_first(float *p, q_f32 a, int32_t n) {
  float lanes[LANES_q_f32];
  _mm_storeu_ps(lanes, a);
  memcpy(p, lanes, (size_t)(n < LANES_q_f32 ? n : LANES_q_f32) * sizeof *p);
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
  static const int32_t mask[7] = {-1, -1, -1, -1, 0, 0, 0};
  if (n >= LANES_q_f32)
    return a;
  return _mm_and_ps(a, _mm_castsi128_ps(_mm_loadu_si128((const __m128i *)(const void *)(mask + 4 - n))));
}
static inline q_f32 q_f32_sums(const q_f32 a[LANES_q_f32]) {
  return _mm_hadd_ps(_mm_hadd_ps(a[0], a[1]), _mm_hadd_ps(a[2], a[3]));
}
static inline float q_f32_sum(q_f32 a) {
  const __m128 s = _mm_add_ps(a, _mm_movehl_ps(a, a));
  return _mm_cvtss_f32(_mm_add_ss(s, _mm_movehdup_ps(s)));
}

#endif
