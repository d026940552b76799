/*
 * The block structure of P J^T J P^T.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_HESSIAN_H
#define MEZZO_HESSIAN_H

#include "jacobian.h"
#include "mezzo.h"
#include "pattern.h"

/* The k-th variable is the one that is eliminated k-th. Values: block column after block column; in each the diagonal
 * block, whole, then those of the pattern; each block row-major. */
struct mezzo_hessian {
  int32_t variables;
  int32_t *dims;               /* [variables] */
  int32_t *column;             /* [variables] first scalar column in vectors of the caller's */
  mezzo_pattern lower;         /* blocks below the diagonal */
  int64_t *first_value;        /* [variables + 1] of each block column */
  int32_t groups;              /* of factors */
  mezzo_jacobian_group *group; /* [groups]; their dims point into group_dims */
  int32_t *group_dims;
  int64_t *target; /* where products of blocks go: see mezzo_gram_kernel */
  int64_t columns;
  int64_t blocks;
  int64_t values;
};

#endif
