/*
 * Elimination orders.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "blocks.h"

static const mezzo_ordering methods[] = {MEZZO_ORDER_NATURAL, MEZZO_ORDER_AMD, MEZZO_ORDER_METIS};
enum { METHODS = sizeof methods / sizeof methods[0] };

/* A square grid of poses, each connected to its neighbours. */
static problem *grid(int32_t side) {
  problem *p = problem_of(side * side, 1, (int32_t[]){3});
  for (int32_t v = 0; v < side * side; v++) {
    if (v % side + 1 < side)
      problem_add(p, 3, 2, (int32_t[]){v, v + 1});
    if (v + side < side * side)
      problem_add(p, 3, 2, (int32_t[]){v, v + side});
  }
  problem_create(p);
  return p;
}

/* False where this build lacks the method. */
static bool order_of(const problem *p, mezzo_ordering method, int32_t *order) {
  const mezzo_status status = mezzo_order(p->jacobian, method, order);
  CHECK(status == MEZZO_OK || (status == MEZZO_ERROR_UNSUPPORTED && method == MEZZO_ORDER_METIS), "method %d: %s",
        method, mezzo_status_message(status));
  return status == MEZZO_OK;
}

static bool is_permutation(int32_t n, const int32_t *order) {
  int32_t *seen = zeros(n, sizeof *seen);
  bool good = true;
  for (int32_t k = 0; k < n; k++)
    good = good && order[k] >= 0 && order[k] < n && seen[order[k]]++ == 0;
  free(seen);
  return good;
}

static mezzo_ic_info factor_info(const problem *p, const int32_t *order) {
  mezzo_hessian *h = hessian_of(p, order);
  mezzo_ic *ic;
  const mezzo_status status = mezzo_ic_create(h, MEZZO_LEVEL_COMPLETE, 0, &ic);
  CHECK_OR_STOP(status == MEZZO_OK, "%s", mezzo_status_message(status));
  mezzo_ic_info info;
  mezzo_ic_query(ic, &info);
  mezzo_ic_destroy(ic);
  mezzo_hessian_destroy(h);
  return info;
}

static int64_t factor_blocks(const problem *p, const int32_t *order) {
  return factor_info(p, order).blocks;
}

/* parent[k] of the elimination tree, by eliminating on a dense pattern. */
static void dense_tree(const problem *p, const int32_t *order, int32_t *parent) {
  const int32_t n = p->variables;
  char *linked = zeros((int64_t)n * n, 1);
  int32_t *position = zeros(n, sizeof *position);
  for (int32_t k = 0; k < n; k++)
    position[order[k]] = k;
  const int32_t *variables = p->block_variables;
  for (int32_t g = 0; g < p->groups; g++)
    for (int64_t f = 0; f < p->group[g].factors; f++, variables += p->group[g].arity)
      for (int32_t a = 0; a < p->group[g].arity; a++)
        for (int32_t b = 0; b < p->group[g].arity; b++)
          linked[position[variables[a]] * n + position[variables[b]]] = 1;
  for (int32_t k = 0; k < n; k++) {
    parent[k] = -1;
    for (int32_t i = n - 1; i > k; i--) {
      if (!linked[k * n + i])
        continue;
      parent[k] = i;
      for (int32_t j = k + 1; j < n; j++)
        linked[i * n + j] = (char)(linked[i * n + j] | linked[k * n + j]);
    }
  }
  free(linked);
  free(position);
}

TEST(every_method_orders_each_variable_once) {
  problem *problems[] = {grid(9), problem_random(60, 3, (int32_t[]){6, 3, 1}, 80),
                         problem_random(1, 1, (int32_t[]){6}, 0)};
  for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++) {
    int32_t *order = zeros(problems[i]->variables, sizeof *order);
    for (int32_t m = 0; m < METHODS; m++)
      if (order_of(problems[i], methods[m], order))
        CHECK(is_permutation(problems[i]->variables, order), "problem %zu, method %d", i, methods[m]);
    free(order);
    problem_free(problems[i]);
  }
}

