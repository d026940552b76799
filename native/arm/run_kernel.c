/*
 * Calls one kernel once, for instructions to be counted, and prints how many blocks or elements it was given:
 *
 *   run_kernel FAMILY times|transpose_times TYPE OPERAND ROWS DIM...   products with 512 factors
 *   run_kernel FAMILY forward|backward TYPE OPERAND DIM                solves with a dense factor of 64 columns
 *   run_kernel FAMILY convert FROM TO                                  4096 elements
 *   run_kernel FAMILY dot|axpy|xpby|cg_step|max_abs TYPE               4096 elements
 *
 * Types are f64, f32, f16, bf16 and b16.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels.h"
#include "mezzo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FACTORS = 512, COLUMNS = 64, ELEMENTS = 4096, MAX_ARITY = 2 };

static void require(int condition, const char *what) {
  if (condition)
    return;
  fprintf(stderr, "run_kernel: %s\n", what);
  exit(EXIT_FAILURE);
}

static mezzo_type type_of(const char *name) {
  static const char *const names[] = {"f64", "f32", "f16", "bf16", "b16"};
  int32_t type = 0;
  while (type <= MEZZO_B16 && strcmp(names[type], name) != 0)
    type++;
  require(type <= MEZZO_B16, name);
  return (mezzo_type)type;
}

/* Zeros of any type, with as much behind them as a kernel may read. */
static void *zeros(int64_t elements) {
  void *memory = calloc((size_t)elements + 64, sizeof(double));
  require(memory != NULL, "out of memory");
  return memory;
}

/* Factors on pairs of variables of those dimensions: the first of each pair, or the second, of as many as there are
 * factors, and all of them once more as a factor of their own where dense is set. */
static mezzo_jacobian *jacobian_of(int32_t variables, const int32_t *dims, mezzo_group group, const int32_t *blocks) {
  mezzo_jacobian *j;
  const mezzo_status status =
      mezzo_jacobian_create(variables, dims, 1, &group, group.arity * group.factors, blocks, &j);
  require(status == MEZZO_OK, mezzo_status_message(status));
  return j;
}

static void run_product(int transposed, mezzo_type type, mezzo_type operand, int32_t rows, int32_t arity,
                        const int32_t *dim) {
  int32_t dims[FACTORS * MAX_ARITY], blocks[FACTORS * MAX_ARITY];
  for (int32_t f = 0; f < FACTORS; f++)
    for (int32_t k = 0; k < arity; k++) {
      dims[f * arity + k] = dim[k];
      blocks[f * arity + k] = f * 37 % FACTORS * arity + k;
    }
  mezzo_jacobian *j = jacobian_of(FACTORS * arity, dims, (mezzo_group){rows, arity, FACTORS}, blocks);
  const void *stored = zeros(mezzo_jacobian_bytes(j, MEZZO_F64));
  void *x = zeros(FACTORS * 64), *y = zeros(FACTORS * 64);
  const mezzo_status status = transposed ? mezzo_jacobian_transpose_times(j, type, stored, 1, operand, x, y)
                                         : mezzo_jacobian_times(j, type, stored, 1, operand, x, y, NULL);
  require(status == MEZZO_OK, mezzo_status_message(status));
  printf("%d\n", FACTORS);
}

static void run_solve(int backward, mezzo_type type, mezzo_type operand, int32_t dim) {
  int32_t dims[COLUMNS], blocks[COLUMNS * COLUMNS], factors = 0;
  for (int32_t i = 0; i < COLUMNS; i++) {
    dims[i] = dim;
    for (int32_t k = 0; k < i; k++, factors++) {
      blocks[2 * factors] = k;
      blocks[2 * factors + 1] = i;
    }
  }
  mezzo_jacobian *j = jacobian_of(COLUMNS, dims, (mezzo_group){1, 2, factors}, blocks);
  mezzo_hessian *h;
  mezzo_ic *ic;
  require(mezzo_hessian_create(j, NULL, &h) == MEZZO_OK && mezzo_ic_create(h, 0, 0, &ic) == MEZZO_OK, "no factor");
  void *factor = zeros(mezzo_ic_bytes(ic, MEZZO_F64)), *x = zeros(COLUMNS * dim);
  const double one = 1;
  memcpy(factor, &one, sizeof one); /* the scale */
  for (int64_t i = 0; i < COLUMNS * dim; i++)
    if (type == MEZZO_F64)
      ((double *)x)[i] = 1;
    else
      ((float *)x)[i] = 1;
  const mezzo_status status =
      (backward ? mezzo_ic_solve_backward : mezzo_ic_solve_forward)(ic, type, factor, operand, x, x);
  require(status == MEZZO_OK, mezzo_status_message(status));
  printf("%d\n", factors);
}

static void run_vector(const char *operation, mezzo_type type) {
  void *p = zeros(ELEMENTS), *q = zeros(ELEMENTS), *x = zeros(ELEMENTS), *r = zeros(ELEMENTS);
  const mezzo_vector_kernels *kernels = mezzo_kernels_current()->vector[type];
  if (strcmp(operation, "dot") == 0)
    kernels->dot(ELEMENTS, p, q);
  else if (strcmp(operation, "axpy") == 0)
    kernels->axpy(ELEMENTS, 1, p, x);
  else if (strcmp(operation, "xpby") == 0)
    kernels->xpby(ELEMENTS, p, 1, x);
  else if (strcmp(operation, "cg_step") == 0)
    kernels->cg_step(ELEMENTS, 1, 0, p, q, x, r);
  else
    kernels->max_abs(ELEMENTS, x);
  printf("%d\n", ELEMENTS);
}

int main(int argc, char **argv) {
  require(argc >= 4 && mezzo_kernels_select(argv[1]) == MEZZO_OK, "no such family, or not on this processor");
  const char *operation = argv[2];
  if (strcmp(operation, "convert") == 0) {
    require(mezzo_convert(type_of(argv[3]), zeros(ELEMENTS), 1, type_of(argv[4]), zeros(ELEMENTS), ELEMENTS,
                          MEZZO_SATURATE, NULL) == MEZZO_OK,
            "convert");
    printf("%d\n", ELEMENTS);
  } else if (argc == 4) {
    run_vector(operation, type_of(argv[3]));
  } else if (strcmp(operation, "times") == 0 || strcmp(operation, "transpose_times") == 0) {
    int32_t dims[MAX_ARITY] = {0};
    for (int i = 6; i < argc && i < 6 + MAX_ARITY; i++)
      dims[i - 6] = atoi(argv[i]);
    run_product(operation[1] == 'r', type_of(argv[3]), type_of(argv[4]), atoi(argv[5]), argc - 6, dims);
  } else {
    run_solve(operation[0] == 'b', type_of(argv[3]), type_of(argv[4]), atoi(argv[5]));
  }
  return EXIT_SUCCESS;
}
