/*
 * Which factors see which landmark.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "elimination.h"

#include "internal.h"

#include <string.h>

/* Panels are rounded in runs of at least that many scalars. */
enum { PANEL_RUN = 2048 };

/* What is known of each variable of J while an elimination is built. */
typedef struct builder {
  mezzo_elimination *e;
  const mezzo_jacobian *j;
  const uint8_t *eliminated;
  int32_t *place;       /* [variables] number among the kept ones, or among the landmarks */
  int32_t *seen_by;     /* [kept] landmark that named it last, */
  int32_t *local;       /* [kept] and its number there */
  int32_t *landmark;    /* [factors] */
  int64_t *next_factor; /* [landmarks] where its next factor goes, */
  int64_t *next_block;  /* [landmarks] and the next block */
  int64_t factors;
  int64_t points;
} builder;

static void free_arrays(mezzo_elimination *e) {
  mezzo_free(e->kept_dim);
  mezzo_free(e->kept_column);
  mezzo_free(e->full_column);
  mezzo_free(e->landmark);
  mezzo_free(e->factor);
  mezzo_free(e->octet);
  mezzo_free(e->block);
  mezzo_free(e->landmark_variable);
  mezzo_free(e->target);
  mezzo_free(e->scale);
  mezzo_free(e->gradient);
  mezzo_free(e->products);
  mezzo_free(e->panels);
  mezzo_free(e->rows_of_landmark);
  mezzo_free(e->p);
  mezzo_free(e->q);
  mezzo_free(e->along);
}

/* Numbers the variables. */
static mezzo_status number(builder *b) {
  mezzo_elimination *e = b->e;
  const mezzo_jacobian *j = b->j;
  e->variables = j->variables;
  e->columns = j->columns;
  e->rows = j->rows;
  for (int32_t v = 0; v < j->variables; v++) {
    if (b->eliminated[v]) {
      MEZZO_REQUIRE(j->dims[v] == MEZZO_LANDMARK_DIM, MEZZO_ERROR_SIZE);
      b->place[v] = (int32_t)b->points++;
    } else {
      MEZZO_REQUIRE(j->dims[v] <= MEZZO_MAX_KEPT_DIM, MEZZO_ERROR_SIZE);
      b->place[v] = e->kept++;
    }
  }
  return MEZZO_OK;
}

static void describe_kept(builder *b) {
  mezzo_elimination *e = b->e;
  for (int32_t v = 0; v < b->j->variables; v++) {
    if (b->eliminated[v])
      continue;
    const int32_t k = b->place[v];
    e->kept_dim[k] = b->j->dims[v];
    e->kept_column[k] = (int32_t)e->kept_columns;
    e->full_column[k] = b->j->column[v];
    e->kept_columns += b->j->dims[v];
    b->seen_by[k] = -1;
  }
}

/* The landmark of each factor; those without one count as landmarks of their own, behind the others. */
static mezzo_status assign_factors(builder *b) {
  const mezzo_jacobian *j = b->j;
  int64_t f = 0;
  int64_t others = 0;
  for (int32_t g = 0; g < j->groups; g++) {
    const mezzo_jacobian_group *group = &j->group[g];
    const int32_t *variables = j->block_variables + group->first_block;
    for (int64_t i = 0; i < group->factors; i++, f++, variables += group->arity) {
      int32_t landmark = -1;
      for (int32_t k = 0; k < group->arity; k++)
        if (b->eliminated[variables[k]]) {
          MEZZO_REQUIRE(landmark < 0, MEZZO_ERROR_INDEX);
          landmark = b->place[variables[k]];
        }
      if (landmark < 0 && group->arity > 0)
        landmark = (int32_t)(b->points + others++);
      b->landmark[f] = landmark;
    }
  }
  MEZZO_REQUIRE(b->points + others <= INT32_MAX, MEZZO_ERROR_SIZE);
  b->e->landmarks = (int32_t)(b->points + others);
  return MEZZO_OK;
}

