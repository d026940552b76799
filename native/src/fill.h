/*
 * Fill patterns of Cholesky factors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_FILL_H
#define MEZZO_FILL_H

#include "mezzo.h"
#include "pattern.h"

/* The pattern of L, its number of scalars (diagonal blocks whole) and the multiplications and additions that compute
 * it.
 */
typedef struct mezzo_fill {
  mezzo_pattern pattern;
  int64_t values;
  double flops;
} mezzo_fill;

/* Everything that arises. Counts first, so that MEZZO_FILL_LIMIT (more than max_values scalars; 0: no limit) comes
 * before any memory for the pattern is asked for. */
mezzo_status mezzo_fill_complete(const mezzo_pattern *lower, const int32_t *dims, int64_t max_values, mezzo_fill *out);

/* The flops alone, without a pattern: of a complete factorisation. */
mezzo_status mezzo_fill_flops(const mezzo_pattern *lower, const int32_t *dims, double *flops);

/* Fill paths of level <= level. */
mezzo_status mezzo_fill_level(const mezzo_pattern *lower, const int32_t *dims, int32_t level, int64_t max_values,
                              mezzo_fill *out);

/* What is large in the factor of H + shift I, of which hessian has the values (mezzo_hessian_assemble), but no more
 * than max_values scalars (0: no limit): see mezzo_ic_create_by_size. */
mezzo_status mezzo_fill_drop(const mezzo_hessian *h, const double *hessian, double shift, int64_t max_values,
                             double *tolerance, mezzo_fill *out);

#endif
