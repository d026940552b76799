/* SPDX-License-Identifier: Apache-2.0 */
#include "doubles__avx512.h"

#define TYPE f32
#define FAMILY avx512
#define MADD(a, b, c) fmaf(a, b, c)
#include "vector.inc"