TEST(natural_order_is_the_order_of_the_variables) {
  problem *p = grid(5);
  int32_t order[25];
  order_of(p, MEZZO_ORDER_NATURAL, order);
  for (int32_t k = 0; k < 25; k++)
    CHECK(order[k] == k, "%d at %d", order[k], k);
  problem_free(p);
}

TEST(minimum_degree_and_nested_dissection_save_fill_on_a_grid) {
  problem *p = grid(24);
  int32_t *order = zeros(p->variables, sizeof *order);
  const int64_t natural = factor_blocks(p, NULL);
  for (int32_t m = 1; m < METHODS; m++)
    if (order_of(p, methods[m], order)) {
      const int64_t blocks = factor_blocks(p, order);
      CHECK(2 * blocks < natural, "method %d: %lld blocks, natural %lld", methods[m], (long long)blocks,
            (long long)natural);
    }
  free(order);
  problem_free(p);
}

TEST(orders_run_through_the_elimination_tree_subtree_by_subtree) {
  problem *problems[] = {grid(8), problem_random(50, 1, (int32_t[]){3}, 10)};
  for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++) {
    const int32_t n = problems[i]->variables;
    int32_t *order = zeros(n, sizeof *order), *parent = zeros(n, sizeof *parent), *size = zeros(n, sizeof *size);
    for (int32_t m = 1; m < METHODS; m++) {
      if (!order_of(problems[i], methods[m], order))
        continue;
      dense_tree(problems[i], order, parent);
      memset(size, 0, (size_t)n * sizeof *size);
      for (int32_t k = 0; k < n; k++) {
        size[k]++;
        if (parent[k] >= 0)
          size[parent[k]] += size[k];
      }
      /* In a postorder the node before k is a child of k, or k is a leaf. */
      for (int32_t k = 1; k < n; k++)
        CHECK(parent[k - 1] == k || size[k] == 1, "problem %zu, method %d: column %d", i, methods[m], k);
    }
    free(order);
    free(parent);
    free(size);
    problem_free(problems[i]);
  }
}

TEST(unconnected_variables_are_ordered_too) {
  problem *p = problem_of(12, 2, (int32_t[]){6, 3});
  problem_add(p, 6, 2, (int32_t[]){2, 4});
  problem_add(p, 3, 2, (int32_t[]){9, 11});
  problem_add(p, 3, 1, (int32_t[]){7});
  problem_create(p);
  problem *empty = problem_of(0, 1, (int32_t[]){1});
  problem_create(empty);
  problem *edgeless = problem_of(5, 1, (int32_t[]){2});
  problem_create(edgeless);
  int32_t order[12];
  for (int32_t m = 0; m < METHODS; m++) {
    if (order_of(p, methods[m], order))
      CHECK(is_permutation(12, order), "method %d", methods[m]);
    if (order_of(edgeless, methods[m], order))
      CHECK(is_permutation(5, order), "method %d", methods[m]);
    order_of(empty, methods[m], NULL);
  }
  problem_free(p);
  problem_free(empty);
  problem_free(edgeless);
}

TEST(factors_of_many_variables_connect_all_of_them) {
  /* A star through one factor of five: any order gives the complete graph of five. */
  problem *p = problem_of(7, 1, (int32_t[]){2});
  problem_add(p, 2, 5, (int32_t[]){6, 0, 3, 1, 5});
  problem_create(p);
  int32_t order[7];
  order_of(p, MEZZO_ORDER_AMD, order);
  CHECK(factor_blocks(p, order) == 7 + 10, "%lld", (long long)factor_blocks(p, order));
  problem_free(p);
}

/* A cube of poses, each connected to its neighbours: much fill for its size. */
static problem *cube(int32_t side) {
  problem *p = problem_of(side * side * side, 1, (int32_t[]){6});
  for (int32_t v = 0; v < side * side * side; v++) {
    if (v % side + 1 < side)
      problem_add(p, 6, 2, (int32_t[]){v, v + 1});
    if (v / side % side + 1 < side)
      problem_add(p, 6, 2, (int32_t[]){v, v + side});
    if (v / (side * side) + 1 < side)
      problem_add(p, 6, 2, (int32_t[]){v, v + side * side});
  }
  problem_create(p);
  return p;
}

