/*
 * The pattern of the reduced system, and where its Hessian's blocks are.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "elimination.h"
#include "hessian.h"
#include "internal.h"

#include <string.h>

enum { DIMS = MEZZO_MAX_KEPT_DIM + 1 };

/* Which landmarks each variable occurs in: start[kept + 1], landmark[]. */
typedef struct occurrences {
  int64_t *start;
  int32_t *landmark;
} occurrences;

static mezzo_status find_occurrences(const mezzo_elimination *e, occurrences *o) {
  int64_t all = 0;
  for (int32_t l = 0; l < e->landmarks; l++)
    all += e->landmark[l].variables;
  o->start = mezzo_allocate((int64_t)e->kept + 2, sizeof *o->start);
  o->landmark = mezzo_allocate(all, sizeof *o->landmark);
  MEZZO_REQUIRE(o->start != NULL && o->landmark != NULL, MEZZO_ERROR_MEMORY);
  int64_t *next = o->start + 1; /* one further: start is what it then has become */
  for (int64_t i = 0; i < all; i++)
    next[e->landmark_variable[i] + 1]++;
  for (int32_t v = 0; v < e->kept; v++)
    next[v + 1] += next[v];
  for (int32_t l = 0; l < e->landmarks; l++)
    for (int32_t i = 0; i < e->landmark[l].variables; i++)
      o->landmark[next[e->landmark_variable[e->landmark[l].variable + i]]++] = l;
  return MEZZO_OK;
}

/* The pairs a < b of variables that share a landmark, a ascending. With pair = NULL only counts those of each two
 * dimensions; else writes them where next[dim a][dim b] says. */
static void walk_pairs(const mezzo_elimination *e, const occurrences *o, int32_t *seen_by, int64_t next[DIMS][DIMS],
                       int32_t *pair) {
  for (int32_t v = 0; v < e->kept; v++)
    seen_by[v] = -1;
  for (int32_t a = 0; a < e->kept; a++)
    for (int64_t k = o->start[a]; k < o->start[a + 1]; k++) {
      const mezzo_landmark *l = &e->landmark[o->landmark[k]];
      for (int32_t i = 0; i < l->variables; i++) {
        const int32_t b = e->landmark_variable[l->variable + i];
        if (b <= a || seen_by[b] == a)
          continue;
        seen_by[b] = a;
        int64_t *at = &next[e->kept_dim[a]][e->kept_dim[b]];
        if (pair != NULL) {
          pair[2 * *at] = a;
          pair[2 * *at + 1] = b;
        }
        ++*at;
      }
    }
}

static mezzo_status create_reduced(const mezzo_elimination *e, const occurrences *o, int32_t *seen_by,
                                   mezzo_jacobian **out) {
  int64_t next[DIMS][DIMS] = {{0}};
  walk_pairs(e, o, seen_by, next, NULL);
  mezzo_group group[DIMS * DIMS];
  int32_t groups = 0;
  int64_t pairs = 0;
  for (int32_t a = 0; a < DIMS * DIMS; a++) {
    int64_t *of_dims = &next[a / DIMS][a % DIMS];
    if (*of_dims > 0)
      group[groups++] = (mezzo_group){.rows = 1, .arity = 2, .factors = *of_dims};
    pairs += *of_dims;
    *of_dims = pairs - *of_dims;
  }
  int32_t *pair = mezzo_allocate(pairs, 2 * (int64_t)sizeof *pair);
  MEZZO_REQUIRE(pair != NULL, MEZZO_ERROR_MEMORY);
  walk_pairs(e, o, seen_by, next, pair);
  const mezzo_status status = mezzo_jacobian_create(e->kept, e->kept_dim, groups, group, 2 * pairs, pair, out);
  mezzo_free(pair);
  return status;
}

/* Its variables are the kept ones, and two of them share a factor of one row where its Hessian has a block. */
static mezzo_status find_structure(const mezzo_elimination *e, mezzo_jacobian **out) {
  occurrences o = {NULL, NULL};
  int32_t *seen_by = mezzo_allocate(e->kept, sizeof *seen_by);
  mezzo_status status = seen_by != NULL ? find_occurrences(e, &o) : MEZZO_ERROR_MEMORY;
  if (status == MEZZO_OK)
    status = create_reduced(e, &o, seen_by, out);
  mezzo_free(o.start);
  mezzo_free(o.landmark);
  mezzo_free(seen_by);
  return status;
}

/* ---- Places in the Hessian ---- */

/* Where each variable is in the Hessian. */
static mezzo_status find_positions(const mezzo_elimination *e, const mezzo_hessian *h, int32_t *position) {
  int32_t *of_column = mezzo_allocate(e->kept_columns, sizeof *of_column);
  MEZZO_REQUIRE(of_column != NULL, MEZZO_ERROR_MEMORY);
  for (int32_t v = 0; v < e->kept; v++)
    of_column[e->kept_column[v]] = v + 1;
  for (int32_t k = 0; k < h->variables; k++)
    position[of_column[h->column[k]] - 1] = k;
  mezzo_free(of_column);
  return MEZZO_OK;
}

/* The landmark's variables by position, and which number each had before. */
static void sort_variables(int32_t n, int32_t *variable, int32_t *before, const int32_t *position) {
  for (int32_t i = 0; i < n; i++) {
    const int32_t v = variable[i];
    int32_t k = i;
    for (; k > 0 && position[variable[k - 1]] > position[v]; k--) {
      variable[k] = variable[k - 1];
      before[k] = before[k - 1];
    }
    variable[k] = v;
    before[k] = i;
  }
}

