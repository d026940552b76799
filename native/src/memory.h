/*
 * Memory of handles: arrays of checked length, aligned for vector loads.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_MEMORY_H
#define MEZZO_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

/* count elements of the given size, aligned to 64 bytes and zeroed; never NULL for count = 0. NULL if count is
 * negative, if the length overflows, or if there is no memory. Freed by mezzo_free. */
void *mezzo_allocate(int64_t count, int64_t size);

/* The same, with the elements copied from a source of that length (which may be NULL for count = 0). */
void *mezzo_allocate_copy(const void *from, int64_t count, int64_t size);

void mezzo_free(void *memory);

/* *sum += a * b for non-negative a and b; false, and *sum unspecified, where that exceeds int64_t. */
static inline bool mezzo_add_product(int64_t *sum, int64_t a, int64_t b) {
  int64_t product;
  return !__builtin_mul_overflow(a, b, &product) && !__builtin_add_overflow(*sum, product, sum);
}

#endif
