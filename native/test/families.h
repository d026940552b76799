/*
 * Runs tests once with each kernel family that this machine supports.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_TEST_FAMILIES_H
#define MEZZO_TEST_FAMILIES_H

#include "check.h"
#include "mezzo.h"

/* RUN for every family, in the order of registration; leaves the best one selected. */
#define RUN_FAMILIES(name)                                                                                             \
  do {                                                                                                                 \
    for (int32_t family = 0; family < mezzo_kernels_count(); family++) {                                               \
      if (!mezzo_kernels_supported(family))                                                                            \
        continue;                                                                                                      \
      CHECK_OR_STOP(mezzo_kernels_select(mezzo_kernels_name(family)) == MEZZO_OK, "%s", mezzo_kernels_name(family));   \
      printf("[%s] ", mezzo_kernels_selected());                                                                       \
      RUN(name);                                                                                                       \
    }                                                                                                                  \
    mezzo_kernels_select(NULL);                                                                                        \
  } while (0)

#endif
