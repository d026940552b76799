/* SPDX-License-Identifier: Apache-2.0 */
#include "panels__portable.h"

#define TYPE bf16
#define FAMILY portable
#include "jacobian_times.inc"
