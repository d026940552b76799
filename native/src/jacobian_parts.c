/*
 * The parts of J that the threads of a team take.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"
#include "team.h"

/* Factors that stay together: some kernels take several at a time. */
enum { TOGETHER = 8 };

/* Ranges of columns begin at multiples of this, a cache line of floats. */
enum { ALIGNED = 16 };

/* J of fewer bytes than this, in fp16, has one part: starting the others would take longer than they save. So has one
 * with few factors for its columns: each part but the first clears its sums, which are then added, so many bytes for
 * each column. */
enum { SMALL = 262144, SUM_BYTES = 16 };

/* Bytes that a product reads and writes for a factor, in fp16; the proportions in other types are much the same. */
static double factor_bytes(const mezzo_jacobian_group *g) {
  return 2 * (double)g->packed_values + 4 * (double)g->arity + 4 * (double)g->rows;
}

static double bytes(const mezzo_jacobian *j) {
  double sum = 0;
  for (int32_t i = 0; i < j->groups; i++)
    sum += factor_bytes(&j->group[i]) * (double)j->group[i].factors;
  return sum;
}

/* Part t begins at the first factors that stay together before which there are t parts' worth of bytes. */
static void place(const mezzo_jacobian *j, int32_t parts, mezzo_jacobian_part *part) {
  const double share = bytes(j) / parts;
  double before = 0;
  int32_t t = 1;
  for (int32_t i = 0; i < j->groups; i++) {
    const mezzo_jacobian_group *g = &j->group[i];
    const double together = factor_bytes(g) * TOGETHER;
    const double end = before + factor_bytes(g) * (double)g->factors;
    for (; t < parts && share * t < end; t++) {
      int64_t factor = 0;
      if (share * t > before)
        factor = (int64_t)((share * t - before) / together + 0.5) * TOGETHER;
      part[t].group = i;
      part[t].factor = factor < g->factors ? factor : g->factors;
    }
    before = end;
  }
  for (; t <= parts; t++)
    part[t].group = j->groups;
}

/* Finds the columns that a part touches. */
static void bound(const mezzo_jacobian *j, mezzo_jacobian_part *part) {
  part->first_column = j->columns;
  part->end_column = 0;
  for (int32_t i = part[0].group; i <= part[1].group && i < j->groups; i++) {
    const mezzo_jacobian_group *g = &j->group[i];
    const int64_t begin = i == part[0].group ? part[0].factor : 0;
    const int64_t end = i == part[1].group ? part[1].factor : g->factors;
    const int32_t *column = j->block_columns + g->first_block + begin * g->arity;
    for (int64_t f = begin; f < end; f++)
      for (int32_t k = 0; k < g->arity; k++, column++) {
        if (*column < part->first_column)
          part->first_column = *column;
        if (*column + g->dims[k] > part->end_column)
          part->end_column = *column + g->dims[k];
      }
  }
  if (part->end_column == 0)
    part->first_column = 0;
  part->first_column -= part->first_column % ALIGNED;
}

mezzo_status mezzo_jacobian_divide(mezzo_jacobian *j, mezzo_team *team) {
  if (bytes(j) < SMALL + SUM_BYTES * (double)j->columns)
    team = NULL;
  const int32_t parts = mezzo_team_threads(team);
  mezzo_jacobian_part *part = mezzo_allocate((int64_t)parts + 1, sizeof *part);
  MEZZO_REQUIRE(part != NULL, MEZZO_ERROR_MEMORY);
  place(j, parts, part);
  int64_t lanes = 0;
  for (int32_t t = 1; t < parts; t++) {
    bound(j, &part[t]);
    lanes += (part[t].end_column - part[t].first_column + ALIGNED - 1) / ALIGNED * ALIGNED;
  }
  double *sums = mezzo_allocate(lanes, sizeof *sums);
  if (sums == NULL) {
    mezzo_free(part);
    return MEZZO_ERROR_MEMORY;
  }
  double *sum = sums;
  for (int32_t t = 1; t < parts; t++) {
    part[t].sum = sum;
    sum += (part[t].end_column - part[t].first_column + ALIGNED - 1) / ALIGNED * ALIGNED;
  }
  mezzo_free(j->part);
  mezzo_free(j->sums);
  j->team = team;
  j->parts = parts;
  j->part = part;
  j->sums = sums;
  return MEZZO_OK;
}

mezzo_status mezzo_jacobian_set_team(mezzo_jacobian *j, mezzo_team *team) {
  MEZZO_REQUIRE(j != NULL, MEZZO_ERROR_NULL);
  return mezzo_jacobian_divide(j, team);
}
