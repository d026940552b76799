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
    .convert = &mezzo_convert__avx2,
    .vector = {&mezzo_vector_f64__avx2, &mezzo_vector_f32__avx2},
    .times = {&mezzo_times_f64__avx2, &mezzo_times_f32__avx2, &mezzo_times_f16__avx2},
    .transpose_times = {&mezzo_transpose_times_f64__avx2, &mezzo_transpose_times_f32__avx2,
                        &mezzo_transpose_times_f16__avx2},
    .gram = mezzo_gram__avx2,
    .ic_factor = {mezzo_ic_factor_f64__avx2, mezzo_ic_factor_f32__avx2},
    .ic_solve = {&mezzo_ic_solve_f64__avx2, &mezzo_ic_solve_f32__avx2, &mezzo_ic_solve_f16__avx2},
};
