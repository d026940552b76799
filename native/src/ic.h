/*
 * The block structure of an incomplete Cholesky factor, and the arrays that hold its values.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_IC_H
#define MEZZO_IC_H

#include "mezzo.h"
#include "pattern.h"

#include <string.h>

/* Columns begin .. end - 1, whole groups of them. */
typedef struct mezzo_ic_range {
  int32_t begin;
  int32_t end;
} mezzo_ic_range;

/* How the threads of a team share a solve. A part has subtrees of the elimination tree: its columns have rows in these
 * and in the top, which is what no part has. Parts do not depend on each other; L's top depends on all of them, and all
 * of them on the top of L^T. */
typedef struct mezzo_ic_division {
  mezzo_team *team; /* NULL: one part, without columns */
  int32_t parts;
  int32_t *first;        /* [parts + 2] first range of each part, of the top, and the number of ranges */
  mezzo_ic_range *range; /* ascending in each part and in the top */
  double *vectors;       /* a padded vector for each part but the first; as float for narrower types than MEZZO_F64 */
} mezzo_ic_division;

/* A group of columns of L that contributes to another: it has rows among that one's columns. */
typedef struct mezzo_ic_source {
  int32_t group;
  int32_t rows;   /* how many such rows */
  int64_t row;    /* the first of them, an index into factor.row of the group's last column */
  int64_t offset; /* its block in the group's first column, an index into the blocks below */
} mezzo_ic_source;

/* How the threads of a team share a factorisation. Each first factors the subtrees that the division gave to it, then
 * other groups in turn, as soon as their sources are done. */
typedef struct mezzo_ic_schedule {
  mezzo_team *team; /* NULL: one thread, which factors all groups in their order */
  int32_t threads;
  int32_t *first; /* [threads + 1] first turn of each thread, and the number of turns */
  int32_t *group; /* [turns] ascending for each thread */
  int32_t *owner; /* [groups] the thread that factors it */
  int32_t *step;  /* [groups] and its steps up to then: one for all subtrees, one for each turn */
  /* Workspace of each thread. */
  double *panels;  /* [threads * panel_length] one group of L each; as float in MEZZO_F32 */
  int64_t *places; /* [threads * variables] where a row's blocks begin in the panel, -1 if it has none */
} mezzo_ic_schedule;

/* What a thread works with in a factorisation: H, the factor, and the workspace. */
typedef struct mezzo_ic_work {
  const double *hessian;
  double shift;
  void *inverse;
  void *below;
  void *panel;
  int64_t *place;
} mezzo_ic_work;

/* The k-th variable is the one that is eliminated k-th.
 *
 * Solves work on padded vectors, in which each variable has its dimension rounded up to whole short vectors, and in
 * elimination order. Blocks are stored without padding: a kernel that loads the last scalars of a column of a block may
 * load the first ones of the next column too, and what it computes from these ends in the padding. */
struct mezzo_ic {
  int32_t variables;
  int32_t uniform;       /* dimension of all variables if it is the same and has kernels of its own (3, 6), else 0 */
  int32_t *dims;         /* [variables] */
  int32_t *column;       /* [variables] first scalar in vectors of the caller's */
  int64_t *lane;         /* [variables + 1] first lane in padded vectors */
  mezzo_pattern hessian; /* pattern of H below the diagonal */
  mezzo_pattern factor;  /* pattern of L below the diagonal */
  int64_t *inverse;      /* [variables + 1] first scalar of each inverted diagonal block */
  int64_t *below;        /* [variables + 1] first scalar of each column's blocks below the diagonal */

  /* Groups of consecutive columns: beyond the group's last column all have the same rows, and each has all later
   * columns of the group as rows. A column of unlike company is a group. */
  int32_t groups;
  int32_t *group;    /* [groups + 1] first column */
  int32_t *group_of; /* [variables] */

  int64_t columns;
  int64_t blocks;
  int64_t values;
  double flops;

  /* What a factorisation goes by. */
  int64_t panel_length;    /* of the largest group, with blocks padded as vectors are */
  int64_t *hessian_value;  /* [groups] first scalar in the values of H */
  int64_t *first_source;   /* [groups + 1] */
  mezzo_ic_source *source; /* of each group, ascending */

  /* How work is shared, and its workspace. */
  mezzo_ic_division division;
  mezzo_ic_schedule schedule;
  double *vector; /* a padded vector; as float for narrower types than MEZZO_F64 */
};

