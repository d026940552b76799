/*
 * The block structure of J.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_JACOBIAN_H
#define MEZZO_JACOBIAN_H

#include "mezzo.h"
#include "shape.h"

/* Factors of the same shape. All offsets are in scalars, those of the first factor. */
typedef struct mezzo_jacobian_group {
  int32_t rows;
  int32_t arity;
  int32_t columns; /* sum of the dimensions of a factor's variables; 0 where there is no factor */
  mezzo_shape shape;
  const int32_t *dims; /* [arity] dimensions of a factor's variables; part of the handle */
  int64_t factors;
  int64_t first_row;     /* in residual vectors; the next factor is rows further */
  int64_t first_block;   /* in block_variables and block_columns; the next factor is arity further */
  int64_t first_value;   /* in J in MEZZO_F64; the next factor is rows * columns further */
  int64_t first_packed;  /* in J in a narrower type; the next factor is packed_values further */
  int64_t packed_values; /* rows * columns and the padding of the shape */
} mezzo_jacobian_group;

/* Factors that one thread takes: from one of a group on to where the next part begins. */
typedef struct mezzo_jacobian_part {
  int32_t group;
  int64_t factor;
  int64_t first_column; /* all that its factors touch is from here, */
  int64_t end_column;   /* up to here; both 0 for part 0 */
  double *sum;          /* what these columns of a product with the transpose sum up to, as float for a narrower type;
                           NULL for part 0, which sums up in the result itself */
} mezzo_jacobian_part;

struct mezzo_jacobian {
  int32_t variables;
  int32_t groups;
  int32_t *dims;               /* [variables] */
  int32_t *column;             /* [variables + 1] first scalar column of each variable, then their number */
  mezzo_jacobian_group *group; /* [groups] */
  int32_t *group_dims;         /* what the groups' dims point into */
  int32_t *block_variables;    /* [blocks] variable of each block */
  int32_t *block_columns;      /* [blocks] first scalar column of each block */
  int64_t rows;
  int64_t columns; /* at most INT32_MAX */
  int64_t blocks;
  int64_t values;        /* scalars in MEZZO_F64 */
  int64_t packed_values; /* scalars in a narrower type, without the padding at the end */

  /* Room in these arrays, which grow. */
  int64_t variable_capacity;
  int64_t group_capacity;
  int64_t group_dims_capacity;
  int64_t block_capacity;
  int64_t group_dims_used;

  /* How products are shared: by one part without a team. */
  mezzo_team *team;
  int32_t parts;
  mezzo_jacobian_part *part; /* [parts + 1], the last one begins after all factors */
  double *sums;              /* what the parts' sums point into */
};

/* Divides the factors among as many parts as the team has threads, or one where J is small. Errors: MEMORY, which
 * leaves the parts as they were. */
mezzo_status mezzo_jacobian_divide(mezzo_jacobian *j, mezzo_team *team);

#endif
