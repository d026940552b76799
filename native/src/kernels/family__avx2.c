/*
 * Kernel family avx2: x86-64 with AVX2, FMA and F16C.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu.h"
#include "kernels.h"

static bool supported(void) {
  return mezzo_cpu_has(MEZZO_CPU_AVX2 | MEZZO_CPU_FMA | MEZZO_CPU_F16C);
}

const mezzo_kernels mezzo_kernels_avx2 = {
    .name = "avx2",
    .supported = supported,
};
