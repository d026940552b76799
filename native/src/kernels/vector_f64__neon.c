/* SPDX-License-Identifier: Apache-2.0 */
#include "doubles__neon.h"

#define TYPE f64
#define FAMILY neon
#define MADD(a, b, c) fma(a, b, c)
#include "vector.inc"
