/*
 * Threads that share the work of a call: one call at a time is announced by a counter, which the other threads watch
 * for a short while before they sleep. Calls of an iteration follow each other closely, and waking a thread takes
 * longer than many a call.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE /* CPU_COUNT */

#include "team.h"
#include "internal.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

/* How long a thread watches before it sleeps: about as long as it takes to wake it. It looks so many times at a
 * stretch, then lets others on its processor go first, among them perhaps the thread that it waits for. */
enum { WATCH_NANOSECONDS = 100000, LOOKS = 32 };

enum { LINE = 64 };

typedef struct member {
  mezzo_team *team;
  int32_t part;
  pthread_t thread;
} member;

struct mezzo_team {
  int32_t threads;
  int32_t started; /* members that run: parts 1 .. started */
  bool watches;
  mezzo_team_function *function; /* of the call, NULL: the end */
  void *context;
  /* What is waited for changes under the lock, so that nobody falls asleep after the change. */
  pthread_mutex_t lock;
  pthread_cond_t begun;
  pthread_cond_t finished;
  _Alignas(LINE) _Atomic uint32_t calls;   /* how many have begun */
  _Alignas(LINE) _Atomic uint32_t pending; /* parts of the call that the others are still at */
  _Alignas(LINE) member member[MEZZO_MAX_THREADS];
};

static inline void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb" ::: "memory"); /* its hint, yield, does nothing on most cores */
#endif
}

void mezzo_team_pause(int32_t look) {
  if (look % LOOKS == LOOKS - 1)
    sched_yield();
  else
    relax();
}

static int64_t nanoseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* Whether the value was reached while watching. */
static bool watch(const _Atomic uint32_t *counter, uint32_t value) {
  const int64_t end = nanoseconds() + WATCH_NANOSECONDS;
  do {
    for (int32_t i = 0; i < LOOKS; i++) {
      if (atomic_load_explicit(counter, memory_order_acquire) == value)
        return true;
      relax();
    }
    sched_yield();
  } while (nanoseconds() < end);
  return false;
}

/* Returns when the counter has the value. */
static void await(mezzo_team *team, const _Atomic uint32_t *counter, uint32_t value, pthread_cond_t *changed) {
  if (atomic_load_explicit(counter, memory_order_acquire) == value || (team->watches && watch(counter, value)))
    return;
  pthread_mutex_lock(&team->lock);
  while (atomic_load_explicit(counter, memory_order_acquire) != value)
    pthread_cond_wait(changed, &team->lock);
  pthread_mutex_unlock(&team->lock);
}

static void *take_part(void *argument) {
  const member *self = argument;
  mezzo_team *team = self->team;
  for (uint32_t call = 1;; call++) {
    await(team, &team->calls, call, &team->begun);
    if (team->function == NULL)
      return NULL;
    team->function(team->context, self->part);
    if (atomic_fetch_sub_explicit(&team->pending, 1, memory_order_acq_rel) > 1)
      continue;
    /* Who is about to sleep holds the lock; who already sleeps gets the signal. */
    pthread_mutex_lock(&team->lock);
    pthread_mutex_unlock(&team->lock);
    pthread_cond_signal(&team->finished);
  }
}

static void announce(mezzo_team *team, mezzo_team_function *function, void *context) {
  team->function = function;
  team->context = context;
  atomic_store_explicit(&team->pending, (uint32_t)team->started, memory_order_relaxed);
  pthread_mutex_lock(&team->lock);
  atomic_fetch_add_explicit(&team->calls, 1, memory_order_release);
  pthread_mutex_unlock(&team->lock);
  pthread_cond_broadcast(&team->begun);
}

int32_t mezzo_team_threads(const mezzo_team *team) {
  return team != NULL ? team->threads : 1;
}

void mezzo_team_run(mezzo_team *team, mezzo_team_function *function, void *context) {
  if (team == NULL || team->threads == 1) {
    function(context, 0);
    return;
  }
  announce(team, function, context);
  function(context, 0);
  await(team, &team->pending, 0, &team->finished);
}

/* Starts the others. Signals are for the threads of the application, but for those that a thread raises itself. */
static bool start(mezzo_team *team) {
  sigset_t blocked;
  sigset_t before;
  sigfillset(&blocked);
  sigdelset(&blocked, SIGSEGV);
  sigdelset(&blocked, SIGBUS);
  sigdelset(&blocked, SIGFPE);
  sigdelset(&blocked, SIGILL);
  pthread_sigmask(SIG_SETMASK, &blocked, &before);
  bool done = true;
  for (int32_t part = 1; part < team->threads && done; part++) {
    member *m = &team->member[part];
    *m = (member){.team = team, .part = part};
    done = pthread_create(&m->thread, NULL, take_part, m) == 0;
    team->started += done;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return done;
}

/* Whether all threads can run at once: a thread that watches must not keep another from working. */
static bool has_processors(int32_t threads) {
  cpu_set_t processors;
  return sched_getaffinity(0, sizeof processors, &processors) != 0 || CPU_COUNT(&processors) >= threads;
}

mezzo_status mezzo_team_create(int32_t threads, mezzo_team **out) {
  MEZZO_REQUIRE(out != NULL, MEZZO_ERROR_NULL);
  *out = NULL;
  MEZZO_REQUIRE(threads >= 1 && threads <= MEZZO_MAX_THREADS, MEZZO_ERROR_SIZE);
  mezzo_team *team = mezzo_allocate(1, sizeof *team);
  MEZZO_REQUIRE(team != NULL, MEZZO_ERROR_MEMORY);
  team->threads = threads;
  team->watches = has_processors(threads);
  /* With default attributes these reserve nothing and cannot fail. */
  pthread_mutex_init(&team->lock, NULL);
  pthread_cond_init(&team->begun, NULL);
  pthread_cond_init(&team->finished, NULL);
  if (!start(team)) {
    mezzo_team_destroy(team);
    return MEZZO_ERROR_MEMORY;
  }
  *out = team;
  return MEZZO_OK;
}

void mezzo_team_destroy(mezzo_team *team) {
  if (team == NULL)
    return;
  announce(team, NULL, NULL);
  for (int32_t part = 1; part <= team->started; part++)
    pthread_join(team->member[part].thread, NULL);
  pthread_cond_destroy(&team->finished);
  pthread_cond_destroy(&team->begun);
  pthread_mutex_destroy(&team->lock);
  mezzo_free(team);
}
