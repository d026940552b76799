/*
 * Kernels: the inner loops of the library, one for each operation, storage type and family of processors.
 *
 * Kernels check nothing: the functions of the API have. A kernel computes the same bits for the same input each time;
 * families may differ from each other in the last bits. Pointers need only the alignment of their element.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_KERNELS_H
#define MEZZO_KERNELS_H

#include "elimination.h"
#include "ic.h"
#include "jacobian.h"
#include "mezzo.h"

#include <stdbool.h>
#include <stdint.h>

/* All storage types, and those of arrays of scalars, which begin them. */
enum { MEZZO_TYPES = MEZZO_B16 + 1, MEZZO_ARRAY_TYPES = MEZZO_B16 };

/* convert: to the kernel's type. to[i] = fl(scale * from[i]) as mezzo_convert; counts are added to *range, which is
 * never NULL. */
typedef void mezzo_convert_kernel(const void *from, double scale, void *to, int64_t n, int32_t options,
                                  mezzo_range *range);
typedef struct mezzo_convert_kernels {
  mezzo_convert_kernel *from[MEZZO_ARRAY_TYPES];
} mezzo_convert_kernels;

/* vector: operations on one type, as mezzo_vector_*. */
typedef struct mezzo_vector_kernels {
  double (*dot)(int64_t n, const void *x, const void *y);
  void (*axpy)(int64_t n, double alpha, const void *x, void *y);
  void (*xpby)(int64_t n, const void *x, double beta, void *y);
  double (*cg_step)(int64_t n, double alpha, double lambda, const void *p, const void *q, void *x, void *r);
  double (*max_abs)(int64_t n, const void *x); /* infinity or NaN if an element is not finite */
} mezzo_vector_kernels;

/* jacobian_times, jacobian_transpose_times: a run of factors of one group, count of them from the one whose scalars are
 * at a, whose blocks begin at columns[0 .. arity) and whose rows are at w. w = alpha A p, or q += alpha A^T w.
 * jacobian_times_half, jacobian_transpose_times_half: p and w in fp16, q in fp32. w = fl16(A p) with alpha 1, summed in
 * fp16 or better. q += alpha A^T w, summed in fp16 or better within one block, in fp32 beyond. */
typedef void mezzo_jacobian_times_kernel(const mezzo_jacobian_group *group, int64_t count, const int32_t *columns,
                                         const void *a, double alpha, const void *p, void *w);
typedef void mezzo_jacobian_transpose_times_kernel(const mezzo_jacobian_group *group, int64_t count,
                                                   const int32_t *columns, const void *a, double alpha, const void *w,
                                                   void *q);
typedef struct mezzo_jacobian_times_kernels {
  mezzo_jacobian_times_kernel *of[MEZZO_SHAPES];
} mezzo_jacobian_times_kernels, mezzo_jacobian_times_half_kernels;
typedef struct mezzo_jacobian_transpose_times_kernels {
  mezzo_jacobian_transpose_times_kernel *of[MEZZO_SHAPES];
} mezzo_jacobian_transpose_times_kernels, mezzo_jacobian_transpose_times_half_kernels;

/* gram: H += A^T A over the factors of one group, whose scalars are at jacobian in MEZZO_F64. For each factor, target
 * holds an element per pair of blocks a <= b, (0,0) (0,1) .. (1,1) ..: the place t of the product's block in hessian.
 * The block is J_a^T J_b where t >= 0, and J_b^T J_a at ~t where t < 0. */
typedef struct mezzo_gram_kernels {
  void (*add)(const mezzo_jacobian_group *group, const int64_t *target, const double *jacobian, double *hessian);
} mezzo_gram_kernels;

/* eliminate: all landmarks, as mezzo_elimination_compute; scale and gradient of the handle are octets, the gradient is
 * zero before. convert rounds panels, whose scalars are then of that size.
 * elimination_times: vectors of octets. normal: q += F^T (I - Q1 Q1^T) F p, returns the sum of squares. to_landmarks:
 * Q1^T F p of all landmarks. scale undoes that of the panels. */
