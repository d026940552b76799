/*
 * Conversion between storage types.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#include <math.h>

mezzo_status mezzo_convert(mezzo_type from_type, const void *from, double scale, mezzo_type to_type, void *to,
                           int64_t n, int32_t options, mezzo_range *range) {
  MEZZO_REQUIRE(mezzo_type_size(from_type) != 0 && mezzo_type_size(to_type) != 0, MEZZO_ERROR_TYPE);
  MEZZO_REQUIRE((options & ~(MEZZO_TO_INFINITY | MEZZO_FLUSH_SUBNORMALS)) == 0, MEZZO_ERROR_TYPE);
  MEZZO_REQUIRE(n >= 0, MEZZO_ERROR_SIZE);
  MEZZO_REQUIRE((from != NULL && to != NULL) || n == 0, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(isfinite(scale), MEZZO_NON_FINITE);
  const mezzo_kernels *kernels = mezzo_kernels_current();
  MEZZO_REQUIRE(kernels != NULL, MEZZO_ERROR_UNSUPPORTED);
  mezzo_range counted = {0};
  if (n > 0)
    kernels->convert[to_type]->from[from_type](from, scale, to, n, options, &counted);
  if (range != NULL)
    *range = counted;
  return MEZZO_OK;
}
