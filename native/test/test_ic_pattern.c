/*
 * Incomplete Cholesky: fill patterns.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "factors.h"

static mezzo_ic_info info_of(const mezzo_hessian *h, int32_t level) {
  mezzo_ic *ic = NULL;
  mezzo_ic_info info = {0};
  CHECK_OR_STOP(mezzo_ic_create(h, level, 0, &ic) == MEZZO_OK, "level %d", level);
  mezzo_ic_query(ic, &info);
  mezzo_ic_destroy(ic);
  return info;
}

/* Levels of fill on a dense matrix of variables, -1 where there is no entry: the definition. */
static int64_t dense_level_blocks(const problem *p, const int32_t *order, int32_t level, int64_t *values) {
  const int32_t n = p->variables;
  int32_t *levels = zeros((int64_t)n * n, sizeof *levels);
  int32_t *position = zeros(n, sizeof *position);
  for (int32_t k = 0; k < n; k++)
    position[order[k]] = k;
  for (int64_t i = 0; i < (int64_t)n * n; i++)
    levels[i] = i % (n + 1) == 0 ? 0 : -1;
  const int32_t *variables = p->block_variables;
  for (int32_t g = 0; g < p->groups; g++)
    for (int64_t f = 0; f < p->group[g].factors; f++, variables += p->group[g].arity)
      for (int32_t a = 0; a < p->group[g].arity; a++)
        for (int32_t b = 0; b < p->group[g].arity; b++)
          levels[position[variables[a]] * n + position[variables[b]]] = 0;
  int64_t blocks = 0;
  *values = 0;
  for (int32_t k = 0; k < n; k++)
    for (int32_t i = k; i < n; i++) {
      if (levels[i * n + k] < 0)
        continue;
      blocks++;
      *values += p->dims[order[i]] * p->dims[order[k]];
      for (int32_t j = k + 1; j < i; j++) {
        if (levels[j * n + k] < 0)
          continue;
        const int32_t sum = levels[i * n + k] + levels[j * n + k] + 1;
        int32_t *entry = &levels[i * n + j];
        if (sum <= level && (*entry < 0 || sum < *entry))
          *entry = sum;
      }
    }
  free(levels);
  free(position);
  return blocks;
}

TEST(level_zero_keeps_the_pattern_of_the_hessian) {
  factored f = factored_of(problem_random(60, 3, (int32_t[]){6, 3, 1}, 80), 0);
  mezzo_hessian_info info;
  mezzo_hessian_query(f.hessian, &info);
  CHECK(f.info.blocks == info.blocks && f.info.values == info.values && f.info.columns == info.columns,
        "%lld blocks, of H %lld", (long long)f.info.blocks, (long long)info.blocks);
  factored_free(&f);
}

TEST(level_k_has_the_fill_paths_of_level_k) {
  problem *p = problem_random(60, 3, (int32_t[]){6, 3, 1}, 60);
  int32_t *order = zeros(p->variables, sizeof *order);
  mezzo_order(p->jacobian, MEZZO_ORDER_NATURAL, order);
  mezzo_hessian *h = hessian_of(p, order);
  const int32_t levels[] = {0, 1, 2, 3, 5, 60};
  for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
    int64_t values;
    const int64_t blocks = dense_level_blocks(p, order, levels[i], &values);
    const mezzo_ic_info info = info_of(h, levels[i]);
    CHECK(info.blocks == blocks && info.values == values, "level %d: %lld blocks, expected %lld", levels[i],
          (long long)info.blocks, (long long)blocks);
  }
  mezzo_hessian_destroy(h);
  free(order);
  problem_free(p);
}

TEST(levels_grow_towards_the_complete_factor) {
  problem *p = problem_random(200, 2, (int32_t[]){6, 3}, 150);
  mezzo_hessian *h = hessian_of(p, NULL);
  const mezzo_ic_info complete = info_of(h, MEZZO_LEVEL_COMPLETE);
  mezzo_ic_info last = info_of(h, 0);
  CHECK(last.blocks < complete.blocks, "no fill to speak of");
  for (int32_t level = 1; level <= 4; level++) {
    const mezzo_ic_info info = info_of(h, level);
    CHECK(info.blocks > last.blocks && info.values > last.values && info.flops > last.flops, "level %d", level);
    CHECK(info.blocks <= complete.blocks, "level %d", level);
    last = info;
  }
  const mezzo_ic_info highest = info_of(h, INT32_MAX);
  CHECK(highest.blocks == complete.blocks && highest.values == complete.values, "%lld blocks, complete %lld",
        (long long)highest.blocks, (long long)complete.blocks);
  CHECK(fabs(highest.flops - complete.flops) < 1e-9 * complete.flops, "%g flops, complete %g", highest.flops,
        complete.flops);
  mezzo_hessian_destroy(h);
  problem_free(p);
}

