/* SPDX-License-Identifier: Apache-2.0 */
#include "counts__avx512.h"

#define TYPE bf16
#define FAMILY avx512
#include "convert.inc"
