/*
 * w = alpha A p with A in fp32 and fp16, with the vectors of ARMv8-A.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels.h"
#include "panels__neon.h"

#include <string.h>

#define NAME(operation) operation##_f32__neon
#define STORED float
#define LOAD(v, a) v##_load(a)
#include "jacobian_times.inc"

#define NAME(operation) operation##_f16__neon
#define STORED uint16_t
#define LOAD(v, a) v##_load_f16(a)
#include "jacobian_times.inc"
