/*
 * q += alpha A^T w with A in fp32 and fp16, with AVX2, FMA and F16C.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels.h"
#include "panels__avx2.h"

#define NAME(operation) operation##_f32__avx2
#define STORED float
#define LOAD(v, a) v##_load(a)
#include "jacobian_transpose_times.inc"

#define NAME(operation) operation##_f16__avx2
#define STORED uint16_t
#define LOAD(v, a) v##_load_f16(a)
#include "jacobian_transpose_times.inc"
