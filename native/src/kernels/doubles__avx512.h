/*
 * Elements of any type as doubles: eight by eight with AVX-512 (F, DQ, BW, VL).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_DOUBLES_H
#define MEZZO_DOUBLES_H

#include <immintrin.h>
#include <stdint.h>

enum { LANES = 8, LANES_IN_GROUP = 4, GROUP = LANES_IN_GROUP * LANES };
typedef __m512d lanes;

static inline lanes lanes_zero(void) {
  return _mm512_setzero_pd();
}
static inline lanes lanes_load_f64(const double *p) {
  return _mm512_loadu_pd(p);
}
static inline lanes lanes_load_f32(const float *p) {
  return _mm512_cvtps_pd(_mm256_loadu_ps(p));
}
static inline lanes lanes_load_f16(const uint16_t *p) {
  return _mm512_cvtps_pd(_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(const void *)p)));
}
static inline lanes lanes_load_bf16(const uint16_t *p) {
  __m256i words = _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(const void *)p));
  return _mm512_cvtps_pd(_mm256_castsi256_ps(_mm256_slli_epi32(words, 16)));
}
static inline void group_store_f64(double *p, const lanes v[LANES_IN_GROUP]) {
  for (int32_t k = 0; k < LANES_IN_GROUP; k++)
    _mm512_storeu_pd(p + k * LANES, v[k]);
}
static inline void group_store_f32(float *p, const lanes v[LANES_IN_GROUP]) {
  for (int32_t k = 0; k < LANES_IN_GROUP; k++)
    _mm256_storeu_ps(p + k * LANES, _mm512_cvtpd_ps(v[k]));
}

/* As fp32 with the last bit set where v has any bit below it: rounded to odd. A second rounding, to a type of at least
 * two bits less, then sees on which side of a tie v was (Boldo and Melquiond, "Emulation of FMA and correctly rounded
 * sums", IEEE Trans. Comp. 2008). Bits that a subnormal of fp32 loses more are not seen. */
static inline __m256 lanes_narrow_to_odd(lanes v) {
  __m256i cut = _mm256_castps_si256(_mm512_cvt_roundpd_ps(v, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC));
  __mmask8 inexact = _mm512_test_epi64_mask(_mm512_castpd_si512(v), _mm512_set1_epi64((1 << 29) - 1));
  return _mm256_castsi256_ps(_mm256_mask_or_epi32(cut, inexact, cut, _mm256_set1_epi32(1)));
}
static inline __m512 pair_narrow_to_odd(const lanes v[2]) {
  return _mm512_insertf32x8(_mm512_castps256_ps512(lanes_narrow_to_odd(v[0])), lanes_narrow_to_odd(v[1]), 1);
}

static inline void group_store_f16(uint16_t *p, const lanes v[LANES_IN_GROUP]) {
  for (int32_t k = 0; k < LANES_IN_GROUP; k += 2)
    _mm256_storeu_si256((__m256i *)(void *)(p + k * LANES),
                        _mm512_cvtps_ph(pair_narrow_to_odd(v + k), _MM_FROUND_TO_NEAREST_INT));
}

/* v is a subnormal of bf16 already, or rounds to a normal number: between fp32's least subnormal numbers, v would be
 * rounded twice. */
static inline void group_store_bf16(uint16_t *p, const lanes v[LANES_IN_GROUP]) {
  for (int32_t k = 0; k < LANES_IN_GROUP; k += 2) {
    __m512 odd = pair_narrow_to_odd(v + k);
    __m512i bits = _mm512_castps_si512(odd), last = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
    __mmask16 number = _mm512_cmp_ps_mask(odd, odd, _CMP_ORD_Q);
    __m512i nearest = _mm512_mask_add_epi32(bits, number, bits, _mm512_add_epi32(last, _mm512_set1_epi32(0x7fff)));
    _mm256_storeu_si256((__m256i *)(void *)(p + k * LANES), _mm512_cvtepi32_epi16(_mm512_srli_epi32(nearest, 16)));
  }
}

static inline lanes lanes_add(lanes a, lanes b) {
  return _mm512_add_pd(a, b);
}
static inline lanes lanes_madd(lanes a, lanes b, lanes c) {
  return _mm512_fmadd_pd(a, b, c);
}
static inline double lanes_sum(lanes v) {
  __m256d quads = _mm256_add_pd(_mm512_castpd512_pd256(v), _mm512_extractf64x4_pd(v, 1));
  __m128d pairs = _mm_add_pd(_mm256_castpd256_pd128(quads), _mm256_extractf128_pd(quads, 1));
  return _mm_cvtsd_f64(_mm_add_sd(pairs, _mm_unpackhi_pd(pairs, pairs)));
}

#endif
