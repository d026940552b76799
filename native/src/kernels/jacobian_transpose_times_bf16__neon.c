/* SPDX-License-Identifier: Apache-2.0 */
#include "panels__neon.h"

#define TYPE bf16
#define FAMILY neon
#include "jacobian_transpose_times.inc"
