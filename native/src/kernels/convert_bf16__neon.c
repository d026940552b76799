/* SPDX-License-Identifier: Apache-2.0 */
#include "counts__neon.h"

#define TYPE bf16
#define FAMILY neon
#include "convert.inc"