/* Divides a solve among the threads of a team where that pays, else not at all: NULL is a team of one. Errors: MEMORY;
 * what out is then is only for mezzo_ic_division_free. */
mezzo_status mezzo_ic_division_create(const mezzo_ic *ic, mezzo_team *team, mezzo_ic_division *out);
void mezzo_ic_division_free(mezzo_ic_division *d);

/* The same for a factorisation. */
mezzo_status mezzo_ic_schedule_create(const mezzo_ic *ic, mezzo_team *team, const mezzo_ic_division *d,
                                      mezzo_ic_schedule *out);
void mezzo_ic_schedule_free(mezzo_ic_schedule *s);

/* Scalars that kernels may read, or write on the way, beyond the last one of an array. */
enum { MEZZO_IC_OVERREAD = 8 };

/* Widest group: as many columns of L as a block of the panel collects before it is stored again. Panels of groups this
 * wide still fit a cache of the second level. */
enum { MEZZO_IC_GROUP = 8 };

/* Between vectors of the caller's and padded ones, of double for MEZZO_F64, else of float. */
void mezzo_ic_pad(const mezzo_ic *ic, mezzo_type type, const void *b, void *vector);
void mezzo_ic_unpad(const mezzo_ic *ic, mezzo_type type, const void *vector, void *x);

/* Lanes of a variable in padded vectors, rows of its blocks in the panel. */
static inline int32_t mezzo_ic_lanes(int32_t dim) {
  return dim <= 4 ? 4 : (dim + 7) / 8 * 8;
}

/*
 * An array of a factor: a header of 64 bytes that begins with a double, the power of two that the blocks below the
 * diagonal have been multiplied with; the inverted diagonal blocks in the vector type; in MEZZO_B16, the scales of L's
 * scalar columns, padded as vectors are, with zeros there; the blocks below the diagonal in the storage type.
 * Blocks are column-major. In an inverted diagonal block the zeros above the diagonal are stored.
 */
enum { MEZZO_IC_HEADER = 64 };

/* Where the parts of such an array are. */
typedef struct mezzo_ic_values {
  double scale;
  const void *inverse;
  const float *column_scale; /* NULL but in MEZZO_B16 */
  const void *below;
} mezzo_ic_values;

/* Writes the header of an array and zeroes the padding between and behind its parts: kernels load it. */
void mezzo_ic_frame(const mezzo_ic *ic, mezzo_type type, double scale, void *factor);

static inline int64_t mezzo_ic_round_up(int64_t bytes) {
  return (bytes + 63) / 64 * 64;
}

/* Bytes of one scalar below the diagonal; 0 for what is no storage type of a factor. */
static inline int64_t mezzo_ic_scalar_size(mezzo_type type) {
  switch (type) {
  case MEZZO_F64:
    return 8;
  case MEZZO_F32:
    return 4;
  case MEZZO_F16:
  case MEZZO_BF16:
  case MEZZO_B16:
    return 2;
  }
  return 0;
}

/* Offset in bytes of the scales of columns. */
static inline int64_t mezzo_ic_scale_offset(const mezzo_ic *ic, mezzo_type type) {
  const int64_t size = type == MEZZO_F64 ? 8 : 4;
  return MEZZO_IC_HEADER + mezzo_ic_round_up((ic->inverse[ic->variables] + MEZZO_IC_OVERREAD) * size);
}

/* Offset in bytes of the blocks below the diagonal. */
static inline int64_t mezzo_ic_below_offset(const mezzo_ic *ic, mezzo_type type) {
  const int64_t scales = type == MEZZO_B16 ? mezzo_ic_round_up(ic->lane[ic->variables] * (int64_t)sizeof(float)) : 0;
  return mezzo_ic_scale_offset(ic, type) + scales;
}

static inline mezzo_ic_values mezzo_ic_values_of(const mezzo_ic *ic, mezzo_type type, const void *factor) {
  const char *bytes = factor;
  mezzo_ic_values values = {.inverse = bytes + MEZZO_IC_HEADER, .below = bytes + mezzo_ic_below_offset(ic, type)};
  memcpy(&values.scale, bytes, sizeof values.scale);
  if (type == MEZZO_B16)
    values.column_scale = (const float *)(const void *)(bytes + mezzo_ic_scale_offset(ic, type));
  return values;
}

#endif
