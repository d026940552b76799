/*
 * Incomplete Cholesky: the handle, with its pattern, the layout of its arrays, and workspace.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ic.h"
#include "fill.h"
#include "hessian.h"
#include "internal.h"

static int32_t uniform_dim(int32_t n, const int32_t *dims) {
  for (int32_t k = 1; k < n; k++)
    if (dims[k] != dims[0])
      return 0;
  return n > 0 && (dims[0] == 3 || dims[0] == 6) ? dims[0] : 0;
}

/* Whether column j + 1 has the rows of column j without its first, which is j + 1. */
static bool continues(const mezzo_pattern *p, int32_t j) {
  const int64_t begin = p->start[j];
  const int64_t middle = p->start[j + 1];
  const int64_t end = p->start[j + 2];
  return end - middle == middle - begin - 1 && p->row[begin] == j + 1 &&
         memcmp(p->row + begin + 1, p->row + middle, (size_t)(end - middle) * sizeof *p->row) == 0;
}

static void form_groups(mezzo_ic *ic) {
  const int32_t widest = ic->uniform != 0 ? MEZZO_IC_GROUP : 1;
  ic->groups = 0;
  for (int32_t j = 0; j < ic->variables;) {
    const int32_t first = j++;
    while (j < ic->variables && j - first < widest && continues(&ic->factor, j - 1))
      j++;
    for (int32_t i = first; i < j; i++)
      ic->group_of[i] = ic->groups;
    ic->group[++ic->groups] = j;
  }
}

/* Offsets of blocks; scalars of the largest panel. */
static int64_t lay_out(mezzo_ic *ic) {
  int64_t largest = 0;
  for (int32_t j = 0; j < ic->variables; j++) {
    const int64_t dim = ic->dims[j];
    int64_t rows = 0;
    int64_t lanes = mezzo_ic_lanes(ic->dims[j]);
    ic->lane[j + 1] = ic->lane[j] + lanes;
    for (int64_t p = ic->factor.start[j]; p < ic->factor.start[j + 1]; p++) {
      rows += ic->dims[ic->factor.row[p]];
      lanes += mezzo_ic_lanes(ic->dims[ic->factor.row[p]]);
    }
    ic->inverse[j + 1] = ic->inverse[j] + dim * dim;
    ic->below[j + 1] = ic->below[j] + dim * rows;
    /* The first column of a group has all its rows. */
    const int32_t g = ic->group_of[j];
    const int64_t panel = j == ic->group[g] ? (ic->group[g + 1] - j) * dim * lanes : 0;
    largest = panel > largest ? panel : largest;
  }
  return largest;
}

static mezzo_status build(mezzo_ic *ic, const mezzo_hessian *h, int32_t level, int64_t max_values) {
  const int64_t n = h->variables;
  mezzo_fill fill;
  mezzo_status status = level == MEZZO_LEVEL_COMPLETE ? mezzo_fill_complete(&h->lower, h->dims, max_values, &fill)
                                                      : mezzo_fill_level(&h->lower, h->dims, level, max_values, &fill);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  ic->variables = h->variables;
  ic->factor = fill.pattern;
  ic->columns = h->columns;
  ic->blocks = n + fill.pattern.start[n];
  ic->values = fill.values;
  ic->flops = fill.flops;
  ic->uniform = uniform_dim(h->variables, h->dims);
  status = mezzo_pattern_copy(&h->lower, &ic->hessian);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  ic->dims = mezzo_allocate_copy(h->dims, n, sizeof *ic->dims);
  ic->column = mezzo_allocate_copy(h->column, n, sizeof *ic->column);
  ic->lane = mezzo_allocate(n + 1, sizeof *ic->lane);
  ic->inverse = mezzo_allocate(n + 1, sizeof *ic->inverse);
  ic->below = mezzo_allocate(n + 1, sizeof *ic->below);
  ic->group = mezzo_allocate(n + 1, sizeof *ic->group);
  ic->group_of = mezzo_allocate(n, sizeof *ic->group_of);
  ic->place = mezzo_allocate(n, sizeof *ic->place);
  MEZZO_REQUIRE(ic->dims != NULL && ic->column != NULL && ic->lane != NULL && ic->inverse != NULL &&
                    ic->below != NULL && ic->group != NULL && ic->group_of != NULL && ic->place != NULL,
                MEZZO_ERROR_MEMORY);
  form_groups(ic);
  const int64_t panel = lay_out(ic);
  ic->panel = mezzo_allocate(panel, sizeof *ic->panel);
  ic->vector = mezzo_allocate(ic->lane[n], sizeof *ic->vector);
  ic->head = mezzo_allocate(ic->groups, sizeof *ic->head);
  ic->next = mezzo_allocate(ic->groups, sizeof *ic->next);
  ic->cursor = mezzo_allocate(ic->groups, sizeof *ic->cursor);
  ic->offset = mezzo_allocate(ic->groups, sizeof *ic->offset);
  MEZZO_REQUIRE(ic->panel != NULL && ic->vector != NULL && ic->head != NULL && ic->next != NULL && ic->cursor != NULL &&
                    ic->offset != NULL,
                MEZZO_ERROR_MEMORY);
  return mezzo_ic_division_create(ic, NULL, &ic->division);
}

