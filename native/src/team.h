/*
 * Threads that share the work of a call.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_TEAM_H
#define MEZZO_TEAM_H

#include "mezzo.h"

#include <stdint.h>

/* One part of a call's work, 0 <= part < threads of the team. */
typedef void mezzo_team_function(void *context, int32_t part);

/* Threads of a team, the caller's included; 1 for NULL. */
int32_t mezzo_team_threads(const mezzo_team *team);

/* Runs all parts, each on a thread of its own, part 0 on the caller's, and returns when all are done: each part sees
 * what was written before the call, and the caller what each part wrote. Without a team there is part 0 alone. Parts of
 * a call do not start calls of the same team. */
void mezzo_team_run(mezzo_team *team, mezzo_team_function *function, void *context);

/* For a part that waits for what another one will write, between one look at it and the next: look is 0, 1, 2 .. */
void mezzo_team_pause(int32_t look);

#endif