/* Counts the factors, rows and blocks of each landmark, and says where they begin. */
static void count(builder *b) {
  mezzo_elimination *e = b->e;
  for (int32_t l = 0; l < e->landmarks; l++)
    e->landmark[l].column = -1;
  for (int32_t v = 0; v < b->j->variables; v++)
    if (b->eliminated[v])
      e->landmark[b->place[v]].column = b->j->column[v];
  int64_t f = 0;
  for (int32_t g = 0; g < b->j->groups; g++) {
    const mezzo_jacobian_group *group = &b->j->group[g];
    for (int64_t i = 0; i < group->factors; i++, f++) {
      if (b->landmark[f] < 0)
        continue;
      mezzo_landmark *l = &e->landmark[b->landmark[f]];
      const int32_t blocks = group->arity - (l->column >= 0 ? 1 : 0);
      const int32_t uniform = blocks == 1 ? group->rows : 0;
      l->uniform = l->factors == 0 || l->uniform == uniform ? uniform : 0;
      l->factors++;
      l->rows += group->rows;
      l->block += blocks;                        /* their number, for now */
      l->panel += (int64_t)group->rows * blocks; /* and that of their rows */
    }
  }
  int64_t factor = 0, block = 0, panel = 0, row = 0;
  for (int32_t i = 0; i < e->landmarks; i++) {
    mezzo_landmark *l = &e->landmark[i];
    const int64_t blocks = l->block, block_rows = l->panel;
    const int64_t padded = mezzo_padded_rows(l->rows);
    l->factor = factor;
    l->block = block;
    l->panel = panel;
    l->row = row;
    b->next_factor[i] = factor;
    b->next_block[i] = block;
    factor += l->factors;
    block += blocks;
    panel += MEZZO_OCTET * block_rows;
    row += padded;
    e->most_rows = padded > e->most_rows ? padded : e->most_rows;
    e->panel_room = MEZZO_OCTET * block_rows > e->panel_room ? MEZZO_OCTET * block_rows : e->panel_room;
  }
  e->blocks = block;
  e->panel_values = panel;
  e->padded_rows = row;
  e->panel_room += PANEL_RUN;
}

/* Puts the factors and their blocks in their places. */
static void place(builder *b) {
  mezzo_elimination *e = b->e;
  int64_t f = 0;
  for (int32_t g = 0; g < b->j->groups; g++) {
    const mezzo_jacobian_group *group = &b->j->group[g];
    const int32_t *variables = b->j->block_variables + group->first_block;
    for (int64_t i = 0; i < group->factors; i++, f++, variables += group->arity) {
      const int32_t l = b->landmark[f];
      if (l < 0)
        continue;
      mezzo_landmark_factor *factor = &e->factor[b->next_factor[l]++];
      factor->value = group->first_value + i * group->rows * group->columns;
      factor->row = group->first_row + i * group->rows;
      factor->rows = group->rows;
      factor->landmark = -1;
      int32_t offset = 0;
      for (int32_t k = 0; k < group->arity; k++) {
        if (b->eliminated[variables[k]]) {
          factor->landmark = offset;
        } else {
          const int64_t at = b->next_block[l]++;
          e->octet[at] = b->place[variables[k]];
          e->block[at].offset = offset;
          e->block[at].dim = group->dims[k];
          factor->blocks++;
        }
        offset += group->rows * group->dims[k];
      }
    }
  }
}

/* The variables of each landmark, each once, and how many pairs of them there are. */
static void list_variables(builder *b) {
  mezzo_elimination *e = b->e;
  int64_t variable = 0;
  for (int32_t i = 0; i < e->landmarks; i++) {
    mezzo_landmark *l = &e->landmark[i];
    const int64_t end = i + 1 < e->landmarks ? e->landmark[i + 1].block : e->blocks;
    l->variable = variable;
    l->pair = e->pairs;
    for (int64_t k = l->block; k < end; k++) {
      const int32_t v = e->octet[k];
      if (b->seen_by[v] != i) {
        b->seen_by[v] = i;
        b->local[v] = l->variables++;
        e->landmark_variable[variable++] = v;
      }
      e->block[k].local = b->local[v];
    }
    e->most_variables = l->variables > e->most_variables ? l->variables : e->most_variables;
    e->pairs += (int64_t)l->variables * (l->variables + 1) / 2;
  }
}

static mezzo_status reserve_work(mezzo_elimination *e) {
  const int64_t lanes = (int64_t)MEZZO_OCTET * e->kept;
  e->scale = mezzo_allocate(lanes, sizeof *e->scale);
  e->gradient = mezzo_allocate(lanes, sizeof *e->gradient);
  e->p = mezzo_allocate(lanes, sizeof *e->p);
  e->q = mezzo_allocate(lanes, sizeof *e->q);
  e->along = mezzo_allocate(e->landmarks, 3 * (int64_t)sizeof *e->along);
  e->products = mezzo_allocate(e->most_variables, (int64_t)MEZZO_LANDMARK_DIM * MEZZO_OCTET * (int64_t)sizeof(double));
  e->panels = mezzo_allocate(e->panel_room, sizeof *e->panels);
  e->rows_of_landmark = mezzo_allocate(e->most_rows, 4 * MEZZO_BATCH * (int64_t)sizeof(double));
  return e->scale != NULL && e->gradient != NULL && e->p != NULL && e->q != NULL && e->along != NULL &&
                 e->products != NULL && e->panels != NULL && e->rows_of_landmark != NULL
             ? MEZZO_OK
             : MEZZO_ERROR_MEMORY;
}

