/*
 * Elements of any type as doubles: one by one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_DOUBLES_H
#define MEZZO_DOUBLES_H

#include "half.h"

enum { LANES = 1, LANES_IN_GROUP = 1, GROUP = LANES_IN_GROUP * LANES };
typedef double lanes;

static inline lanes lanes_zero(void) {
  return 0;
}
static inline lanes lanes_load_f64(const double *p) {
  return *p;
}
static inline lanes lanes_load_f32(const float *p) {
  return (double)*p;
}
static inline lanes lanes_load_f16(const uint16_t *p) {
  return (double)mezzo_half_to_float(*p);
}
static inline lanes lanes_load_bf16(const uint16_t *p) {
  return (double)mezzo_bfloat_to_float(*p);
}
static inline void group_store_f64(double *p, const lanes v[1]) {
  *p = v[0];
}
static inline void group_store_f32(float *p, const lanes v[1]) {
  *p = (float)v[0];
}
static inline void group_store_f16(uint16_t *p, const lanes v[1]) {
  *p = mezzo_half_from_double(v[0]);
}
static inline void group_store_bf16(uint16_t *p, const lanes v[1]) {
  *p = mezzo_bfloat_from_double(v[0]);
}
static inline lanes lanes_add(lanes a, lanes b) {
  return a + b;
}
static inline lanes lanes_madd(lanes a, lanes b, lanes c) {
  return a * b + c;
}
static inline double lanes_sum(lanes v) {
  return v;
}

#endif
