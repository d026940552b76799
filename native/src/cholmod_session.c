/*
 * CHOLMOD as Mezzo uses it: silent, in its int interface, with its errors as statuses.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cholmod_session.h"

#include "internal.h"

_Static_assert(sizeof(int) == sizeof(int32_t), "CHOLMOD's int interface holds indices as int");

mezzo_status mezzo_cholmod_start(cholmod_common *common) {
  MEZZO_REQUIRE(cholmod_start(common), MEZZO_ERROR_LIBRARY);
  common->print = 0;
  common->error_handler = NULL;
  return MEZZO_OK;
}

mezzo_status mezzo_cholmod_status(const cholmod_common *common) {
  if (common->status >= CHOLMOD_OK)
    return MEZZO_OK;
  switch (common->status) {
  case CHOLMOD_OUT_OF_MEMORY:
    return MEZZO_ERROR_MEMORY;
  case CHOLMOD_TOO_LARGE:
    return MEZZO_ERROR_SIZE;
  case CHOLMOD_NOT_INSTALLED:
    return MEZZO_ERROR_UNSUPPORTED;
  default:
    return MEZZO_ERROR_LIBRARY;
  }
}

cholmod_sparse mezzo_cholmod_lower(int32_t n, int32_t *start, int32_t *row, double *values) {
  return (cholmod_sparse){.nrow = (size_t)n,
                          .ncol = (size_t)n,
                          .nzmax = (size_t)start[n],
                          .p = start,
                          .i = row,
                          .x = values,
                          .stype = -1,
                          .itype = CHOLMOD_INT,
                          .xtype = values != NULL ? CHOLMOD_REAL : CHOLMOD_PATTERN,
                          .dtype = CHOLMOD_DOUBLE,
                          .sorted = 1,
                          .packed = 1};
}
