/*
 * Kernel families: the inner loops of the library, one implementation per instruction set.
 *
 * Kernels check nothing: the functions of the API have. A kernel computes the same bits for the same input each time;
 * families may differ from each other in the last bits. Pointers need only the alignment of their element. Within a
 * family, all tables are complete: there is no slower path hidden behind a NULL.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_KERNELS_H
#define MEZZO_KERNELS_H

#include "jacobian.h"
#include "mezzo.h"

#include <stdbool.h>
#include <stdint.h>

enum { MEZZO_TYPES = 3, MEZZO_VECTOR_TYPES = 2 };

/* to[i] = fl(scale * from[i]) as mezzo_convert; counts are added to *range, which is never NULL. */
typedef void mezzo_convert_kernel(const void *from, double scale, void *to, int64_t n, mezzo_range *range);
typedef struct mezzo_convert_kernels {
  mezzo_convert_kernel *of[MEZZO_TYPES][MEZZO_TYPES]; /* [from][to] */
} mezzo_convert_kernels;

/* Vector operations on one type, as mezzo_vector_*. */
typedef struct mezzo_vector_kernels {
  double (*dot)(int64_t n, const void *x, const void *y);
  void (*axpy)(int64_t n, double alpha, const void *x, void *y);
  void (*xpby)(int64_t n, const void *x, double beta, void *y);
  double (*max_abs)(int64_t n, const void *x); /* infinity or NaN if an element is not finite */
} mezzo_vector_kernels;

/* A run of factors of one group: count factors from the one whose scalars are at a, whose blocks begin at
 * columns[0 .. arity) and whose rows are at w. w = alpha A p, or q += alpha A^T w. */
typedef void mezzo_times_kernel(const mezzo_jacobian_group *group, int64_t count, const int32_t *columns, const void *a,
                                double alpha, const void *p, void *w);
typedef void mezzo_transpose_times_kernel(const mezzo_jacobian_group *group, int64_t count, const int32_t *columns,
                                          const void *a, double alpha, const void *w, void *q);
typedef struct mezzo_times_kernels {
  mezzo_times_kernel *of[MEZZO_SHAPES];
} mezzo_times_kernels;
typedef struct mezzo_transpose_times_kernels {
  mezzo_transpose_times_kernel *of[MEZZO_SHAPES];
} mezzo_transpose_times_kernels;

/* H += A^T A over the factors of one group, whose scalars are at jacobian in MEZZO_F64. For each factor, target holds
 * an element per pair of blocks a <= b, (0,0) (0,1) .. (1,1) ..: the place t of the product's block in hessian. The
 * block is J_a^T J_b where t >= 0, and J_b^T J_a at ~t where t < 0. */
typedef void mezzo_gram_kernel(const mezzo_jacobian_group *group, const int64_t *target, const double *jacobian,
                               double *hessian);

/* Incomplete Cholesky: one kernel for each whole sweep over the block columns; arrays and scale of a factor as in ic.h.
 * Vectors are padded. Those of backward have zeros in the padding when done; forward takes b multiplied with the scale
 * and leaves anything in the padding. */
typedef mezzo_status mezzo_ic_factor_kernel(mezzo_ic *ic, const double *hessian, double shift, void *inverse,
                                            void *below);
typedef struct mezzo_ic_solve_kernels {
  void (*forward)(const mezzo_ic *ic, const void *inverse, const void *below, void *x);
  void (*backward)(const mezzo_ic *ic, const void *inverse, const void *below, double scale, void *x);
} mezzo_ic_solve_kernels;

typedef struct mezzo_kernels {
  const char *name;
  bool (*supported)(void);

  const mezzo_convert_kernels *convert;
  const mezzo_vector_kernels *vector[MEZZO_VECTOR_TYPES];
  const mezzo_times_kernels *times[MEZZO_TYPES];
  const mezzo_transpose_times_kernels *transpose_times[MEZZO_TYPES];

  mezzo_gram_kernel *gram;
  mezzo_ic_factor_kernel *ic_factor[MEZZO_VECTOR_TYPES];
  const mezzo_ic_solve_kernels *ic_solve[MEZZO_TYPES];
} mezzo_kernels;

/* The families of this build are listed in kernels/families.inc, best last. Each has the tables that its file
 * kernels/family__name.c puts together; a table is named after its operation, type and family. */
#define MEZZO_FAMILY(name)                                                                                             \
  extern const mezzo_kernels mezzo_kernels_##name;                                                                     \
  extern const mezzo_convert_kernels mezzo_convert__##name;                                                            \
  extern const mezzo_vector_kernels mezzo_vector_f64__##name, mezzo_vector_f32__##name;                                \
  extern const mezzo_times_kernels mezzo_times_f64__##name, mezzo_times_f32__##name, mezzo_times_f16__##name;          \
  extern const mezzo_transpose_times_kernels mezzo_transpose_times_f64__##name, mezzo_transpose_times_f32__##name,     \
      mezzo_transpose_times_f16__##name;                                                                               \
  extern mezzo_gram_kernel mezzo_gram__##name;                                                                         \
  extern mezzo_ic_factor_kernel mezzo_ic_factor_f64__##name, mezzo_ic_factor_f32__##name;                              \
  extern const mezzo_ic_solve_kernels mezzo_ic_solve_f64__##name, mezzo_ic_solve_f32__##name,                          \
      mezzo_ic_solve_f16__##name;
#include "kernels/families.inc"
#undef MEZZO_FAMILY

/* The family in use. Functions of the API ask once and finish with what they got. */
const mezzo_kernels *mezzo_kernels_current(void);

#endif
