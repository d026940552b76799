/*
 * CHOLMOD as Mezzo uses it: silent, in its int interface, with its errors as statuses.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_CHOLMOD_SESSION_H
#define MEZZO_CHOLMOD_SESSION_H

#include "mezzo.h"
#include "pattern.h"

#include <cholmod.h>

/* Defaults of CHOLMOD without printing; MEZZO_ERROR_LIBRARY if it does not start. cholmod_finish ends it. */
mezzo_status mezzo_cholmod_start(cholmod_common *common);

/* What the last call reported; its warnings are MEZZO_OK. */
mezzo_status mezzo_cholmod_status(const cholmod_common *common);

/* A lower triangular matrix of CHOLMOD's over arrays of the caller: start[n + 1], row, and values or NULL for the
 * pattern alone. */
cholmod_sparse mezzo_cholmod_lower(int32_t n, int32_t *start, int32_t *row, double *values);

#endif
