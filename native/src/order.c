/*
 * Elimination order of the variables.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cholmod_session.h"
#include "internal.h"
#include "pattern.h"

/* The two calls differ in their arguments only. */
static int call_cholmod(cholmod_sparse *graph, mezzo_ordering method, int32_t *order, cholmod_common *common) {
#if MEZZO_CHOLMOD_PARTITION
  if (method == MEZZO_ORDER_METIS)
    return cholmod_metis(graph, NULL, 0, 0, order, common);
#endif
  (void)method;
  return cholmod_amd(graph, NULL, 0, order, common);
}

/* Fill-reducing order of the graph with this strictly lower triangle. */
static mezzo_status reduce_fill(const mezzo_pattern *lower, mezzo_ordering method, int32_t *order) {
  const int32_t n = lower->n;
  MEZZO_REQUIRE(lower->start[n] <= INT32_MAX, MEZZO_ERROR_SIZE);
  int32_t *start = mezzo_allocate((int64_t)n + 1, sizeof *start);
  MEZZO_REQUIRE(start != NULL, MEZZO_ERROR_MEMORY);
  for (int32_t i = 0; i <= n; i++)
    start[i] = (int32_t)lower->start[i];
  cholmod_sparse graph = mezzo_cholmod_lower(n, start, lower->row, NULL);
  cholmod_common common;
  mezzo_status status = mezzo_cholmod_start(&common);
  if (status == MEZZO_OK) {
    if (!call_cholmod(&graph, method, order, &common)) {
      status = mezzo_cholmod_status(&common);
      status = status != MEZZO_OK ? status : MEZZO_ERROR_LIBRARY;
    }
    cholmod_finish(&common);
  }
  mezzo_free(start);
  return status;
}

/* Renumbers an order along its elimination tree, which leaves the fill as it is and brings columns that depend on each
 * other close together in memory. */
static mezzo_status follow_tree(const mezzo_jacobian *j, int32_t *order) {
  const int32_t n = j->variables;
  mezzo_pattern lower = {0};
  mezzo_pattern upper = {0};
  int32_t *work = mezzo_allocate(5 * (int64_t)n, sizeof *work);
  mezzo_status status = work != NULL ? MEZZO_OK : MEZZO_ERROR_MEMORY;
  int32_t *position = work;
  int32_t *parent = work + (int64_t)n;
  int32_t *post = work + 2 * (int64_t)n;
  int32_t *scratch = work + 3 * (int64_t)n;
  if (status == MEZZO_OK) {
    for (int32_t k = 0; k < n; k++)
      position[order[k]] = k;
    status = mezzo_pattern_create(j, position, &lower, NULL);
  }
  if (status == MEZZO_OK)
    status = mezzo_pattern_transpose(&lower, &upper);
  if (status == MEZZO_OK) {
    mezzo_elimination_tree(&upper, parent, scratch);
    mezzo_postorder(n, parent, post, scratch);
    for (int32_t k = 0; k < n; k++)
      position[k] = order[post[k]];
    for (int32_t k = 0; k < n; k++)
      order[k] = position[k];
  }
  mezzo_pattern_free(&lower);
  mezzo_pattern_free(&upper);
  mezzo_free(work);
  return status;
}

mezzo_status mezzo_order(const mezzo_jacobian *j, mezzo_ordering method, int32_t *order) {
  MEZZO_REQUIRE(j != NULL && (order != NULL || j->variables == 0), MEZZO_ERROR_NULL);
  switch (method) {
  case MEZZO_ORDER_NATURAL:
    for (int32_t k = 0; k < j->variables; k++)
      order[k] = k;
    return MEZZO_OK;
  case MEZZO_ORDER_METIS:
    MEZZO_REQUIRE(MEZZO_CHOLMOD_PARTITION, MEZZO_ERROR_UNSUPPORTED);
    break;
  case MEZZO_ORDER_AMD:
    break;
  default:
    return MEZZO_ERROR_TYPE;
  }
  MEZZO_REQUIRE(j->variables > 0, MEZZO_OK);
  mezzo_pattern lower = {0};
  mezzo_status status = mezzo_pattern_create(j, NULL, &lower, NULL);
  if (status == MEZZO_OK)
    status = reduce_fill(&lower, method, order);
  if (status == MEZZO_OK)
    status = follow_tree(j, order);
  mezzo_pattern_free(&lower);
  return status;
}
