/* SPDX-License-Identifier: Apache-2.0 */
#include "doubles__portable.h"

#define TYPE f64
#define FAMILY portable
#define MADD(a, b, c) ((a) * (b) + (c))
#include "vector.inc"
