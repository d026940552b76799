/* SPDX-License-Identifier: Apache-2.0 */
#include "counts__avx512.h"

#define TYPE f32
#define FAMILY avx512
#include "convert.inc"