typedef struct mezzo_eliminate_kernels {
  void (*run)(mezzo_elimination *e, const mezzo_elimination_pass *pass, mezzo_convert_kernel *convert,
              int32_t scalar_size);
} mezzo_eliminate_kernels;
typedef struct mezzo_elimination_times_kernels {
  double (*normal)(const mezzo_elimination *e, const void *panels, const void *q1, const void *damped, double scale,
                   const void *p, void *q);
  void (*to_landmarks)(const mezzo_elimination *e, const void *panels, const void *q1, double scale, const void *p,
                       double *t);
} mezzo_elimination_times_kernels;

/* Incomplete Cholesky; arrays and scale of a factor as in ic.h.
 *
 * ic_factor: H + shift I = L L^T in the kernel's type. factor: the groups of columns from *g up to end, all of whose
 * sources are done; if one breaks down, *g is that one. Or in steps, one group after another: begin; subtract its
 * sources from first up to end, all of them in their order; finish. */
typedef struct mezzo_ic_factor_kernels {
  mezzo_status (*factor)(const mezzo_ic *ic, const mezzo_ic_work *work, int32_t *g, int32_t end);
  void (*begin)(const mezzo_ic *ic, const mezzo_ic_work *work, int32_t g);
  void (*subtract)(const mezzo_ic *ic, const mezzo_ic_work *work, int32_t g, int64_t first, int64_t end);
  mezzo_status (*finish)(const mezzo_ic *ic, const mezzo_ic_work *work, int32_t g);
} mezzo_ic_factor_kernels;

/* ic_round: blocks below the diagonal, in the type that the kernel is an element for, to the kernel's type, MEZZO_B16.
 * Counts are added to *range. Returns whether all is finite, else the result is unspecified. May write into
 * the padding of rounded. */
typedef bool mezzo_ic_round_kernel(const mezzo_ic *ic, const void *below, float *column_scale, int16_t *rounded,
                                   mezzo_range *range);
typedef struct mezzo_ic_round_kernels {
  mezzo_ic_round_kernel *from[MEZZO_F32 + 1];
} mezzo_ic_round_kernels;

/* ic_solve: what the columns from begin up to end have to do with a solve, of L ascending and of L^T descending.
 * Vectors are padded. Those of backward have zeros in the padding when done; forward takes b multiplied with the scale
 * and leaves anything in the padding. ic_solve_half: all columns, with operands rounded to fp16. */
typedef struct mezzo_ic_solve_kernels {
  void (*forward)(const mezzo_ic *ic, const mezzo_ic_values *l, int32_t begin, int32_t end, void *x);
  void (*backward)(const mezzo_ic *ic, const mezzo_ic_values *l, int32_t begin, int32_t end, void *x);
} mezzo_ic_solve_kernels;
typedef struct mezzo_ic_solve_half_kernels {
  void (*forward)(const mezzo_ic *ic, const mezzo_ic_values *l, void *x);
  void (*backward)(const mezzo_ic *ic, const mezzo_ic_values *l, void *x);
} mezzo_ic_solve_half_kernels;

/* The operations by name. A family holds for each a table per storage type; NULL where there is no such kernel. */
#define MEZZO_OPERATIONS(OPERATION)                                                                                    \
  OPERATION(convert)                                                                                                   \
  OPERATION(vector)                                                                                                    \
  OPERATION(jacobian_times)                                                                                            \
  OPERATION(jacobian_times_half)                                                                                       \
  OPERATION(jacobian_transpose_times)                                                                                  \
  OPERATION(jacobian_transpose_times_half)                                                                             \
  OPERATION(gram)                                                                                                      \
  OPERATION(eliminate)                                                                                                 \
  OPERATION(elimination_times)                                                                                         \
  OPERATION(ic_factor)                                                                                                 \
  OPERATION(ic_round)                                                                                                  \
  OPERATION(ic_solve)                                                                                                  \
  OPERATION(ic_solve_half)

#define MEMBER(operation) const mezzo_##operation##_kernels *operation[MEZZO_TYPES];
typedef struct mezzo_kernels {
  const char *name;
  MEZZO_OPERATIONS(MEMBER)
} mezzo_kernels;
#undef MEMBER

/* The table of each kernel, named after its operation, type and family. */
#define MEZZO_KERNEL(operation, type, family)                                                                          \
  extern const mezzo_##operation##_kernels mezzo_##operation##_##type##__##family;
#include "kernels/kernels.inc"
#undef MEZZO_KERNEL

/* The family in use, NULL where the environment names one that is not there. Functions of the API ask once and finish
 * with what they got. */
const mezzo_kernels *mezzo_kernels_current(void);

#endif
