/*
 * Vector operations in plain C.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "doubles__portable.h"
#include "kernels.h"

#include <string.h>

#define NAME(operation) operation##_f64__portable
#define SCALAR double
#define LOAD lanes_load_f64
#define BITS int64_t
#define MADD(a, b, c) ((a) * (b) + (c))
#include "vector.inc"

#define NAME(operation) operation##_f32__portable
#define SCALAR float
#define LOAD lanes_load_f32
#define BITS int32_t
#define MADD(a, b, c) ((a) * (b) + (c))
#include "vector.inc"
