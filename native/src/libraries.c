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

#if !MEZZO_PORTABLE
/* There if the BLAS that CHOLMOD brought along is OpenBLAS. */
extern const char *openblas_get_config(void) __attribute__((weak));

/* There if CHOLMOD was built with its Supernodal module. */
#pragma weak cholmod_super_numeric
#endif

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char text[512];

#if MEZZO_PORTABLE /* CHOLMOD's LGPL modules and what they call are a part of the library. */

static void ask(void) {
  int version[3] = {0};
  cholmod_version(version);
  const int suite[3] = {SUITESPARSE_MAIN_VERSION, SUITESPARSE_SUB_VERSION, SUITESPARSE_SUBSUB_VERSION};
  snprintf(text, sizeof text,
           "CHOLMOD %d.%d.%d, linked in, without GPL modules\n"
           "AMD, CAMD, COLAMD, CCOLAMD of SuiteSparse %d.%d.%d, linked in\n"
           "METIS of SuiteSparse %d.%d.%d, linked in",
           version[0], version[1], version[2], suite[0], suite[1], suite[2], suite[0], suite[1], suite[2]);
}

#else

static void ask(void) {
  int version[3] = {0};
  cholmod_version(version);
  const char *gpl = MEZZO_CHOLMOD_GPL               ? "its GPL modules called"
                    : cholmod_super_numeric != NULL ? "its GPL modules not called"
                                                    : "without GPL modules";
  const char *blas = openblas_get_config != NULL ? openblas_get_config() : "BLAS";
  snprintf(text, sizeof text, "CHOLMOD %d.%d.%d, of the system, %s\n%s", version[0], version[1], version[2], gpl, blas);
}

#endif

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
