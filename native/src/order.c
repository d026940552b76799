/*
 * Elimination order of the variables.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cholmod_session.h"
#include "fill.h"
#include "internal.h"
#include "pattern.h"

#include <string.h>

/* Flops of a complete factorisation, by AMD's estimate, for each variable and each pair of them in a factor, from which
 * on METIS is asked for an order with less. It takes about a microsecond for each of these, eight times what AMD takes,
 * and saves a fifth to a third of the fill of large grids. At 16 GFlop/s this many flops take five. */
static const double WORTH_DISSECTING = 80e3;

/* The two calls differ in their arguments only. */
static int call_cholmod(cholmod_sparse *graph, mezzo_ordering method, int32_t *order, cholmod_common *common) {
#if MEZZO_CHOLMOD_PARTITION
  if (method == MEZZO_ORDER_METIS)
    return cholmod_metis(graph, NULL, 0, 0, order, common);
#endif
  (void)method;
  return cholmod_amd(graph, NULL, 0, order, common);
}

/* Fill-reducing order of the graph with this strictly lower triangle. *flops, from AMD only: of a factorisation by
 * variables of dimension 1; an upper bound. */
static mezzo_status reduce_fill(const mezzo_pattern *lower, mezzo_ordering method, int32_t *order, double *flops) {
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
    *flops = common.fl;
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

/* An order by one of the methods that reduce fill, of the graph with this strictly lower triangle. */
static mezzo_status order_graph(const mezzo_jacobian *j, const mezzo_pattern *lower, mezzo_ordering method,
                                int32_t *order, double *flops) {
  const mezzo_status status = reduce_fill(lower, method, order, flops);
  return status == MEZZO_OK ? follow_tree(j, order) : status;
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
  double flops;
  mezzo_status status = mezzo_pattern_create(j, NULL, &lower, NULL);
  if (status == MEZZO_OK)
    status = order_graph(j, &lower, method, order, &flops);
  mezzo_pattern_free(&lower);
  return status;
}

/* Flops of a complete factorisation in that order. */
static mezzo_status flops_of(const mezzo_jacobian *j, const int32_t *order, double *flops) {
  const int32_t n = j->variables;
  mezzo_pattern lower = {0};
  int32_t *position = mezzo_allocate(n, sizeof *position);
  int32_t *dims = mezzo_allocate(n, sizeof *dims);
  mezzo_status status = position != NULL && dims != NULL ? MEZZO_OK : MEZZO_ERROR_MEMORY;
  if (status == MEZZO_OK) {
    for (int32_t k = 0; k < n; k++) {
      position[order[k]] = k;
      dims[k] = j->dims[order[k]];
    }
    status = mezzo_pattern_create(j, position, &lower, NULL);
  }
  if (status == MEZZO_OK)
    status = mezzo_fill_flops(&lower, dims, flops);
  mezzo_pattern_free(&lower);
  mezzo_free(position);
  mezzo_free(dims);
  return status;
}

/* Replaces an order by that of METIS if this takes fewer flops. */
static mezzo_status dissect_if_better(const mezzo_jacobian *j, const mezzo_pattern *lower, int32_t *order,
                                      mezzo_ordering *chosen) {
  int32_t *dissected = mezzo_allocate(j->variables, sizeof *dissected);
  MEZZO_REQUIRE(dissected != NULL, MEZZO_ERROR_MEMORY);
  double before = 0;
  double after = 0;
  double estimate;
  mezzo_status status = order_graph(j, lower, MEZZO_ORDER_METIS, dissected, &estimate);
  if (status == MEZZO_OK)
    status = flops_of(j, order, &before);
  if (status == MEZZO_OK)
    status = flops_of(j, dissected, &after);
  if (status == MEZZO_OK && after < before) {
    memcpy(order, dissected, (size_t)j->variables * sizeof *order);
    *chosen = MEZZO_ORDER_METIS;
  }
  mezzo_free(dissected);
  return status;
}

mezzo_status mezzo_order_automatically(const mezzo_jacobian *j, int32_t *order, mezzo_ordering *chosen) {
  MEZZO_REQUIRE(j != NULL && chosen != NULL && (order != NULL || j->variables == 0), MEZZO_ERROR_NULL);
  *chosen = MEZZO_ORDER_AMD;
  MEZZO_REQUIRE(j->variables > 0, MEZZO_OK);
  mezzo_pattern lower = {0};
  double flops;
  mezzo_status status = mezzo_pattern_create(j, NULL, &lower, NULL);
  if (status == MEZZO_OK)
    status = order_graph(j, &lower, MEZZO_ORDER_AMD, order, &flops);
  if (status == MEZZO_OK && MEZZO_CHOLMOD_PARTITION) {
    const double dim = (double)j->columns / j->variables;
    const double size = (double)(j->variables + lower.start[j->variables]);
    if (flops * dim * dim * dim > WORTH_DISSECTING * size)
      status = dissect_if_better(j, &lower, order, chosen);
  }
  mezzo_pattern_free(&lower);
  return status;
}
