/*
 * What the sources of the library share. Nothing here is visible to callers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_INTERNAL_H
#define MEZZO_INTERNAL_H

#include "jacobian.h"
#include "kernels.h"
#include "memory.h"
#include "mezzo.h"

#include <stddef.h>
#include <stdint.h>

/* Leaves the calling function with the status unless the condition holds. */
#define MEZZO_REQUIRE(condition, status)                                                                               \
  do {                                                                                                                 \
    if (!(condition))                                                                                                  \
      return (status);                                                                                                 \
  } while (0)

/* Bytes of one scalar of the type in an array of scalars; 0 for what is no such type, MEZZO_B16 among them, so that it
 * checks the argument too. */
static inline int64_t mezzo_type_size(mezzo_type type) {
  switch (type) {
  case MEZZO_F64:
    return 8;
  case MEZZO_F32:
    return 4;
  case MEZZO_F16:
  case MEZZO_BF16:
    return 2;
  case MEZZO_B16:
    return 0;
  }
  return 0;
}

/* The type of vectors that a matrix of the storage type is multiplied with. */
static inline mezzo_type mezzo_vector_type(mezzo_type type) {
  return type == MEZZO_F64 ? MEZZO_F64 : MEZZO_F32;
}

#endif