static mezzo_status build(builder *b) {
  mezzo_elimination *e = b->e;
  for (int32_t g = 0; g < b->j->groups; g++)
    b->factors += b->j->group[g].factors;
  b->place = mezzo_allocate(b->j->variables, sizeof *b->place);
  b->landmark = mezzo_allocate(b->factors, sizeof *b->landmark);
  MEZZO_REQUIRE(b->place != NULL && b->landmark != NULL, MEZZO_ERROR_MEMORY);
  mezzo_status status = number(b);
  if (status == MEZZO_OK)
    status = assign_factors(b);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  e->kept_dim = mezzo_allocate(e->kept, sizeof *e->kept_dim);
  e->kept_column = mezzo_allocate(e->kept, sizeof *e->kept_column);
  e->full_column = mezzo_allocate(e->kept, sizeof *e->full_column);
  e->landmark = mezzo_allocate(e->landmarks, sizeof *e->landmark);
  b->seen_by = mezzo_allocate(e->kept, sizeof *b->seen_by);
  b->local = mezzo_allocate(e->kept, sizeof *b->local);
  b->next_factor = mezzo_allocate(e->landmarks, sizeof *b->next_factor);
  b->next_block = mezzo_allocate(e->landmarks, sizeof *b->next_block);
  MEZZO_REQUIRE(e->kept_dim != NULL && e->kept_column != NULL && e->full_column != NULL && e->landmark != NULL &&
                    b->seen_by != NULL && b->local != NULL && b->next_factor != NULL && b->next_block != NULL,
                MEZZO_ERROR_MEMORY);
  describe_kept(b);
  count(b);
  e->factor = mezzo_allocate(b->factors, sizeof *e->factor);
  e->octet = mezzo_allocate(e->blocks, sizeof *e->octet);
  e->block = mezzo_allocate(e->blocks, sizeof *e->block);
  e->landmark_variable = mezzo_allocate(e->blocks, sizeof *e->landmark_variable);
  MEZZO_REQUIRE(e->factor != NULL && e->octet != NULL && e->block != NULL && e->landmark_variable != NULL,
                MEZZO_ERROR_MEMORY);
  place(b);
  list_variables(b);
  return reserve_work(e);
}
mezzo_status mezzo_elimination_assign(mezzo_elimination *e, const mezzo_jacobian *j, const uint8_t *eliminated) {
  MEZZO_REQUIRE(e != NULL && j != NULL && (eliminated != NULL || j->variables == 0), MEZZO_ERROR_NULL);
  mezzo_elimination fresh = {.hessian_values = -1};
  builder b = {.e = &fresh, .j = j, .eliminated = eliminated};
  const mezzo_status status = build(&b);
  mezzo_free(b.place);
  mezzo_free(b.seen_by);
  mezzo_free(b.local);
  mezzo_free(b.landmark);
  mezzo_free(b.next_factor);
  mezzo_free(b.next_block);
  if (status != MEZZO_OK) {
    free_arrays(&fresh);
    return status;
  }
  free_arrays(e);
  *e = fresh;
  return MEZZO_OK;
}

mezzo_status mezzo_elimination_create(const mezzo_jacobian *j, const uint8_t *eliminated, mezzo_elimination **out) {
  MEZZO_REQUIRE(out != NULL, MEZZO_ERROR_NULL);
  *out = NULL;
  mezzo_elimination *e = mezzo_allocate(1, sizeof *e);
  MEZZO_REQUIRE(e != NULL, MEZZO_ERROR_MEMORY);
  const mezzo_status status = mezzo_elimination_assign(e, j, eliminated);
  if (status != MEZZO_OK) {
    mezzo_elimination_destroy(e);
    return status;
  }
  *out = e;
  return MEZZO_OK;
}

void mezzo_elimination_destroy(mezzo_elimination *e) {
  if (e == NULL)
    return;
  free_arrays(e);
  mezzo_free(e);
}

mezzo_status mezzo_elimination_query(const mezzo_elimination *e, mezzo_elimination_info *info) {
  MEZZO_REQUIRE(e != NULL && info != NULL, MEZZO_ERROR_NULL);
  int64_t points = 0;
  for (int32_t l = 0; l < e->landmarks; l++)
    points += e->landmark[l].column >= 0;
  info->landmarks = points;
  info->variables = e->kept;
  info->columns = e->kept_columns;
  info->pairs = e->pairs;
  info->values = e->panel_values;
  info->rows = e->padded_rows;
  return MEZZO_OK;
}
