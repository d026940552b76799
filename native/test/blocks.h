/*
 * Random block least-squares problems, with dense matrices to compare with.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_TEST_BLOCKS_H
#define MEZZO_TEST_BLOCKS_H

#include "check.h"
#include "families.h"
#include "mezzo.h"
#include "random.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static uint64_t random_state;

static inline double random_value(void) {
  return random_unit(&random_state);
}

static inline void *zeros(int64_t count, size_t size) {
  void *memory = calloc(count > 0 ? (size_t)count : 1, size);
  CHECK_OR_STOP(memory != NULL, "%lld elements", (long long)count);
  return memory;
}

enum { MAX_FACTORS = 4096, MAX_BLOCKS = 3 * MAX_FACTORS };

/* Filled by problem_add, then completed by problem_create. */
typedef struct problem {
  int32_t variables;
  int32_t *dims;
  int32_t *first; /* [variables + 1] first scalar column */
  int32_t groups;
  mezzo_group group[MAX_FACTORS];
  int64_t blocks;
  int32_t block_variables[MAX_BLOCKS];
  mezzo_jacobian *jacobian;
  double *values;
  int64_t columns;
} problem;

/* Variables whose dimensions repeat the given cycle. */
static inline problem *problem_of(int32_t variables, int32_t cycle_length, const int32_t *cycle) {
  problem *p = zeros(1, sizeof *p);
  p->variables = variables;
  p->dims = zeros(variables, sizeof *p->dims);
  p->first = zeros(variables + 1, sizeof *p->first);
  for (int32_t v = 0; v < variables; v++) {
    p->dims[v] = cycle[v % cycle_length];
    p->first[v + 1] = p->first[v] + p->dims[v];
  }
  p->columns = p->first[variables];
  return p;
}

/* Adds a factor; it joins the group before if that has its shape. */
static inline void problem_add(problem *p, int32_t rows, int32_t arity, const int32_t *variables) {
  CHECK_OR_STOP(p->groups < MAX_FACTORS && p->blocks + arity <= MAX_BLOCKS, "%d groups", p->groups);
  mezzo_group *last = p->groups > 0 ? &p->group[p->groups - 1] : NULL;
  bool joins = last != NULL && last->rows == rows && last->arity == arity;
  for (int32_t a = 0; a < arity && joins; a++)
    joins = p->dims[p->block_variables[p->blocks - arity + a]] == p->dims[variables[a]];
  if (joins)
    last->factors++;
  else
    p->group[p->groups++] = (mezzo_group){.rows = rows, .arity = arity, .factors = 1};
  for (int32_t a = 0; a < arity; a++)
    p->block_variables[p->blocks++] = variables[a];
}

/* Blocks are near multiples of the identity. */
static inline void problem_create(problem *p) {
  const mezzo_status status =
      mezzo_jacobian_create(p->variables, p->dims, p->groups, p->group, p->blocks, p->block_variables, &p->jacobian);
  CHECK_OR_STOP(status == MEZZO_OK, "%s", mezzo_status_message(status));
  p->values = zeros(mezzo_jacobian_bytes(p->jacobian, MEZZO_F64), 1);
  double *value = p->values;
  int64_t block = 0;
  for (int32_t g = 0; g < p->groups; g++)
    for (int64_t f = 0; f < p->group[g].factors; f++)
      for (int32_t a = 0; a < p->group[g].arity; a++) {
        const int32_t dim = p->dims[p->block_variables[block++]];
        for (int32_t r = 0; r < p->group[g].rows; r++)
          for (int32_t c = 0; c < dim; c++)
            *value++ = 0.1 * random_value() + (r == c ? (a % 2 == 0 ? 1 : -1) : 0);
      }
}

/* A factor on one variable for each, which makes the problem regular, and edges between random pairs and neighbours in
 * a chain. Factors have as many rows as their widest variable. */
static inline problem *problem_random(int32_t variables, int32_t cycle_length, const int32_t *cycle, int32_t loops) {
  problem *p = problem_of(variables, cycle_length, cycle);
  for (int32_t v = 0; v < variables; v++)
    problem_add(p, p->dims[v], 1, &v);
  for (int32_t k = 0; k < variables - 1 + loops; k++) {
    int32_t edge[2] = {k, k + 1};
    while (k >= variables - 1 && (edge[1] >= variables || edge[0] == edge[1])) {
      edge[0] = random_below(&random_state, variables);
      edge[1] = random_below(&random_state, variables);
    }
    const int32_t *dims = p->dims;
    problem_add(p, dims[edge[0]] > dims[edge[1]] ? dims[edge[0]] : dims[edge[1]], 2, edge);
  }
  problem_create(p);
  return p;
}

static inline void problem_free(problem *p) {
  mezzo_jacobian_destroy(p->jacobian);
  free(p->values);
  free(p->dims);
  free(p->first);
  free(p);
}

