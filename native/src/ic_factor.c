/*
 * Incomplete Cholesky: the factorisation. Each group of columns is factored by one thread, which subtracts its sources
 * in their order, so that the number of threads makes no difference to the bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ic.h"
#include "internal.h"
#include "team.h"

#include <math.h>
#include <stdatomic.h>

/* How many steps of its schedule a thread has done. */
typedef struct progress {
  _Alignas(64) _Atomic int32_t steps;
} progress;

/* What a call is about. */
typedef struct factorisation {
  const mezzo_ic *ic;
  const mezzo_ic_schedule *schedule;
  const mezzo_ic_factor_kernels *kernels;
  mezzo_ic_work work; /* but for the workspace */
  int64_t panel_bytes;
  /* What else is to be done with a column once it is factored, and its padded vector; NULL if nothing. */
  const mezzo_ic_solve_kernels *solve;
  const mezzo_ic_values *l;
  void *vector;
  /* The first group that broke down, if one has, before its status: group * STATUSES + status. */
  _Atomic int64_t failure;
  progress progress[MEZZO_MAX_THREADS];
} factorisation;

enum { STATUSES = 4 };

/* Whether a group is behind one that broke down. Those before it are factored all the same: one of them may break down,
 * too, and would have been the first for one thread. */
static bool is_lost(factorisation *f, int32_t g) {
  return g > atomic_load_explicit(&f->failure, memory_order_relaxed) / STATUSES;
}

static void fail(factorisation *f, int32_t g, mezzo_status status) {
  const int64_t failure = (int64_t)g * STATUSES + (int64_t)status;
  int64_t first = atomic_load(&f->failure);
  while (failure < first && !atomic_compare_exchange_weak(&f->failure, &first, failure)) {
  }
}

static bool is_done(factorisation *f, int32_t g) {
  const mezzo_ic_schedule *s = f->schedule;
  return atomic_load_explicit(&f->progress[s->owner[g]].steps, memory_order_acquire) >= s->step[g];
}

/* Waits for a group; whether it came. */
static bool await(factorisation *f, int32_t source, int32_t g) {
  for (int32_t look = 0; !is_done(f, source); look++) {
    if (is_lost(f, g))
      return false;
    mezzo_team_pause(look);
  }
  return true;
}

/* Factors a group whose sources may not be done yet. */
static mezzo_status take_turn(factorisation *f, const mezzo_ic_work *work, int32_t g) {
  const mezzo_ic *ic = f->ic;
  const int64_t end = ic->first_source[g + 1];
  f->kernels->begin(ic, work, g);
  for (int64_t s = ic->first_source[g]; s < end;) {
    if (!await(f, ic->source[s].group, g))
      return MEZZO_OK;
    int64_t ready = s + 1;
    while (ready < end && is_done(f, ic->source[ready].group))
      ready++;
    f->kernels->subtract(ic, work, g, s, ready);
    s = ready;
  }
  return f->kernels->finish(ic, work, g);
}

static void factor_range(factorisation *f, const mezzo_ic_work *work, int32_t begin, int32_t end) {
  int32_t g = begin;
  if (is_lost(f, begin))
    return;
  const mezzo_status status = f->kernels->factor(f->ic, work, &g, end);
  if (status != MEZZO_OK)
    fail(f, g, status);
}

/* Factors all groups and solves L y = b along with that, some columns at a time, which are still in the cache. */
static void factor_and_solve(factorisation *f, const mezzo_ic_work *work) {
  enum { VALUES_AT_A_TIME = 4096 };
  const mezzo_ic *ic = f->ic;
  for (int32_t g = 0; g < ic->groups && !is_lost(f, g);) {
    const int32_t first = g;
    const int64_t limit = ic->below[ic->group[first]] + VALUES_AT_A_TIME;
    do
      g++;
    while (g < ic->groups && ic->below[ic->group[g + 1]] <= limit);
    factor_range(f, work, first, g);
    if (!is_lost(f, g))
      f->solve->forward(ic, f->l, ic->group[first], ic->group[g], f->vector);
  }
}

