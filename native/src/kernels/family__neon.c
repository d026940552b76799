/*
 * Kernel family neon: aarch64 baseline: ARMv8-A vectors, half precision for storage only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu.h"
#include "kernels.h"

static bool supported(void) {
  return mezzo_cpu_has(MEZZO_CPU_NEON);
}

const mezzo_kernels mezzo_kernels_neon = {
    .name = "neon",
    .supported = supported,
};