/* Scalar columns in elimination order: element k is the column of the k-th scalar. NULL is the natural order. */
static inline int32_t *scalar_order(const problem *p, const int32_t *order) {
  int32_t *columns = zeros(p->columns, sizeof *columns);
  int32_t count = 0;
  for (int32_t k = 0; k < p->variables; k++) {
    const int32_t v = order != NULL ? order[k] : k;
    for (int32_t i = 0; i < p->dims[v]; i++)
      columns[count++] = p->first[v] + i;
  }
  return columns;
}

/* D J^T J D + shift I in the order of the variables; scale may be NULL. */
static inline double *dense_hessian(const problem *p, const double *scale, double shift) {
  const int64_t n = p->columns;
  double *h = zeros(n * n, sizeof *h);
  const double *value = p->values;
  const int32_t *variables = p->block_variables;
  for (int32_t g = 0; g < p->groups; g++)
    for (int64_t f = 0; f < p->group[g].factors; f++, variables += p->group[g].arity) {
      const int32_t rows = p->group[g].rows;
      const double *a = value;
      for (int32_t i = 0; i < p->group[g].arity; i++) {
        const double *b = value;
        for (int32_t k = 0; k < p->group[g].arity; k++) {
          for (int32_t r = 0; r < rows; r++)
            for (int32_t x = 0; x < p->dims[variables[i]]; x++)
              for (int32_t y = 0; y < p->dims[variables[k]]; y++)
                h[(p->first[variables[i]] + x) * n + p->first[variables[k]] + y] +=
                    a[r * p->dims[variables[i]] + x] * b[r * p->dims[variables[k]] + y];
          b += rows * p->dims[variables[k]];
        }
        a += rows * p->dims[variables[i]];
      }
      value = a;
    }
  for (int64_t i = 0; i < n; i++)
    for (int64_t k = 0; k < n; k++)
      h[i * n + k] = h[i * n + k] * (scale != NULL ? scale[i] * scale[k] : 1) + (i == k ? shift : 0);
  return h;
}

/* h becomes its Cholesky factor; x = h^-1 x for each of the given columns of a row-major n x columns matrix. */
static inline void dense_solve(int64_t n, double *h, int64_t columns, double *x) {
  for (int64_t j = 0; j < n; j++) {
    for (int64_t k = 0; k < j; k++)
      h[j * n + j] -= h[j * n + k] * h[j * n + k];
    CHECK_OR_STOP(h[j * n + j] > 0, "pivot %lld is %g", (long long)j, h[j * n + j]);
    h[j * n + j] = sqrt(h[j * n + j]);
    for (int64_t i = j + 1; i < n; i++) {
      for (int64_t k = 0; k < j; k++)
        h[i * n + j] -= h[i * n + k] * h[j * n + k];
      h[i * n + j] /= h[j * n + j];
    }
  }
  for (int64_t c = 0; c < columns; c++) {
    for (int64_t i = 0; i < n; i++) {
      for (int64_t k = 0; k < i; k++)
        x[i * columns + c] -= h[i * n + k] * x[k * columns + c];
      x[i * columns + c] /= h[i * n + i];
    }
    for (int64_t i = n - 1; i >= 0; i--) {
      for (int64_t k = i + 1; k < n; k++)
        x[i * columns + c] -= h[k * n + i] * x[k * columns + c];
      x[i * columns + c] /= h[i * n + i];
    }
  }
}

static inline double max_abs(int64_t n, const double *x) {
  double max = 0;
  for (int64_t i = 0; i < n; i++)
    max = fabs(x[i]) > max || isnan(x[i]) ? fabs(x[i]) : max;
  return max;
}

/* Largest difference over the largest element of the reference. */
static inline double relative_error(int64_t n, const double *x, const double *reference) {
  double difference = 0;
  for (int64_t i = 0; i < n; i++) {
    const double d = fabs(x[i] - reference[i]);
    difference = d > difference || isnan(d) ? d : difference;
  }
  return difference / max_abs(n, reference);
}

static inline double *random_vector(int64_t n) {
  double *x = zeros(n, sizeof *x);
  for (int64_t i = 0; i < n; i++)
    x[i] = random_value();
  return x;
}

static inline mezzo_hessian *hessian_of(const problem *p, const int32_t *order) {
  mezzo_hessian *h = NULL;
  const mezzo_status status = mezzo_hessian_create(p->jacobian, order, &h);
  CHECK_OR_STOP(status == MEZZO_OK, "%s", mezzo_status_message(status));
  return h;
}

static inline double *assembled(const problem *p, const mezzo_hessian *h, const double *scale) {
  mezzo_hessian_info info;
  mezzo_status status = mezzo_hessian_query(h, &info);
  double *values = zeros(info.values, sizeof *values);
  if (status == MEZZO_OK)
    status = mezzo_hessian_assemble(h, p->values, scale, values);
  CHECK_OR_STOP(status == MEZZO_OK, "%s", mezzo_status_message(status));
  return values;
}

#endif
