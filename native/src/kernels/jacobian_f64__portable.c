/*
 * Products with J in fp64, in C.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels.h"

#include <string.h>

#define NAME(operation) operation##_f64__portable
#define MADD(a, b, c) ((a) * (b) + (c))
#define MADD_PAIR(a, b, c) ((a) * (b) + (c))
#include "jacobian_f64.inc"
