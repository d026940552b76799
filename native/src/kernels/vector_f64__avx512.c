/* SPDX-License-Identifier: Apache-2.0 */
#include "doubles__avx512.h"

#define TYPE f64
#define FAMILY avx512
#define MADD(a, b, c) fma(a, b, c)
#include "vector.inc"
