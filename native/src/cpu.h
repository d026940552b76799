/*
 * What this machine's processor and operating system offer to kernels.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_CPU_H
#define MEZZO_CPU_H

#include <stdbool.h>
#include <stdint.h>

typedef enum mezzo_cpu_feature {
  MEZZO_CPU_AVX2 = 1 << 0, /* vector registers are saved by the operating system, too */
  MEZZO_CPU_F16C = 1 << 1,
  MEZZO_CPU_FMA = 1 << 2,
  MEZZO_CPU_AVX512 = 1 << 3, /* F, DQ, BW and VL, as in x86-64-v4 */
  MEZZO_CPU_AVX512BF16 = 1 << 4,
  MEZZO_CPU_AVX512FP16 = 1 << 5,
  MEZZO_CPU_NEON = 1 << 6,
  MEZZO_CPU_FP16 = 1 << 7, /* ARMv8.2 half-precision vector arithmetic */
  MEZZO_CPU_FHM = 1 << 8,  /* half-precision multiply-add into single precision */
  MEZZO_CPU_BF16 = 1 << 9
} mezzo_cpu_feature;

/* Room for the names of all features. */
enum { MEZZO_CPU_TEXT = 128 };

/* The names of the features of the mask, blank-separated. */
void mezzo_cpu_describe(uint32_t features, char to[MEZZO_CPU_TEXT]);

/* Whether all features of the mask are there. */
bool mezzo_cpu_has(uint32_t features);

#endif
