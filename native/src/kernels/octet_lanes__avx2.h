/*
 * Octets of which only some lanes count; memory behind the others is not touched: AVX2, FMA.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_OCTET_LANES_H
#define MEZZO_OCTET_LANES_H

#include <immintrin.h>
#include <stdint.h>

typedef __m256i octet_lanes;

/* A bit for each lane */
static inline octet_lanes octet_lanes_of(uint8_t bits) {
  const __m256i each = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
  return _mm256_cmpeq_epi32(_mm256_and_si256(_mm256_set1_epi32(bits), each), each);
}
/* p[i] in the lanes, where v has zeros, and v in the others */
static inline __m256 octet_merge(__m256 v, octet_lanes lanes, const float *p) {
  return _mm256_or_ps(v, _mm256_maskload_ps(p, lanes));
}
/* c + a b in the lanes, and c in the others, where b is finite */
static inline __m256 octet_fma(__m256 c, octet_lanes lanes, __m256 a, __m256 b) {
  return _mm256_fmadd_ps(_mm256_and_ps(a, _mm256_castsi256_ps(lanes)), b, c);
}

#endif
