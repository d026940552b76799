/*
 * Short vectors for the kernels on blocks: 16 bytes in C, which compilers map to whatever the machine has. Products and
 * sums round separately. What the functions mean is said in block_lanes__avx2.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_BLOCK_LANES_H
#define MEZZO_BLOCK_LANES_H

#include <math.h>
#include <stdint.h>
#include <string.h>

typedef double v_f64 __attribute__((vector_size(16)));
typedef float q_f32 __attribute__((vector_size(16)));
typedef q_f32 v_f32;
#define LANES_v_f64 2
#define LANES_v_f32 4
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

static inline v_f64 v_f64_splat(double s) {
  return (v_f64){s, s};
}
static inline v_f64 v_f64_zero(void) {
  return v_f64_splat(0);
}
static inline v_f64 v_f64_load(const double *p) {
  v_f64 a;
  memcpy(&a, p, sizeof a);
  return a;
}
/* The first n lanes, n >= 1, and anything in the others; nothing else is read. */
static inline v_f64 v_f64_load_first(const double *p, int32_t n) {
  return n >= LANES_v_f64 ? v_f64_load(p) : (v_f64){*p};
}
static inline void v_f64_store(double *p, v_f64 a) {
  memcpy(p, &a, sizeof a);
}
static inline void v_f64_store_first(double *p, v_f64 a, int32_t n) {
  if (n >= LANES_v_f64)
    v_f64_store(p, a);
  else
    *p = a[0];
}
static inline v_f64 v_f64_add(v_f64 a, v_f64 b) {
  return a + b;
}
static inline v_f64 v_f64_sub(v_f64 a, v_f64 b) {
  return a - b;
}
static inline v_f64 v_f64_mul(v_f64 a, v_f64 b) {
  return a * b;
}
static inline v_f64 v_f64_abs(v_f64 a) {
  return (v_f64){fabs(a[0]), fabs(a[1])};
}
static inline v_f64 v_f64_max(v_f64 a, v_f64 b) {
  return (v_f64){a[0] > b[0] ? a[0] : b[0], a[1] > b[1] ? a[1] : b[1]};
}
static inline v_f64 v_f64_fma(v_f64 c, v_f64 a, v_f64 b) {
  return c + a * b;
}
static inline v_f64 v_f64_fnma(v_f64 c, v_f64 a, v_f64 b) {
  return c - a * b;
}
/* Numbers of this size are integers, and end in the bits of what was added. */
static inline void v_f64_store_b16(int16_t *p, v_f64 a) {
  typedef int64_t words __attribute__((vector_size(16)));
  typedef int16_t mantissas __attribute__((vector_size(4)));
  const mantissas m = __builtin_convertvector((words)(a + 0x1.8p52), mantissas);
  memcpy(p, &m, sizeof m);
}
typedef int64_t v_f64_counts __attribute__((vector_size(16)));
static inline v_f64_counts v_f64_count(v_f64_counts counts, v_f64 a, v_f64 b) {
  return counts - ((a != 0) & (b <= 0.5) & (b >= -0.5));
}
static inline v_f64 v_f64_keep(v_f64 a, int32_t n) {
  return n >= LANES_v_f64 ? a : (v_f64){a[0], 0};
}
static inline double v_f64_sum(v_f64 a) {
  return a[0] + a[1];
}
static inline v_f64 v_f64_sums(const v_f64 a[LANES_v_f64]) {
  return (v_f64){v_f64_sum(a[0]), v_f64_sum(a[1])};
}

