/*
 * The columns of a dense factor in octets: which columns of which variables are in each. For families that can leave
 * out lanes; the including file has included octet_lanes__family.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_PIECES_H
#define MEZZO_PIECES_H

#include "jacobian.h"

#include <stdint.h>

enum { PIECES = MEZZO_MAX_ARITY + MEZZO_MAX_DIM * MEZZO_MAX_ARITY / 8 };

/* What an octet has of a variable. */
typedef struct piece {
  octet_lanes lanes;
  int32_t block;
  int32_t from; /* of the variable's columns is the one in lane 0; negative where an earlier variable has that lane */
  int32_t last; /* of its octet */
} piece;

/* Fills pieces, octet after octet, and returns how many there are. */
static inline int32_t pieces_of(const mezzo_jacobian_group *group, piece *pieces) {
  int32_t count = 0, column = 0;
  for (int32_t k = 0; k < group->arity; k++)
    for (int32_t c = 0; c < group->dims[k];) {
      const int32_t lane = column % 8, left = group->dims[k] - c, n = left < 8 - lane ? left : 8 - lane;
      column += n;
      pieces[count++] = (piece){.lanes = octet_lanes_of((uint8_t)(((1 << n) - 1) << lane)),
                                .block = k,
                                .from = c - lane,
                                .last = column % 8 == 0 || column == group->columns};
      c += n;
    }
  return count;
}

#endif
