/*
 * Choice of a kernel family.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#include <stdatomic.h>
#include <string.h>

#define MEZZO_FAMILY(name) &mezzo_kernels_##name,
static const mezzo_kernels *const families[] = {
#include "kernels/families.inc"
};
#undef MEZZO_FAMILY

enum { FAMILIES = sizeof families / sizeof families[0] };

/* NULL until somebody asks. */
static _Atomic(const mezzo_kernels *) current;

static const mezzo_kernels *best(void) {
  int32_t i = FAMILIES - 1;
  while (i > 0 && !families[i]->supported())
    i--;
  return families[i];
}

const mezzo_kernels *mezzo_kernels_current(void) {
  const mezzo_kernels *kernels = atomic_load_explicit(&current, memory_order_acquire);
  if (kernels == NULL) {
    /* Does not overwrite what another thread selects in the meantime. */
    const mezzo_kernels *none = NULL;
    kernels = best();
    if (!atomic_compare_exchange_strong(&current, &none, kernels))
      kernels = none;
  }
  return kernels;
}

int32_t mezzo_kernels_count(void) {
  return FAMILIES;
}

const char *mezzo_kernels_name(int32_t i) {
  return i >= 0 && i < FAMILIES ? families[i]->name : NULL;
}

int32_t mezzo_kernels_supported(int32_t i) {
  return i >= 0 && i < FAMILIES && families[i]->supported();
}

const char *mezzo_kernels_selected(void) {
  return mezzo_kernels_current()->name;
}

mezzo_status mezzo_kernels_select(const char *name) {
  if (name == NULL) {
    atomic_store(&current, best());
    return MEZZO_OK;
  }
  for (int32_t i = 0; i < FAMILIES; i++) {
    if (strcmp(name, families[i]->name) != 0)
      continue;
    MEZZO_REQUIRE(families[i]->supported(), MEZZO_ERROR_UNSUPPORTED);
    atomic_store(&current, families[i]);
    return MEZZO_OK;
  }
  return MEZZO_ERROR_TYPE;
}