TEST(the_fill_limit_is_the_last_size_allowed) {
  problem *p = problem_random(80, 2, (int32_t[]){6, 3}, 60);
  mezzo_hessian *h = hessian_of(p, NULL);
  const int32_t levels[] = {0, 2, MEZZO_LEVEL_COMPLETE};
  for (int32_t i = 0; i < 3; i++) {
    const int64_t values = info_of(h, levels[i]).values;
    mezzo_ic *ic = NULL;
    CHECK(mezzo_ic_create(h, levels[i], values, &ic) == MEZZO_OK, "level %d", levels[i]);
    mezzo_ic_destroy(ic);
    CHECK(mezzo_ic_create(h, levels[i], values - 1, &ic) == MEZZO_FILL_LIMIT && ic == NULL, "level %d", levels[i]);
    CHECK(mezzo_ic_create(h, levels[i], 1, &ic) == MEZZO_FILL_LIMIT && ic == NULL, "level %d", levels[i]);
  }
  mezzo_hessian_destroy(h);
  problem_free(p);
}

/* The lower triangle of the blocks, dense: those of H, and with what elimination fills in. */
static void mark(const problem *p, const int32_t *order, char *linked, bool fill) {
  const int32_t n = p->variables;
  int32_t *position = zeros(n, sizeof *position);
  for (int32_t k = 0; k < n; k++) {
    position[order[k]] = k;
    linked[k * n + k] = 1;
  }
  const int32_t *variables = p->block_variables;
  for (int32_t g = 0; g < p->groups; g++)
    for (int64_t f = 0; f < p->group[g].factors; f++, variables += p->group[g].arity)
      for (int32_t a = 0; a < p->group[g].arity; a++)
        for (int32_t b = 0; b < p->group[g].arity; b++)
          if (position[variables[a]] >= position[variables[b]])
            linked[position[variables[a]] * n + position[variables[b]]] = 1;
  for (int32_t k = 0; fill && k < n; k++)
    for (int32_t j = k + 1; j < n; j++)
      for (int32_t i = j; i < n; i++)
        if (linked[i * n + k] && linked[j * n + k])
          linked[i * n + j] = 1;
  free(position);
}

/* Listed are all that is marked, column after column, rows ascending. */
static void check_listed(const char *what, int32_t n, const char *linked, int64_t blocks, const int32_t *row,
                         const int32_t *column) {
  int64_t at = 0;
  for (int32_t j = 0; j < n; j++) {
    for (int32_t i = j; i < n; i++) {
      if (!linked[i * n + j])
        continue;
      CHECK_OR_STOP(at < blocks && row[at] == i && column[at] == j, "%s: block %lld should be (%d, %d)", what,
                    (long long)at, i, j);
      at++;
    }
  }
  CHECK(at == blocks, "%s: %lld blocks, expected %lld", what, (long long)blocks, (long long)at);
}

