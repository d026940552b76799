/*
 * Versions: Mezzo's own and those of the libraries it runs on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "mezzo.h"

#include <cholmod.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>

/* There if the BLAS that CHOLMOD brought along is OpenBLAS. */
extern const char *openblas_get_config(void) __attribute__((weak));

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char text[256];

static void ask(void) {
  int version[3] = {0};
  cholmod_version(version);
  const char *blas = openblas_get_config != NULL ? openblas_get_config() : "BLAS";
  snprintf(text, sizeof text, "CHOLMOD %d.%d.%d\n%s", version[0], version[1], version[2], blas);
}

int32_t mezzo_abi_version(void) {
  return MEZZO_ABI_VERSION;
}

const char *mezzo_version(void) {
  return MEZZO_VERSION;
}

const char *mezzo_libraries(void) {
  pthread_once(&once, ask);
  return text;
}
