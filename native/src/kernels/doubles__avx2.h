/*
 * Elements of any type as doubles: four by four with AVX2 and F16C.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_DOUBLES_H
#define MEZZO_DOUBLES_H

#include <immintrin.h>
#include <stdint.h>

enum { LANES = 4, LANES_IN_GROUP = 4, GROUP = LANES_IN_GROUP * LANES };
typedef __m256d lanes;

static inline lanes lanes_zero(void) {
  return _mm256_setzero_pd();
}
static inline lanes lanes_load_f64(const double *p) {
  return _mm256_loadu_pd(p);
}
static inline lanes lanes_load_f32(const float *p) {
  return _mm256_cvtps_pd(_mm_loadu_ps(p));
}
static inline lanes lanes_load_f16(const uint16_t *p) {
  return _mm256_cvtps_pd(_mm_cvtph_ps(_mm_loadl_epi64((const __m128i *)(const void *)p)));
}
static inline lanes lanes_load_bf16(const uint16_t *p) {
  __m128i words = _mm_cvtepu16_epi32(_mm_loadl_epi64((const __m128i *)(const void *)p));
  return _mm256_cvtps_pd(_mm_castsi128_ps(_mm_slli_epi32(words, 16)));
}
static inline void group_store_f64(double *p, const lanes v[LANES_IN_GROUP]) {
  for (int32_t k = 0; k < LANES_IN_GROUP; k++)
    _mm256_storeu_pd(p + k * LANES, v[k]);
}
static inline void group_store_f32(float *p, const lanes v[LANES_IN_GROUP]) {
  for (int32_t k = 0; k < LANES_IN_GROUP; k++)
    _mm_storeu_ps(p + k * LANES, _mm256_cvtpd_ps(v[k]));
}

/* As fp32 with the last bit set where v has any bit below it: rounded to odd. A second rounding, to a type of at least
 * two bits less, then sees on which side of a tie v was (Boldo and Melquiond, "Emulation of FMA and correctly rounded
 * sums", IEEE Trans. Comp. 2008). Subnormals of fp32 are rounded once more, to nearest. */
static inline __m128 lanes_narrow_to_odd(lanes v) {
  const __m256i low = _mm256_set1_epi64x((1 << 29) - 1);
  __m256i bits = _mm256_castpd_si256(v);
  __m256i sticky = _mm256_add_epi64(_mm256_and_si256(bits, low), low); /* bit 29 where a lower bit of v is set */
  return _mm256_cvtpd_ps(_mm256_castsi256_pd(_mm256_andnot_si256(low, _mm256_or_si256(bits, sticky))));
}
static inline __m256 pair_narrow_to_odd(const lanes v[2]) {
  return _mm256_set_m128(lanes_narrow_to_odd(v[1]), lanes_narrow_to_odd(v[0]));
}

static inline void group_store_f16(uint16_t *p, const lanes v[LANES_IN_GROUP]) {
  for (int32_t k = 0; k < LANES_IN_GROUP; k += 2)
    _mm_storeu_si128((__m128i *)(void *)(p + k * LANES),
                     _mm256_cvtps_ph(pair_narrow_to_odd(v + k), _MM_FROUND_TO_NEAREST_INT));
}

/* Eight of bf16, as words. */
static inline __m256i round_to_bf16(__m256 v) {
  __m256i bits = _mm256_castps_si256(v), last = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
  __m256i nearest = _mm256_add_epi32(bits, _mm256_add_epi32(last, _mm256_set1_epi32(0x7fff)));
  __m256 kept = _mm256_blendv_ps(_mm256_castsi256_ps(nearest), v, _mm256_cmp_ps(v, v, _CMP_UNORD_Q));
  return _mm256_srli_epi32(_mm256_castps_si256(kept), 16);
}

/* v is a subnormal of bf16 already, or rounds to a normal number: between fp32's least subnormal numbers, v would be
 * rounded twice. */
static inline void group_store_bf16(uint16_t *p, const lanes v[LANES_IN_GROUP]) {
  __m256i first = round_to_bf16(pair_narrow_to_odd(v)), second = round_to_bf16(pair_narrow_to_odd(v + 2));
  __m256i packed = _mm256_packus_epi32(first, second);
  _mm256_storeu_si256((__m256i *)(void *)p, _mm256_permute4x64_epi64(packed, 0xd8));
}

static inline lanes lanes_add(lanes a, lanes b) {
  return _mm256_add_pd(a, b);
}
static inline lanes lanes_madd(lanes a, lanes b, lanes c) {
  return _mm256_fmadd_pd(a, b, c);
}
static inline double lanes_sum(lanes v) {
  __m128d pairs = _mm_add_pd(_mm256_castpd256_pd128(v), _mm256_extractf128_pd(v, 1));
  return _mm_cvtsd_f64(_mm_add_sd(pairs, _mm_unpackhi_pd(pairs, pairs)));
}

#endif
