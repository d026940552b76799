/*
 * Octets of which only some lanes count: AVX-512 (F, VL). What the functions mean is said in octet_lanes__avx2.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_OCTET_LANES_H
#define MEZZO_OCTET_LANES_H

#include <immintrin.h>
#include <stdint.h>

typedef __mmask8 octet_lanes;

static inline octet_lanes octet_lanes_of(uint8_t bits) {
  return bits;
}
static inline __m256 octet_merge(__m256 v, octet_lanes lanes, const float *p) {
  return _mm256_mask_loadu_ps(v, lanes, p);
}
static inline __m256 octet_fma(__m256 c, octet_lanes lanes, __m256 a, __m256 b) {
  return _mm256_mask3_fmadd_ps(a, b, c, lanes);
}

#endif
