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
    .convert = &mezzo_convert__neon,
    .vector = {&mezzo_vector_f64__neon, &mezzo_vector_f32__neon},
    .times = {&mezzo_times_f64__neon, &mezzo_times_f32__neon, &mezzo_times_f16__neon},
    .transpose_times = {&mezzo_transpose_times_f64__neon, &mezzo_transpose_times_f32__neon,
                        &mezzo_transpose_times_f16__neon},
    .gram = mezzo_gram__neon,
    .ic_factor = {mezzo_ic_factor_f64__neon, mezzo_ic_factor_f32__neon},
    .ic_solve = {&mezzo_ic_solve_f64__neon, &mezzo_ic_solve_f32__neon, &mezzo_ic_solve_f16__neon},
};
