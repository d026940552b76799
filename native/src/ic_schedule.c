/*
 * Incomplete Cholesky: which thread factors which group of columns.
 *
 * Subtrees come with the division of the solves. The groups above them, which most of the work may be in, go one by one
 * to the thread that would be done with it first, by an estimate of what each one costs (Topcuoglu, Hariri, Wu,
 * "Performance-effective and low-complexity task scheduling for heterogeneous computing", TPDS 2002): a thread may
 * begin with a group before the last of its sources is done.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ic.h"
#include "internal.h"
#include "team.h"

/* A factorisation of fewer operations is one thread's: starting the others would take longer than they save. */
static const double SMALL = 2e6;

/* How much shorter a factorisation must get, by the estimate, to be shared. */
static const double WORTH = 0.85;

/* What it costs to hear of another thread's progress and to fetch the first of what it made, in products of blocks. */
static const double NOTICE = 8;

typedef struct plan {
  const mezzo_ic *ic;
  int32_t threads;
  int32_t *owner;
  int32_t *turn; /* of each group that is not in a subtree, else -1 */
  double *done;  /* when each group is */
  double now[MEZZO_MAX_THREADS];
  int32_t turns[MEZZO_MAX_THREADS];
} plan;

/* Products of blocks that a source takes, and what else costs as much. */
static double source_cost(const mezzo_ic *ic, const mezzo_ic_source *s) {
  const int32_t end = ic->group[s->group + 1];
  const double rows = (double)(ic->factor.start[end] - s->row);
  return 1 + (end - ic->group[s->group]) * (rows - 0.5 * (s->rows - 1)) * s->rows;
}

/* And the end of a group. */
static double finish_cost(const mezzo_ic *ic, int32_t g) {
  const double width = ic->group[g + 1] - ic->group[g];
  const double rows = (double)(ic->factor.start[ic->group[g + 1]] - ic->factor.start[ic->group[g + 1] - 1]);
  return width * (4 + rows + 0.5 * width * rows);
}

static double group_cost(const mezzo_ic *ic, int32_t g) {
  double cost = finish_cost(ic, g);
  for (int64_t s = ic->first_source[g]; s < ic->first_source[g + 1]; s++)
    cost += source_cost(ic, &ic->source[s]);
  return cost;
}

/* When a thread would be done with a group: it works its way through the sources, waiting for each. */
static double done_by(const plan *p, int32_t thread, int32_t g) {
  double now = p->now[thread];
  for (int64_t s = p->ic->first_source[g]; s < p->ic->first_source[g + 1]; s++) {
    const int32_t source = p->ic->source[s].group;
    if (p->owner[source] != thread && p->done[source] + NOTICE > now)
      now = p->done[source] + NOTICE;
    now += source_cost(p->ic, &p->ic->source[s]);
  }
  return now + finish_cost(p->ic, g);
}

/* Plans all groups; returns what the work of all threads is over what the longest takes. */
static double make(plan *p, const mezzo_ic_division *d) {
  const mezzo_ic *ic = p->ic;
  double total = 0;
  for (int32_t g = 0; g < ic->groups; g++)
    p->owner[g] = -1;
  for (int32_t t = 0; t < d->parts; t++)
    for (int32_t i = d->first[t]; i < d->first[t + 1]; i++)
      for (int32_t g = ic->group_of[d->range[i].begin]; g <= ic->group_of[d->range[i].end - 1]; g++) {
        p->owner[g] = t;
        p->turn[g] = -1;
        p->now[t] += group_cost(ic, g);
      }
  for (int32_t g = 0; g < ic->groups; g++)
    if (p->owner[g] >= 0)
      p->done[g] = p->now[p->owner[g]];
  for (int32_t t = 0; t < p->threads; t++)
    total += p->now[t];
  for (int32_t g = 0; g < ic->groups; g++) {
    if (p->owner[g] >= 0)
      continue;
    total += group_cost(ic, g);
    int32_t best = 0;
    double first = done_by(p, 0, g);
    for (int32_t t = 1; t < p->threads; t++) {
      const double done = done_by(p, t, g);
      if (done < first) {
        first = done;
        best = t;
      }
    }
    p->owner[g] = best;
    p->turn[g] = p->turns[best]++;
    p->done[g] = first;
    p->now[best] = first;
  }
  double longest = 0;
  for (int32_t t = 0; t < p->threads; t++)
    longest = p->now[t] > longest ? p->now[t] : longest;
  return longest > 0 ? total / longest : 1;
}

/* Lists the turns of each thread. */
static mezzo_status list_turns(const plan *p, mezzo_ic_schedule *s) {
  const int32_t groups = p->ic->groups;
  s->threads = p->threads;
  s->first = mezzo_allocate((int64_t)p->threads + 1, sizeof *s->first);
  s->step = mezzo_allocate(groups, sizeof *s->step);
  MEZZO_REQUIRE(s->first != NULL && s->step != NULL, MEZZO_ERROR_MEMORY);
  for (int32_t t = 0; t < p->threads; t++)
    s->first[t + 1] = s->first[t] + p->turns[t];
  s->group = mezzo_allocate(s->first[p->threads], sizeof *s->group);
  MEZZO_REQUIRE(s->group != NULL, MEZZO_ERROR_MEMORY);
  for (int32_t g = 0; g < groups; g++) {
    s->step[g] = p->turn[g] + 2;
    if (p->turn[g] >= 0)
      s->group[s->first[p->owner[g]] + p->turn[g]] = g;
  }
  return MEZZO_OK;
}

static mezzo_status share(const mezzo_ic *ic, mezzo_team *team, const mezzo_ic_division *d, mezzo_ic_schedule *s) {
  plan p = {.ic = ic,
            .threads = mezzo_team_threads(team),
            .owner = s->owner = mezzo_allocate(ic->groups, sizeof *s->owner),
            .turn = mezzo_allocate(ic->groups, sizeof *p.turn),
            .done = mezzo_allocate(ic->groups, sizeof *p.done)};
  mezzo_status status = MEZZO_ERROR_MEMORY;
  if (p.owner != NULL && p.turn != NULL && p.done != NULL) {
    status = MEZZO_OK;
    if (make(&p, d) * WORTH >= 1) {
      s->team = team;
      status = list_turns(&p, s);
    }
  }
  mezzo_free(p.turn);
  mezzo_free(p.done);
  return status;
}

mezzo_status mezzo_ic_schedule_create(const mezzo_ic *ic, mezzo_team *team, const mezzo_ic_division *d,
                                      mezzo_ic_schedule *out) {
  *out = (mezzo_ic_schedule){.threads = 1};
  if (mezzo_team_threads(team) > 1 && ic->flops >= SMALL) {
    const mezzo_status status = share(ic, team, d, out);
    MEZZO_REQUIRE(status == MEZZO_OK, status);
  }
  out->panels = mezzo_allocate(out->threads * ic->panel_length, sizeof *out->panels);
  out->places = mezzo_allocate(out->threads * (int64_t)ic->variables, sizeof *out->places);
  return out->panels != NULL && out->places != NULL ? MEZZO_OK : MEZZO_ERROR_MEMORY;
}

void mezzo_ic_schedule_free(mezzo_ic_schedule *s) {
  mezzo_free(s->first);
  mezzo_free(s->group);
  mezzo_free(s->owner);
  mezzo_free(s->step);
  mezzo_free(s->panels);
  mezzo_free(s->places);
}
