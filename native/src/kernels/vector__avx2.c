/*
 * Vector operations for AVX2 with fused multiply-add.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "doubles__avx2.h"
#include "kernels.h"

#include <math.h>
#include <string.h>

#define NAME(operation) operation##_f64__avx2
#define SCALAR double
#define LOAD lanes_load_f64
#define BITS int64_t
#define MADD(a, b, c) fma(a, b, c)
#include "vector.inc"

#define NAME(operation) operation##_f32__avx2
#define SCALAR float
#define LOAD lanes_load_f32
#define BITS int32_t
#define MADD(a, b, c) fmaf(a, b, c)
#include "vector.inc"
