/* SPDX-License-Identifier: Apache-2.0 */
#include "counts__portable.h"

#define TYPE bf16
#define FAMILY portable
#include "convert.inc"
