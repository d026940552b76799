/*
 * Memory of handles.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200112L

#include "memory.h"

#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64 };

void *mezzo_allocate(int64_t count, int64_t size) {
  int64_t bytes = 0;
  if (count < 0 || size < 0 || !mezzo_add_product(&bytes, count, size) || (uint64_t)bytes > SIZE_MAX)
    return NULL;
  void *memory;
  if (posix_memalign(&memory, ALIGNMENT, bytes > 0 ? (size_t)bytes : 1) != 0)
    return NULL;
  memset(memory, 0, (size_t)bytes);
  return memory;
}

void *mezzo_allocate_copy(const void *from, int64_t count, int64_t size) {
  void *memory = mezzo_allocate(count, size);
  if (memory != NULL && count > 0)
    memcpy(memory, from, (size_t)(count * size));
  return memory;
}

void mezzo_free(void *memory) {
  free(memory);
}
