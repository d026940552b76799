/*
 * Texts of status values.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "mezzo.h"

const char *mezzo_status_message(int32_t status) {
  switch (status) {
  case MEZZO_OK:
    return "done";
  case MEZZO_NOT_POSITIVE_DEFINITE:
    return "the matrix is not positive definite to working precision";
  case MEZZO_NON_FINITE:
    return "an infinity or a NaN in the input or in the result";
  case MEZZO_FILL_LIMIT:
    return "the factor would be larger than the caller allows";
  case MEZZO_ERROR_NULL:
    return "a required pointer is NULL";
  case MEZZO_ERROR_SIZE:
    return "a length or dimension is negative, too large or inconsistent";
  case MEZZO_ERROR_INDEX:
    return "an index is out of range or repeated, or an order is not a permutation";
  case MEZZO_ERROR_TYPE:
    return "a storage type or option that this function does not offer";
  case MEZZO_ERROR_MEMORY:
    return "memory could not be reserved";
  case MEZZO_ERROR_UNSUPPORTED:
    return "this machine or this build lacks what was asked for";
  case MEZZO_ERROR_LIBRARY:
    return "the sparse matrix library CHOLMOD reported an error of its own";
  default:
    return "not a status of this library";
  }
}
