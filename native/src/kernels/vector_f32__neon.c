/* SPDX-License-Identifier: Apache-2.0 */
#include "doubles__neon.h"

#define TYPE f32
#define FAMILY neon
#define MADD(a, b, c) fmaf(a, b, c)
#include "vector.inc"
