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

/* Offsets of blocks; scalars of the largest panel, in whole cache lines. */
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
  return (largest + 15) / 16 * 16;
}

/* How many rows from p on, up to end, are columns of the group that row p is in. */
static int32_t rows_together(const mezzo_ic *ic, int64_t p, int64_t end) {
  const int32_t *row = ic->factor.row + p;
  const int32_t next = ic->group[ic->group_of[*row] + 1];
  int32_t rows = 1;
  while (p + rows < end && row[rows] < next)
    rows++;
  return rows;
}

static void count_sources(mezzo_ic *ic, int64_t *count) {
  for (int32_t k = 0; k < ic->groups; k++) {
    const int64_t end = ic->factor.start[ic->group[k + 1]];
    for (int64_t p = ic->factor.start[ic->group[k + 1] - 1]; p < end; p += rows_together(ic, p, end))
      count[ic->group_of[ic->factor.row[p]]]++;
  }
}

/* next[g] is the place of the next source of group g. */
static void fill_sources(mezzo_ic *ic, int64_t *next) {
  for (int32_t k = 0; k < ic->groups; k++) {
    const int32_t first = ic->group[k];
    const int32_t last = ic->group[k + 1] - 1;
    const int64_t end = ic->factor.start[last + 1];
    const int64_t dim = ic->dims[first];
    int64_t offset = ic->below[first] + (last - first) * dim * dim;
    for (int64_t p = ic->factor.start[last]; p < end;) {
      const int32_t rows = rows_together(ic, p, end);
      ic->source[next[ic->group_of[ic->factor.row[p]]]++] =
          (mezzo_ic_source){.group = k, .rows = rows, .row = p, .offset = offset};
      for (const int64_t next_p = p + rows; p < next_p; p++)
        offset += dim * ic->dims[ic->factor.row[p]];
    }
  }
}

static mezzo_status list_sources(mezzo_ic *ic) {
  /* One element more than needed: while filling, first_source[g + 1] is the place of the next source of g. */
  ic->first_source = mezzo_allocate((int64_t)ic->groups + 2, sizeof *ic->first_source);
  MEZZO_REQUIRE(ic->first_source != NULL, MEZZO_ERROR_MEMORY);
  count_sources(ic, ic->first_source + 2);
  for (int32_t g = 0; g < ic->groups; g++)
    ic->first_source[g + 2] += ic->first_source[g + 1];
  ic->source = mezzo_allocate(ic->first_source[ic->groups + 1], sizeof *ic->source);
  MEZZO_REQUIRE(ic->source != NULL, MEZZO_ERROR_MEMORY);
  fill_sources(ic, ic->first_source + 1);
  return MEZZO_OK;
}

/* Changes nothing if there is no memory. */
static mezzo_status share(mezzo_ic *ic, mezzo_team *team) {
  mezzo_ic_division division;
  mezzo_ic_schedule schedule = {0};
  mezzo_status status = mezzo_ic_division_create(ic, team, &division);
  if (status == MEZZO_OK)
    status = mezzo_ic_schedule_create(ic, team, &division, &schedule);
  if (status != MEZZO_OK) {
    mezzo_ic_division_free(&division);
    mezzo_ic_schedule_free(&schedule);
    return status;
  }
  mezzo_ic_division_free(&ic->division);
  mezzo_ic_schedule_free(&ic->schedule);
  ic->division = division;
  ic->schedule = schedule;
  return MEZZO_OK;
}

/* On a pattern, which becomes the handle's. */
static mezzo_status build(mezzo_ic *ic, const mezzo_hessian *h, mezzo_fill fill) {
  const int64_t n = h->variables;
  ic->variables = h->variables;
  ic->factor = fill.pattern;
  ic->columns = h->columns;
  ic->blocks = n + fill.pattern.start[n];
  ic->values = fill.values;
  ic->flops = fill.flops;
  ic->uniform = uniform_dim(h->variables, h->dims);
  mezzo_status status = mezzo_pattern_copy(&h->lower, &ic->hessian);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  ic->dims = mezzo_allocate_copy(h->dims, n, sizeof *ic->dims);
  ic->column = mezzo_allocate_copy(h->column, n, sizeof *ic->column);
  ic->lane = mezzo_allocate(n + 1, sizeof *ic->lane);
  ic->inverse = mezzo_allocate(n + 1, sizeof *ic->inverse);
  ic->below = mezzo_allocate(n + 1, sizeof *ic->below);
  ic->group = mezzo_allocate(n + 1, sizeof *ic->group);
  ic->group_of = mezzo_allocate(n, sizeof *ic->group_of);
  MEZZO_REQUIRE(ic->dims != NULL && ic->column != NULL && ic->lane != NULL && ic->inverse != NULL &&
                    ic->below != NULL && ic->group != NULL && ic->group_of != NULL,
                MEZZO_ERROR_MEMORY);
  form_groups(ic);
  ic->panel_length = lay_out(ic);
  ic->hessian_value = mezzo_allocate(ic->groups, sizeof *ic->hessian_value);
  ic->vector = mezzo_allocate(ic->lane[n], sizeof *ic->vector);
  MEZZO_REQUIRE(ic->hessian_value != NULL && ic->vector != NULL, MEZZO_ERROR_MEMORY);
  for (int32_t g = 0; g < ic->groups; g++)
    ic->hessian_value[g] = h->first_value[ic->group[g]];
  status = list_sources(ic);
  return status == MEZZO_OK ? share(ic, NULL) : status;
}

