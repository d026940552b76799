/* SPDX-License-Identifier: Apache-2.0 */
#include "doubles__avx2.h"

#define TYPE f64
#define FAMILY avx2
#define MADD(a, b, c) fma(a, b, c)
#include "vector.inc"