/* Where the values of the blocks of column a begin: place[row] for those rows that it has. */
static void open_column(const mezzo_hessian *h, int32_t a, int64_t *place) {
  int64_t value = h->first_value[a];
  place[a] = value;
  value += (int64_t)h->dims[a] * h->dims[a];
  for (int64_t p = h->lower.start[a]; p < h->lower.start[a + 1]; p++) {
    const int32_t row = h->lower.row[p];
    place[row] = value;
    value += (int64_t)h->dims[a] * h->dims[row];
  }
}

/* Position by position, so that only one column of the Hessian is open at a time. */
static mezzo_status aim(const mezzo_elimination *e, const mezzo_hessian *h, const int32_t *position,
                        const int32_t *variables, int64_t *target) {
  occurrences o = {NULL, NULL};
  int64_t *place = mezzo_allocate(e->kept, sizeof *place);
  const mezzo_status status = place != NULL ? find_occurrences(e, &o) : MEZZO_ERROR_MEMORY;
  for (int32_t v = 0; v < e->kept && status == MEZZO_OK; v++) {
    open_column(h, position[v], place);
    for (int64_t k = o.start[v]; k < o.start[v + 1]; k++) {
      const mezzo_landmark *l = &e->landmark[o.landmark[k]];
      const int32_t *of_landmark = variables + l->variable;
      int32_t i = 0;
      while (of_landmark[i] != v)
        i++;
      /* Pairs (0,0) (0,1) .. (1,1) ..: those before row i of the triangle, then i's own. */
      int64_t *pair = target + l->pair + (int64_t)i * l->variables - (int64_t)i * (i - 1) / 2;
      for (int32_t b = i; b < l->variables; b++)
        *pair++ = place[position[of_landmark[b]]];
    }
  }
  mezzo_free(place);
  mezzo_free(o.start);
  mezzo_free(o.landmark);
  return status;
}

/* Renumbers the variables of each landmark in its blocks. */
static void renumber(mezzo_elimination *e, const int32_t *before, int32_t *now) {
  for (int32_t i = 0; i < e->landmarks; i++) {
    const mezzo_landmark *l = &e->landmark[i];
    for (int32_t k = 0; k < l->variables; k++)
      now[before[l->variable + k]] = k;
    const int64_t end = i + 1 < e->landmarks ? e->landmark[i + 1].block : e->blocks;
    for (int64_t k = l->block; k < end; k++)
      e->block[k].local = now[e->block[k].local];
  }
}

/* From now on h is what is filled. */
static mezzo_status set_hessian(mezzo_elimination *e, const mezzo_hessian *h) {
  int32_t *position = mezzo_allocate(e->kept, sizeof *position);
  int32_t *variables = mezzo_allocate_copy(e->landmark_variable, e->blocks, sizeof *variables);
  int32_t *before = mezzo_allocate(e->blocks, sizeof *before);
  int32_t *now = mezzo_allocate(e->most_variables, sizeof *now);
  int64_t *target = mezzo_allocate(e->pairs, sizeof *target);
  mezzo_status status = MEZZO_ERROR_MEMORY;
  if (position != NULL && variables != NULL && before != NULL && now != NULL && target != NULL)
    status = find_positions(e, h, position);
  if (status == MEZZO_OK) {
    for (int32_t l = 0; l < e->landmarks; l++) {
      const int64_t at = e->landmark[l].variable;
      sort_variables(e->landmark[l].variables, variables + at, before + at, position);
    }
    status = aim(e, h, position, variables, target);
  }
  if (status == MEZZO_OK) {
    renumber(e, before, now);
    mezzo_free(e->landmark_variable);
    mezzo_free(e->target);
    e->landmark_variable = variables;
    e->target = target;
    e->hessian_values = h->values;
    variables = NULL;
    target = NULL;
  }
  mezzo_free(position);
  mezzo_free(variables);
  mezzo_free(before);
  mezzo_free(now);
  mezzo_free(target);
  return status;
}

mezzo_status mezzo_elimination_hessian(mezzo_elimination *e, mezzo_ordering ordering, int32_t automatically,
                                       mezzo_hessian **h) {
  MEZZO_REQUIRE(e != NULL && h != NULL, MEZZO_ERROR_NULL);
  mezzo_jacobian *reduced = NULL;
  mezzo_hessian *fresh = NULL;
  mezzo_ordering chosen;
  int32_t *order = mezzo_allocate(e->kept, sizeof *order);
  mezzo_status status = order != NULL ? find_structure(e, &reduced) : MEZZO_ERROR_MEMORY;
  if (status == MEZZO_OK)
    status = automatically ? mezzo_order_automatically(reduced, order, &chosen) : mezzo_order(reduced, ordering, order);
  if (status == MEZZO_OK)
    status = mezzo_hessian_create(reduced, order, &fresh);
  if (status == MEZZO_OK)
    status = set_hessian(e, fresh);
  if (status == MEZZO_OK && *h == NULL) {
    *h = fresh;
    fresh = NULL;
  } else if (status == MEZZO_OK) {
    const mezzo_hessian before = **h;
    **h = *fresh;
    *fresh = before;
  }
  mezzo_hessian_destroy(fresh);
  mezzo_jacobian_destroy(reduced);
  mezzo_free(order);
  return status;
}
