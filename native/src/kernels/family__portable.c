/*
 * Kernel family portable: Any machine.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels.h"

static bool supported(void) {
  return true;
}

const mezzo_kernels mezzo_kernels_portable = {
    .name = "portable",
    .supported = supported,
};
