/*
 * Patterns of symmetric sparse matrices of blocks, and their elimination trees.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_PATTERN_H
#define MEZZO_PATTERN_H

#include "mezzo.h"

#include <stdint.h>

/* The strictly lower triangle, column after column; rows ascend in each column. */
typedef struct mezzo_pattern {
  int32_t n;
  int64_t *start; /* [n + 1] */
  int32_t *row;   /* [start[n]] */
} mezzo_pattern;

/* The variables of one factor are connected. position[variables] is each variable's place in the matrix, NULL for its
 * own number. pair_entry, unless NULL, receives an array (for mezzo_free): the entry of each pair of blocks of a
 * factor, group after group, factor after factor, pairs (0,1) (0,2) .. (1,2) .. */
mezzo_status mezzo_pattern_create(const mezzo_jacobian *j, const int32_t *position, mezzo_pattern *out,
                                  int64_t **pair_entry);

mezzo_status mezzo_pattern_copy(const mezzo_pattern *from, mezzo_pattern *out);

/* The strictly upper triangle: "column" i of the result lists, ascending, the columns of row i. */
mezzo_status mezzo_pattern_transpose(const mezzo_pattern *lower, mezzo_pattern *out);

/* Row and column of each block, the diagonal ones included, column after column; either may be NULL. */
void mezzo_pattern_list(const mezzo_pattern *lower, int32_t *row, int32_t *column);

/* Frees the arrays; a zeroed pattern is fine. */
void mezzo_pattern_free(mezzo_pattern *p);

/* parent[n]: the elimination tree of the matrix with this strictly upper triangle, -1 for roots; ancestor[n] is
 * workspace. (Liu, A compact row storage scheme for Cholesky factors using elimination trees, TOMS 1986.) */
void mezzo_elimination_tree(const mezzo_pattern *upper, int32_t *parent, int32_t *ancestor);

/* post[n]: the nodes of the forest, children before parents, each subtree contiguous, siblings in their order;
 * work[2 n]. */
void mezzo_postorder(int32_t n, const int32_t *parent, int32_t *post, int32_t *work);

#endif