static mezzo_ordering automatic_order_of(const problem *p, int32_t *order) {
  mezzo_ordering chosen = MEZZO_ORDER_NATURAL;
  const mezzo_status status = mezzo_order_automatically(p->jacobian, order, &chosen);
  CHECK(status == MEZZO_OK, "%s", mezzo_status_message(status));
  return chosen;
}

TEST(the_automatic_choice_is_amd_where_there_is_little_to_save) {
  problem *problems[] = {grid(24), problem_random(60, 3, (int32_t[]){6, 3, 1}, 80),
                         problem_random(1, 1, (int32_t[]){6}, 0)};
  for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++) {
    const int32_t n = problems[i]->variables;
    int32_t *order = zeros(n, sizeof *order), *amd = zeros(n, sizeof *amd);
    order_of(problems[i], MEZZO_ORDER_AMD, amd);
    CHECK(automatic_order_of(problems[i], order) == MEZZO_ORDER_AMD, "problem %zu", i);
    CHECK(memcmp(order, amd, (size_t)n * sizeof *order) == 0, "problem %zu", i);
    free(order);
    free(amd);
    problem_free(problems[i]);
  }
  problem *empty = problem_of(0, 1, (int32_t[]){1});
  problem_create(empty);
  CHECK(automatic_order_of(empty, NULL) == MEZZO_ORDER_AMD, "without variables");
  problem_free(empty);
}

TEST(the_automatic_choice_has_the_lesser_fill_where_there_is_much) {
  problem *p = cube(9);
  int32_t *order = zeros(p->variables, sizeof *order), *other = zeros(p->variables, sizeof *other);
  const mezzo_ordering chosen = automatic_order_of(p, order);
  CHECK(is_permutation(p->variables, order), "no permutation");
  order_of(p, chosen, other);
  CHECK(memcmp(order, other, (size_t)p->variables * sizeof *order) == 0, "not the order of method %d", chosen);
  const double flops = factor_info(p, order).flops;
  for (int32_t m = 1; m < METHODS; m++)
    if (order_of(p, methods[m], other))
      CHECK(flops <= factor_info(p, other).flops, "method %d has fewer flops than the chosen %d", methods[m], chosen);
  free(order);
  free(other);
  problem_free(p);
}

TEST(bad_arguments_are_refused) {
  problem *p = grid(2);
  int32_t order[4];
  CHECK(mezzo_order(NULL, MEZZO_ORDER_AMD, order) == MEZZO_ERROR_NULL, "no Jacobian");
  CHECK(mezzo_order(p->jacobian, MEZZO_ORDER_AMD, NULL) == MEZZO_ERROR_NULL, "no order");
  CHECK(mezzo_order(p->jacobian, (mezzo_ordering)3, order) == MEZZO_ERROR_TYPE, "no such method");
  mezzo_ordering chosen;
  CHECK(mezzo_order_automatically(NULL, order, &chosen) == MEZZO_ERROR_NULL, "no Jacobian");
  CHECK(mezzo_order_automatically(p->jacobian, NULL, &chosen) == MEZZO_ERROR_NULL, "no order");
  CHECK(mezzo_order_automatically(p->jacobian, order, NULL) == MEZZO_ERROR_NULL, "no place for the method");
  problem_free(p);
}

int main(void) {
  RUN(every_method_orders_each_variable_once);
  RUN(natural_order_is_the_order_of_the_variables);
  RUN(minimum_degree_and_nested_dissection_save_fill_on_a_grid);
  RUN(orders_run_through_the_elimination_tree_subtree_by_subtree);
  RUN(unconnected_variables_are_ordered_too);
  RUN(factors_of_many_variables_connect_all_of_them);
  RUN(the_automatic_choice_is_amd_where_there_is_little_to_save);
  RUN(the_automatic_choice_has_the_lesser_fill_where_there_is_much);
  RUN(bad_arguments_are_refused);
  return check_report();
}
