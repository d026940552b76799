/*
 * Doubles in pairs, for products with J in the caller's layout.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_PAIRS_H
#define MEZZO_PAIRS_H

#include <stdint.h>
#include <string.h>

typedef double pair __attribute__((vector_size(16)));

static inline pair pair_load(const double *p) {
  pair v;
  memcpy(&v, p, sizeof v);
  return v;
}

#endif
