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

/* Vector operations on one type, as mezzo_vector_*. */
typedef double mezzo_dot_kernel(int64_t n, const void *x, const void *y);
typedef void mezzo_axpy_kernel(int64_t n, double alpha, const void *x, void *y);
typedef void mezzo_xpby_kernel(int64_t n, const void *x, double beta, void *y);
typedef double mezzo_max_abs_kernel(int64_t n, const void *x); /* infinity or NaN if an element is not finite */

/* A run of factors of one group: count factors from the one whose scalars are at a, whose blocks begin at
 * columns[0 .. arity) and whose rows are at w. w = alpha A p, or q += alpha A^T w. */
typedef void mezzo_times_kernel(const mezzo_jacobian_group *group, int64_t count, const int32_t *columns, const void *a,
                                double alpha, const void *p, void *w);
typedef void mezzo_transpose_times_kernel(const mezzo_jacobian_group *group, int64_t count, const int32_t *columns,
                                          const void *a, double alpha, const void *w, void *q);

/* Incomplete Cholesky. The types of its kernels stand here, its tables at the end of mezzo_kernels. */

typedef struct mezzo_kernels {
  const char *name;
  bool (*supported)(void);

  mezzo_convert_kernel *convert[MEZZO_TYPES][MEZZO_TYPES]; /* [from][to] */
  mezzo_dot_kernel *dot[MEZZO_VECTOR_TYPES];
  mezzo_axpy_kernel *axpy[MEZZO_VECTOR_TYPES];
  mezzo_xpby_kernel *xpby[MEZZO_VECTOR_TYPES];
  mezzo_max_abs_kernel *max_abs[MEZZO_VECTOR_TYPES];
  mezzo_times_kernel *times[MEZZO_TYPES][MEZZO_SHAPES];
  mezzo_transpose_times_kernel *transpose_times[MEZZO_TYPES][MEZZO_SHAPES];

  /* Incomplete Cholesky: triangular solves by block columns, block updates of the factorisation. */
} mezzo_kernels;

/* The families of this build are listed in kernels/families.inc, best last. */
#define MEZZO_FAMILY(name) extern const mezzo_kernels mezzo_kernels_##name;
#include "kernels/families.inc"
#undef MEZZO_FAMILY

/* The family in use. Functions of the API ask once and finish with what they got. */
const mezzo_kernels *mezzo_kernels_current(void);

#endif
