/*
 * The list of kernels, the families that it makes, and the choice of one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu.h"
#include "internal.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* ---- Kernels ---- */

enum { TYPE_f64 = MEZZO_F64, TYPE_f32 = MEZZO_F32, TYPE_f16 = MEZZO_F16, TYPE_bf16 = MEZZO_BF16, TYPE_b16 = MEZZO_B16 };

/* Where a table belongs, as the place of a pointer in mezzo_kernels, and the table. */
typedef struct kernel {
  size_t place;
  const void *table;
} kernel;

#define MEZZO_KERNEL(operation, type, family) {#operation, #type, #family},
static const mezzo_kernel_info infos[] = {
#include "kernels/kernels.inc"
};
#undef MEZZO_KERNEL

#define MEZZO_KERNEL(operation, type, family)                                                                          \
  {offsetof(mezzo_kernels, operation) + TYPE_##type * sizeof(void *), &mezzo_##operation##_##type##__##family},
static const kernel kernels[] = {
#include "kernels/kernels.inc"
};
#undef MEZZO_KERNEL

enum { KERNELS = sizeof kernels / sizeof kernels[0] };

const mezzo_kernel_info *mezzo_kernels_registered(int64_t *count) {
  if (count != NULL)
    *count = KERNELS;
  return infos;
}

/* ---- Families ---- */

#define MEZZO_FAMILY(name, base, needs) FAMILY_##name,
enum family {
#include "kernels/families.inc"
  FAMILIES
};
#undef MEZZO_FAMILY

#define MEZZO_FAMILY(name, base, needs) {#name, FAMILY_##base, needs},
static const struct {
  const char *name;
  int32_t base;
  uint32_t needs;
} families[] = {
#include "kernels/families.inc"
};
#undef MEZZO_FAMILY

static pthread_once_t once = PTHREAD_ONCE_INIT;
static mezzo_kernels tables[FAMILIES]; /* as of `once`, and constant from then on */
static char needs_text[FAMILIES][MEZZO_CPU_TEXT];

static void put_together(void) {
  for (int32_t f = 0; f < FAMILIES; f++) {
    tables[f] = tables[families[f].base];
    tables[f].name = families[f].name;
    for (int32_t k = 0; k < KERNELS; k++)
      if (strcmp(infos[k].family, families[f].name) == 0)
        memcpy((char *)&tables[f] + kernels[k].place, &kernels[k].table, sizeof kernels[k].table);
    mezzo_cpu_describe(families[f].needs, needs_text[f]);
  }
}

static int32_t find(const char *name) {
  int32_t f = FAMILIES - 1;
  while (f >= 0 && strcmp(name, families[f].name) != 0)
    f--;
  return f;
}

int32_t mezzo_kernels_count(void) {
  return FAMILIES;
}

const char *mezzo_kernels_name(int32_t i) {
  return i >= 0 && i < FAMILIES ? families[i].name : NULL;
}

const char *mezzo_kernels_needs(int32_t i) {
  pthread_once(&once, put_together);
  return i >= 0 && i < FAMILIES ? needs_text[i] : NULL;
}

int32_t mezzo_kernels_supported(int32_t i) {
  return i >= 0 && i < FAMILIES && mezzo_cpu_has(families[i].needs);
}

/* ---- Choice ---- */

/* NULL until somebody asks. */
static _Atomic(const mezzo_kernels *) current;

/* What the process begins with; NULL if MEZZO_KERNELS names what is not there. */
static const mezzo_kernels *initial(void) {
  pthread_once(&once, put_together);
  const char *forced = getenv("MEZZO_KERNELS");
  int32_t f = FAMILIES - 1;
  if (forced != NULL && forced[0] != '\0') {
    f = find(forced);
    return mezzo_kernels_supported(f) ? &tables[f] : NULL;
  }
  while (f > 0 && !mezzo_kernels_supported(f))
    f--;
  return &tables[f];
}

const mezzo_kernels *mezzo_kernels_current(void) {
  const mezzo_kernels *chosen = atomic_load_explicit(&current, memory_order_acquire);
  if (chosen == NULL) {
    /* Does not overwrite what another thread selects in the meantime. */
    const mezzo_kernels *none = NULL;
    chosen = initial();
    if (!atomic_compare_exchange_strong(&current, &none, chosen))
      chosen = none;
  }
  return chosen;
}

const char *mezzo_kernels_selected(void) {
  const mezzo_kernels *chosen = mezzo_kernels_current();
  return chosen != NULL ? chosen->name : "none";
}

mezzo_status mezzo_kernels_select(const char *name) {
  const mezzo_kernels *chosen = NULL;
  if (name == NULL) {
    chosen = initial();
  } else {
    const int32_t f = find(name);
    MEZZO_REQUIRE(f >= 0, MEZZO_ERROR_TYPE);
    pthread_once(&once, put_together);
    chosen = mezzo_kernels_supported(f) ? &tables[f] : NULL;
  }
  MEZZO_REQUIRE(chosen != NULL, MEZZO_ERROR_UNSUPPORTED);
  atomic_store(&current, chosen);
  return MEZZO_OK;
}