static inline q_f32 q_f32_splat(float s) {
  return (q_f32){s, s, s, s};
}
static inline q_f32 q_f32_zero(void) {
  return q_f32_splat(0);
}
static inline q_f32 q_f32_load(const float *p) {
  q_f32 a;
  memcpy(&a, p, sizeof a);
  return a;
}
/* As mezzo_half_to_float, but without branches: subnormals become normal with a leading bit that is taken off again. */
static inline q_f32 q_f32_load_f16(const uint16_t *p) {
  typedef uint16_t halves __attribute__((vector_size(8)));
  typedef uint32_t words __attribute__((vector_size(16)));
  halves h;
  memcpy(&h, p, sizeof h);
  const words bits = __builtin_convertvector(h, words);
  const words magnitude = (bits & 0x7fff) << 13;
  const words tiny = (words)(magnitude < 1 << 23);
  const words special = (words)(magnitude >= 31 << 23);
  const words leading = tiny & 113 << 23;
  const words value = (magnitude + (leading | (~tiny & 112 << 23))) | (special & 0x7f800000);
  const words exact = (words)((q_f32)value - (q_f32)leading);
  return (q_f32)(exact | (bits & 0x8000) << 16);
}
static inline q_f32 q_f32_load_bf16(const uint16_t *p) {
  typedef uint16_t halves __attribute__((vector_size(8)));
  typedef uint32_t words __attribute__((vector_size(16)));
  halves h;
  memcpy(&h, p, sizeof h);
  return (q_f32)(__builtin_convertvector(h, words) << 16);
}
static inline q_f32 q_f32_load_b16(const int16_t *p) {
  typedef int16_t mantissas __attribute__((vector_size(8)));
  mantissas m;
  memcpy(&m, p, sizeof m);
  return __builtin_convertvector(m, q_f32);
}
static inline q_f32 q_f32_load_first(const float *p, int32_t n) {
  return n >= LANES_q_f32 ? q_f32_load(p) : (q_f32){p[0], n > 1 ? p[1] : 0, n > 2 ? p[2] : 0, 0};
}
static inline void q_f32_store(float *p, q_f32 a) {
  memcpy(p, &a, sizeof a);
}
static inline void q_f32_store_first(float *p, q_f32 a, int32_t n) {
  memcpy(p, &a, (size_t)(n < LANES_q_f32 ? n : LANES_q_f32) * sizeof *p);
}
static inline q_f32 q_f32_add(q_f32 a, q_f32 b) {
  return a + b;
}
static inline q_f32 q_f32_sub(q_f32 a, q_f32 b) {
  return a - b;
}
static inline q_f32 q_f32_mul(q_f32 a, q_f32 b) {
  return a * b;
}
static inline q_f32 q_f32_abs(q_f32 a) {
  return (q_f32){fabsf(a[0]), fabsf(a[1]), fabsf(a[2]), fabsf(a[3])};
}
static inline q_f32 q_f32_max(q_f32 a, q_f32 b) {
  return (q_f32){a[0] > b[0] ? a[0] : b[0], a[1] > b[1] ? a[1] : b[1], a[2] > b[2] ? a[2] : b[2],
                 a[3] > b[3] ? a[3] : b[3]};
}
static inline q_f32 q_f32_fma(q_f32 c, q_f32 a, q_f32 b) {
  return c + a * b;
}
static inline q_f32 q_f32_fnma(q_f32 c, q_f32 a, q_f32 b) {
  return c - a * b;
}
static inline void q_f32_store_b16(int16_t *p, q_f32 a) {
  typedef int32_t words __attribute__((vector_size(16)));
  typedef int16_t mantissas __attribute__((vector_size(8)));
  const mantissas m = __builtin_convertvector((words)(a + 0x1.8p23F), mantissas);
  memcpy(p, &m, sizeof m);
}
typedef int32_t q_f32_counts __attribute__((vector_size(16)));
static inline q_f32_counts q_f32_count(q_f32_counts counts, q_f32 a, q_f32 b) {
  return counts - ((a != 0) & (b <= 0.5F) & (b >= -0.5F));
}
static inline q_f32 q_f32_keep(q_f32 a, int32_t n) {
  return (q_f32){a[0], n > 1 ? a[1] : 0, n > 2 ? a[2] : 0, n > 3 ? a[3] : 0};
}
static inline float q_f32_sum(q_f32 a) {
  return (a[0] + a[2]) + (a[1] + a[3]);
}
static inline q_f32 q_f32_sums(const q_f32 a[LANES_q_f32]) {
  return (q_f32){q_f32_sum(a[0]), q_f32_sum(a[1]), q_f32_sum(a[2]), q_f32_sum(a[3])};
}

#define v_f32_zero q_f32_zero
#define v_f32_splat q_f32_splat
#define v_f32_load q_f32_load
#define v_f32_load_f16 q_f32_load_f16
#define v_f32_load_bf16 q_f32_load_bf16
#define v_f32_load_b16 q_f32_load_b16
#define v_f32_load_first q_f32_load_first
#define v_f32_store q_f32_store
#define v_f32_store_first q_f32_store_first
#define v_f32_add q_f32_add
#define v_f32_sub q_f32_sub
#define v_f32_mul q_f32_mul
#define v_f32_abs q_f32_abs
#define v_f32_max q_f32_max
#define v_f32_fma q_f32_fma
#define v_f32_fnma q_f32_fnma
#define v_f32_store_b16 q_f32_store_b16
#define v_f32_counts q_f32_counts
#define v_f32_count q_f32_count
#define v_f32_keep q_f32_keep
#define v_f32_sums q_f32_sums

#endif