mezzo_status mezzo_ic_create(const mezzo_hessian *h, int32_t level, int64_t max_values, mezzo_ic **out) {
  MEZZO_REQUIRE(out != NULL, MEZZO_ERROR_NULL);
  *out = NULL;
  MEZZO_REQUIRE(h != NULL, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(level >= 0 || level == MEZZO_LEVEL_COMPLETE, MEZZO_ERROR_TYPE);
  MEZZO_REQUIRE(max_values >= 0, MEZZO_ERROR_SIZE);
  mezzo_ic *ic = mezzo_allocate(1, sizeof *ic);
  MEZZO_REQUIRE(ic != NULL, MEZZO_ERROR_MEMORY);
  const mezzo_status status = build(ic, h, level, max_values);
  if (status != MEZZO_OK) {
    mezzo_ic_destroy(ic);
    return status;
  }
  *out = ic;
  return MEZZO_OK;
}

void mezzo_ic_destroy(mezzo_ic *ic) {
  if (ic == NULL)
    return;
  mezzo_free(ic->dims);
  mezzo_free(ic->column);
  mezzo_free(ic->lane);
  mezzo_pattern_free(&ic->hessian);
  mezzo_pattern_free(&ic->factor);
  mezzo_free(ic->inverse);
  mezzo_free(ic->below);
  mezzo_free(ic->group);
  mezzo_free(ic->group_of);
  mezzo_free(ic->panel);
  mezzo_free(ic->place);
  mezzo_free(ic->head);
  mezzo_free(ic->next);
  mezzo_free(ic->cursor);
  mezzo_free(ic->offset);
  mezzo_free(ic->vector);
  mezzo_ic_division_free(&ic->division);
  mezzo_free(ic);
}

mezzo_status mezzo_ic_set_team(mezzo_ic *ic, mezzo_team *team) {
  MEZZO_REQUIRE(ic != NULL, MEZZO_ERROR_NULL);
  mezzo_ic_division division;
  const mezzo_status status = mezzo_ic_division_create(ic, team, &division);
  if (status != MEZZO_OK) {
    mezzo_ic_division_free(&division);
    return status;
  }
  mezzo_ic_division_free(&ic->division);
  ic->division = division;
  return MEZZO_OK;
}

mezzo_status mezzo_ic_query(const mezzo_ic *ic, mezzo_ic_info *info) {
  MEZZO_REQUIRE(ic != NULL && info != NULL, MEZZO_ERROR_NULL);
  info->columns = ic->columns;
  info->blocks = ic->blocks;
  info->values = ic->values;
  info->flops = ic->flops;
  return MEZZO_OK;
}

int64_t mezzo_ic_bytes(const mezzo_ic *ic, mezzo_type type) {
  const int64_t size = mezzo_ic_scalar_size(type);
  if (ic == NULL || size == 0)
    return 0;
  const int64_t below = (ic->below[ic->variables] + MEZZO_IC_OVERREAD) * size;
  return mezzo_ic_below_offset(ic, type) + mezzo_ic_round_up(below);
}
