/* SPDX-License-Identifier: Apache-2.0 */
#include "pairs__avx2.h"

#define TYPE f64
#define FAMILY avx2
#include "jacobian_times_f64.inc"