static mezzo_status create(const mezzo_hessian *h, mezzo_fill fill, mezzo_ic **out) {
  mezzo_ic *ic = mezzo_allocate(1, sizeof *ic);
  if (ic == NULL) {
    mezzo_pattern_free(&fill.pattern);
    return MEZZO_ERROR_MEMORY;
  }
  const mezzo_status status = build(ic, h, fill);
  if (status != MEZZO_OK) {
    mezzo_ic_destroy(ic);
    return status;
  }
  *out = ic;
  return MEZZO_OK;
}

mezzo_status mezzo_ic_create(const mezzo_hessian *h, int32_t level, int64_t max_values, mezzo_ic **out) {
  MEZZO_REQUIRE(out != NULL, MEZZO_ERROR_NULL);
  *out = NULL;
  MEZZO_REQUIRE(h != NULL, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(level >= 0 || level == MEZZO_LEVEL_COMPLETE, MEZZO_ERROR_TYPE);
  MEZZO_REQUIRE(max_values >= 0, MEZZO_ERROR_SIZE);
  mezzo_fill fill;
  const mezzo_status status = level == MEZZO_LEVEL_COMPLETE
                                  ? mezzo_fill_complete(&h->lower, h->dims, max_values, &fill)
                                  : mezzo_fill_level(&h->lower, h->dims, level, max_values, &fill);
  return status == MEZZO_OK ? create(h, fill, out) : status;
}

mezzo_status mezzo_ic_create_by_size(const mezzo_hessian *h, const double *hessian, double shift, int64_t max_values,
                                     double *tolerance, mezzo_ic **out) {
  MEZZO_REQUIRE(out != NULL, MEZZO_ERROR_NULL);
  *out = NULL;
  MEZZO_REQUIRE(h != NULL && (hessian != NULL || h->variables == 0) && tolerance != NULL, MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(shift >= 0 && *tolerance >= 0 && max_values >= 0, MEZZO_ERROR_SIZE);
  mezzo_fill fill;
  const mezzo_status status = mezzo_fill_drop(h, hessian, shift, max_values, tolerance, &fill);
  return status == MEZZO_OK ? create(h, fill, out) : status;
}

mezzo_status mezzo_ic_assign(mezzo_ic *ic, const mezzo_hessian *h, int32_t level, int64_t max_values) {
  MEZZO_REQUIRE(ic != NULL, MEZZO_ERROR_NULL);
  mezzo_ic *fresh;
  const mezzo_status status = mezzo_ic_create(h, level, max_values, &fresh);
  if (status == MEZZO_OK) {
    const mezzo_ic before = *ic;
    *ic = *fresh;
    *fresh = before;
  }
  mezzo_ic_destroy(fresh);
  return status;
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
  mezzo_free(ic->hessian_value);
  mezzo_free(ic->first_source);
  mezzo_free(ic->source);
  mezzo_free(ic->vector);
  mezzo_ic_division_free(&ic->division);
  mezzo_ic_schedule_free(&ic->schedule);
  mezzo_free(ic);
}

mezzo_status mezzo_ic_set_team(mezzo_ic *ic, mezzo_team *team) {
  MEZZO_REQUIRE(ic != NULL, MEZZO_ERROR_NULL);
  return share(ic, team);
}

mezzo_status mezzo_ic_query(const mezzo_ic *ic, mezzo_ic_info *info) {
  MEZZO_REQUIRE(ic != NULL && info != NULL, MEZZO_ERROR_NULL);
  info->columns = ic->columns;
  info->blocks = ic->blocks;
  info->values = ic->values;
  info->flops = ic->flops;
  return MEZZO_OK;
}

mezzo_status mezzo_ic_pattern(const mezzo_ic *ic, int32_t *dims, int32_t *row, int32_t *column) {
  MEZZO_REQUIRE(ic != NULL, MEZZO_ERROR_NULL);
  if (dims != NULL && ic->variables > 0)
    memcpy(dims, ic->dims, (size_t)ic->variables * sizeof *dims);
  mezzo_pattern_list(&ic->factor, row, column);
  return MEZZO_OK;
}

int64_t mezzo_ic_bytes(const mezzo_ic *ic, mezzo_type type) {
  const int64_t size = mezzo_ic_scalar_size(type);
  if (ic == NULL || size == 0)
    return 0;
  const int64_t below = (ic->below[ic->variables] + MEZZO_IC_OVERREAD) * size;
  return mezzo_ic_below_offset(ic, type) + mezzo_ic_round_up(below);
}