static void factor_part(void *context, int32_t part) {
  factorisation *f = context;
  const mezzo_ic *ic = f->ic;
  const mezzo_ic_schedule *s = f->schedule;
  mezzo_ic_work work = f->work;
  work.panel = (char *)s->panels + part * f->panel_bytes;
  work.place = s->places + (int64_t)part * ic->variables;
  for (int32_t i = 0; i < ic->variables; i++)
    work.place[i] = -1;
  if (s->threads == 1) {
    if (f->solve != NULL)
      factor_and_solve(f, &work);
    else
      factor_range(f, &work, 0, ic->groups);
    return;
  }
  const mezzo_ic_division *d = &ic->division;
  for (int32_t i = part < d->parts ? d->first[part] : 0; part < d->parts && i < d->first[part + 1]; i++)
    factor_range(f, &work, ic->group_of[d->range[i].begin], ic->group_of[d->range[i].end - 1] + 1);
  progress *done = &f->progress[part];
  atomic_store_explicit(&done->steps, 1, memory_order_release);
  for (int32_t turn = s->first[part]; turn < s->first[part + 1] && !is_lost(f, s->group[turn]); turn++) {
    const mezzo_status status = take_turn(f, &work, s->group[turn]);
    if (status != MEZZO_OK)
      fail(f, s->group[turn], status);
    atomic_fetch_add_explicit(&done->steps, 1, memory_order_release);
  }
}

/* vector: padded, of b, or NULL if there is nothing to solve. */
static mezzo_status factor(mezzo_ic *ic, mezzo_type type, const double *hessian, double shift, void *out,
                           void *vector) {
  const mezzo_kernels *kernels = mezzo_kernels_current();
  MEZZO_REQUIRE(kernels != NULL, MEZZO_ERROR_UNSUPPORTED);
  const int64_t none = (int64_t)ic->groups * STATUSES;
  mezzo_ic_frame(ic, type, 1, out);
  const mezzo_ic_values l = mezzo_ic_values_of(ic, type, out);
  factorisation f = {.ic = ic,
                     .schedule = &ic->schedule,
                     .kernels = kernels->ic_factor[type],
                     .work = {.hessian = hessian,
                              .shift = shift,
                              .inverse = (char *)out + MEZZO_IC_HEADER,
                              .below = (char *)out + mezzo_ic_below_offset(ic, type)},
                     .panel_bytes = ic->panel_length * mezzo_type_size(type),
                     .solve = vector != NULL ? kernels->ic_solve[type] : NULL,
                     .l = &l,
                     .vector = vector};
  atomic_init(&f.failure, none);
  mezzo_team_run(ic->schedule.team, factor_part, &f);
  mezzo_ic_frame(ic, type, 1, out); /* kernels write a little beyond the last block */
  const int64_t failure = atomic_load(&f.failure);
  return failure < none ? (mezzo_status)(failure % STATUSES) : MEZZO_OK;
}

static mezzo_status check(const mezzo_ic *ic, mezzo_type type, const double *hessian, double shift,
                          const void *factor) {
  MEZZO_REQUIRE(ic != NULL && factor != NULL && (hessian != NULL || ic->variables == 0), MEZZO_ERROR_NULL);
  MEZZO_REQUIRE(type == MEZZO_F64 || type == MEZZO_F32, MEZZO_ERROR_TYPE);
  MEZZO_REQUIRE(shift >= 0 || isnan(shift), MEZZO_ERROR_SIZE);
  return MEZZO_OK;
}

mezzo_status mezzo_ic_factor(mezzo_ic *ic, mezzo_type type, const double *hessian, double shift, void *out) {
  const mezzo_status status = check(ic, type, hessian, shift, out);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  return factor(ic, type, hessian, shift, out, NULL);
}

mezzo_status mezzo_ic_factor_solve(mezzo_ic *ic, mezzo_type type, const double *hessian, double shift, void *out,
                                   const void *b, void *y) {
  mezzo_status status = check(ic, type, hessian, shift, out);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  MEZZO_REQUIRE((b != NULL && y != NULL) || ic->variables == 0, MEZZO_ERROR_NULL);
  if (ic->schedule.threads > 1) {
    status = factor(ic, type, hessian, shift, out, NULL);
    return status == MEZZO_OK ? mezzo_ic_solve_forward(ic, type, out, type, b, y) : status;
  }
  mezzo_ic_pad(ic, type, b, ic->vector);
  status = factor(ic, type, hessian, shift, out, ic->vector);
  if (status == MEZZO_OK)
    mezzo_ic_unpad(ic, type, ic->vector, y);
  return status;
}
