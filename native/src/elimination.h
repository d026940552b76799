/*
 * Landmarks and the factors that see them, in the order in which they are eliminated.
 *
 * A variable that is kept takes an octet, eight numbers, in the vectors that kernels work on, whatever its dimension:
 * the numbers beyond it are zero. So is every row of its blocks in a panel. The rows of a landmark are those of its
 * factors, one after another, and zeros up to a multiple of eight.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_ELIMINATION_H
#define MEZZO_ELIMINATION_H

#include "mezzo.h"

#include <stdint.h>

enum {
  MEZZO_OCTET = 8,
  MEZZO_BATCH = 8, /* landmarks that are factored at a time */
  MEZZO_LANDMARK_DIM = 3,
  MEZZO_LANDMARK_DOUBLES = 9, /* R^-1: 00 01 02 11 12 22, then Q1^T r */
  MEZZO_LANDMARK_DAMPED = 8   /* sqrt(lambda) R^-1, in that order, and two zeros */
};

/* Factors of one landmark, or one factor without any. */
typedef struct mezzo_landmark {
  int32_t column; /* the first of its columns in J; -1 for none */
  int32_t rows;   /* of its factors */
  int32_t factors;
  int32_t uniform;   /* rows of its factors where all have that many, and one block each; else 0 */
  int64_t factor;    /* its first factor, */
  int64_t block;     /* block, */
  int64_t panel;     /* scalar of a panel, */
  int64_t row;       /* padded row */
  int64_t variable;  /* place in the list of its variables, */
  int64_t pair;      /* and in that of pairs of them */
  int32_t variables; /* that are kept and occur in its factors */
} mezzo_landmark;

typedef struct mezzo_landmark_factor {
  int64_t value; /* its first scalar in J */
  int64_t row;   /* its first row in residual vectors */
  int32_t rows;
  int32_t blocks;   /* of variables that are kept */
  int32_t landmark; /* offset of the landmark's block from value; -1 for none */
} mezzo_landmark_factor;

/* A block of a variable that is kept. */
typedef struct mezzo_kept_block {
  int32_t offset; /* from the factor's first scalar */
  int32_t dim;
  int32_t local; /* which of the landmark's variables */
} mezzo_kept_block;

struct mezzo_elimination {
  int32_t variables; /* of J */
  int32_t kept;
  int32_t landmarks; /* and factors without one */
  int64_t columns;   /* of J */
  int64_t rows;
  int64_t kept_columns;
  int64_t padded_rows;
  int64_t panel_values;
  int64_t blocks;
  int64_t pairs;
  int32_t *kept_dim;        /* [kept] */
  int32_t *kept_column;     /* [kept] in vectors of the reduced system */
  int32_t *full_column;     /* [kept] in those of J */
  mezzo_landmark *landmark; /* [landmarks] */
  mezzo_landmark_factor *factor;
  int32_t *octet;             /* [blocks] the variable of each block */
  mezzo_kept_block *block;    /* [blocks] */
  int32_t *landmark_variable; /* the variables of each landmark, by position in the Hessian that was set */
  int64_t *target;            /* [pairs] place of the block of each pair a <= b of them in that Hessian */
  int64_t hessian_values;     /* of it; -1 without one */

  /* Work space. */
  double *scale;    /* [8 kept] */
  double *gradient; /* [8 kept] */
  double *products; /* [24 x most variables of a landmark] Q1^T F */
  double *panels;   /* [panel_room] */
  int64_t panel_room;
  double *rows_of_landmark; /* [4 x MEZZO_BATCH x most rows of a landmark] of J and the residual, or w */
  double *p;                /* [8 kept] */
  double *q;                /* [8 kept] */
  double *along;            /* [3 landmarks] */
  int64_t most_rows;        /* padded */
  int64_t most_variables;
};

/* What a pass over the landmarks reads and writes. */
typedef struct mezzo_elimination_pass {
  const double *jacobian;
  const double *residual;
  const double *scale; /* of the columns of J */
  double lambda;
  mezzo_type vector_type;
  double mu;
  double *doubles; /* [9 landmarks] */
  void *q1;        /* [3 padded_rows] */
  void *damped;    /* [8 landmarks] */
  void *panels;    /* [panel_values] */
  double *hessian; /* or NULL */
  mezzo_range *range;
} mezzo_elimination_pass;

static inline int64_t mezzo_padded_rows(int64_t rows) {
  return (rows + MEZZO_OCTET - 1) / MEZZO_OCTET * MEZZO_OCTET;
}

#endif
