/*
 * Kernel family portable: Any machine.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels.h"

static bool supported(void) {
  return true;
}

const mezzo_kernels mezzo_kernels_portable = {
    .name = "portable",
    .supported = supported,
    .convert = &mezzo_convert__portable,
    .vector = {&mezzo_vector_f64__portable, &mezzo_vector_f32__portable},
    .times = {&mezzo_times_f64__portable, &mezzo_times_f32__portable, &mezzo_times_f16__portable},
    .transpose_times = {&mezzo_transpose_times_f64__portable, &mezzo_transpose_times_f32__portable,
                        &mezzo_transpose_times_f16__portable},
    .gram = mezzo_gram__portable,
    .ic_factor = {mezzo_ic_factor_f64__portable, mezzo_ic_factor_f32__portable},
    .ic_solve = {&mezzo_ic_solve_f64__portable, &mezzo_ic_solve_f32__portable, &mezzo_ic_solve_f16__portable},
};