TEST(patterns_list_the_blocks_of_hessian_and_factor) {
  problem *p = problem_random(40, 3, (int32_t[]){6, 3, 1}, 25);
  int32_t *order = zeros(p->variables, sizeof *order);
  for (int32_t k = 0; k < p->variables; k++)
    order[k] = p->variables - 1 - k;
  mezzo_hessian *h = hessian_of(p, order);
  mezzo_hessian_info h_info;
  CHECK_OR_STOP(mezzo_hessian_query(h, &h_info) == MEZZO_OK, "no Hessian");
  mezzo_ic *ic = NULL;
  mezzo_ic_info info;
  CHECK_OR_STOP(mezzo_ic_create(h, MEZZO_LEVEL_COMPLETE, 0, &ic) == MEZZO_OK, "no factor");
  CHECK_OR_STOP(mezzo_ic_query(ic, &info) == MEZZO_OK, "no factor");
  const int64_t n = p->variables;
  int32_t *dims = zeros(n, sizeof *dims);
  int32_t *row = zeros(info.blocks, sizeof *row);
  int32_t *column = zeros(info.blocks, sizeof *column);
  for (int32_t fill = 0; fill < 2; fill++) {
    char *linked = zeros(n * n, 1);
    mark(p, order, linked, fill != 0);
    memset(dims, 0, (size_t)n * sizeof *dims);
    const mezzo_status status =
        fill ? mezzo_ic_pattern(ic, dims, row, column) : mezzo_hessian_pattern(h, dims, row, column);
    CHECK_OR_STOP(status == MEZZO_OK, "status %d", status);
    check_listed(fill ? "factor" : "Hessian", p->variables, linked, fill ? info.blocks : h_info.blocks, row, column);
    for (int32_t k = 0; k < n; k++)
      CHECK(dims[k] == p->dims[order[k]], "dimension %d of the %d-th", dims[k], k);
    free(linked);
  }
  CHECK(mezzo_ic_pattern(ic, NULL, NULL, NULL) == MEZZO_OK, "nothing wanted");
  CHECK(mezzo_ic_pattern(NULL, dims, row, column) == MEZZO_ERROR_NULL, "no factor");
  CHECK(mezzo_hessian_pattern(NULL, dims, row, column) == MEZZO_ERROR_NULL, "no Hessian");
  free(dims);
  free(row);
  free(column);
  free(order);
  mezzo_ic_destroy(ic);
  mezzo_hessian_destroy(h);
  problem_free(p);
}

TEST(bytes_cover_values_and_shrink_with_the_type) {
  factored f = factored_of(problem_random(30, 1, (int32_t[]){6}, 30), MEZZO_LEVEL_COMPLETE);
  const int64_t f64 = mezzo_ic_bytes(f.ic, MEZZO_F64), f32 = mezzo_ic_bytes(f.ic, MEZZO_F32);
  const int64_t f16 = mezzo_ic_bytes(f.ic, MEZZO_F16);
  CHECK(f64 >= 8 * f.info.values && f32 >= 4 * f.info.values && f16 >= 2 * f.info.values, "%lld, %lld, %lld bytes",
        (long long)f64, (long long)f32, (long long)f16);
  CHECK(f64 > f32 && f32 > f16, "%lld, %lld, %lld bytes", (long long)f64, (long long)f32, (long long)f16);
  factored_free(&f);
}

TEST(bad_arguments_are_refused) {
  problem *p = problem_random(3, 1, (int32_t[]){3}, 0);
  mezzo_hessian *h = hessian_of(p, NULL);
  mezzo_ic *ic = NULL;
  mezzo_ic_info info;
  CHECK(mezzo_ic_create(NULL, 0, 0, &ic) == MEZZO_ERROR_NULL, "no Hessian");
  CHECK(mezzo_ic_create(h, 0, 0, NULL) == MEZZO_ERROR_NULL, "no result");
  CHECK(mezzo_ic_create(h, -2, 0, &ic) == MEZZO_ERROR_TYPE && ic == NULL, "no such level");
  CHECK(mezzo_ic_create(h, 0, -1, &ic) == MEZZO_ERROR_SIZE && ic == NULL, "negative limit");
  CHECK_OR_STOP(mezzo_ic_create(h, 0, 0, &ic) == MEZZO_OK, "not created");
  CHECK(mezzo_ic_query(NULL, &info) == MEZZO_ERROR_NULL && mezzo_ic_query(ic, NULL) == MEZZO_ERROR_NULL, "query");
  CHECK(mezzo_ic_bytes(NULL, MEZZO_F32) == 0 && mezzo_ic_bytes(ic, (mezzo_type)7) == 0, "bytes");
  mezzo_ic_destroy(NULL);
  mezzo_ic_destroy(ic);
  mezzo_hessian_destroy(h);
  problem_free(p);
}

int main(void) {
  RUN(level_zero_keeps_the_pattern_of_the_hessian);
  RUN(level_k_has_the_fill_paths_of_level_k);
  RUN(levels_grow_towards_the_complete_factor);
  RUN(the_fill_limit_is_the_last_size_allowed);
  RUN(patterns_list_the_blocks_of_hessian_and_factor);
  RUN(bytes_cover_values_and_shrink_with_the_type);
  RUN(bad_arguments_are_refused);
  return check_report();
}
