/*
 * mezzo.h: mixed-precision sparse kernels for SLAM back-ends.
 *
 * The way of one linear solve, min || J D y + r ||:
 *
 *   mezzo_jacobian_create      block structure of J, validated once            (once per structure)
 *   mezzo_order                elimination order of the variables              (once per structure)
 *   mezzo_hessian_create       block structure of H = J^T J in that order      (once per structure)
 *   mezzo_ic_create            fill pattern of an incomplete Cholesky factor   (once per structure)
 *
 *   mezzo_jacobian_scale       column scaling D, powers of two                 (each linearisation)
 *   mezzo_jacobian_store       J D rounded to the storage type                 (each linearisation)
 *   mezzo_hessian_assemble     D J^T J D in fp64                               (when the factor is refreshed)
 *   mezzo_ic_factor, _store    L L^T ~ D J^T J D, rounded to the storage type  (when the factor is refreshed)
 *
 *   mezzo_jacobian_times, mezzo_jacobian_transpose_times, mezzo_ic_solve, mezzo_vector_*   (each CG iteration)
 *
 * Conventions, which hold for every function unless its own comment says otherwise:
 *  - A fallible function returns a mezzo_status: 0 done, > 0 a numerical outcome, < 0 a call error. After a call error
 *    outputs are unspecified but nothing is leaked and handles remain valid. Outputs are written through pointers.
 *  - Handles are opaque. Creation checks every length and index and reserves all memory that later calls on the handle
 *    need; no later call allocates, except inside CHOLMOD (mezzo_cholesky_*). Destroying NULL does nothing.
 *  - A handle may be used by several threads at once where its functions take it as const; the others need exclusion.
 *    A handle does not refer to the handles or arrays that it was made from: these may be destroyed first.
 *  - Numerical arrays belong to the caller and have the length that the comment states. They need the natural alignment
 *    of their element; 64 bytes are fastest. Outputs must not overlap inputs unless the comment allows it. Arrays of a
 *    storage type have the size that *_bytes reports, which includes padding that kernels may read and never use.
 *  - "vector type of T" is double where the storage type T is MEZZO_F64 and float where it is MEZZO_F32 or MEZZO_F16.
 *  - Reductions run in a fixed order: the same input through the same kernels gives the same bits.
 *  - Matrices are row-major. Nothing here prints, exits, or touches global state, but for mezzo_kernels_select.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_H
#define MEZZO_H

#include <stdint.h>

#if defined(MEZZO_BUILDING_LIBRARY)
#define MEZZO_API __attribute__((visibility("default")))
#else
#define MEZZO_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Changes whenever a signature, struct, enum value or array layout of this header changes. */
#define MEZZO_ABI_VERSION 1

/* ---- Status ---- */

typedef enum mezzo_status {
  MEZZO_OK = 0,
  /* Numerical outcomes. */
  MEZZO_NOT_POSITIVE_DEFINITE = 1, /* a pivot block was not positive definite: shift the matrix and try again */
  MEZZO_NON_FINITE = 2,            /* an infinity or a NaN in the input or in the result */
  MEZZO_FILL_LIMIT = 3,            /* the factor would be larger than the caller allows */
  /* Call errors. */
  MEZZO_ERROR_NULL = -1,        /* a required pointer is NULL */
  MEZZO_ERROR_SIZE = -2,        /* a length or dimension is negative, too large or inconsistent */
  MEZZO_ERROR_INDEX = -3,       /* an index is out of range, repeated, or an order is not a permutation */
  MEZZO_ERROR_TYPE = -4,        /* a storage type or option that this function does not offer */
  MEZZO_ERROR_MEMORY = -5,      /* memory could not be reserved */
  MEZZO_ERROR_UNSUPPORTED = -6, /* this machine or this build lacks what was asked for */
  MEZZO_ERROR_LIBRARY = -7      /* CHOLMOD reported an error of its own */
} mezzo_status;

/* A static, English, one-line description; never NULL, also for values that are no status. */
MEZZO_API const char *mezzo_status_message(int32_t status);

/* ---- Library and machine ---- */

/* MEZZO_ABI_VERSION as compiled into the library. */
MEZZO_API int32_t mezzo_abi_version(void);

/* One row of the table by which bindings check themselves: "sizeof mezzo_group", "offsetof mezzo_group.rows",
 * "MEZZO_F16", ... */
typedef struct mezzo_abi_entry {
  const char *name;
  int64_t value;
} mezzo_abi_entry;

/* The table of all struct sizes, member offsets and enum values of this header; static, *count rows. */
MEZZO_API const mezzo_abi_entry *mezzo_abi_table(int64_t *count);

/* Library version ("0.1.0"), static. */
MEZZO_API const char *mezzo_version(void);

/* The libraries Mezzo runs on, static, one a line: "CHOLMOD 3.0.14", "OpenBLAS 0.3.21 ...", as they report themselves
 * at run time; "BLAS" alone where the BLAS does not tell. */
MEZZO_API const char *mezzo_libraries(void);

/* Processor features that matter to kernel choice, static, blank-separated ("avx2 f16c fma avx512f", "neon fp16"). */
MEZZO_API const char *mezzo_cpu_features(void);

/* Number of kernel families in this build, best last; the name of family i, or NULL when out of range ("portable",
 * "avx2", "neon"); whether this machine can run it. */
MEZZO_API int32_t mezzo_kernels_count(void);
MEZZO_API const char *mezzo_kernels_name(int32_t i);
MEZZO_API int32_t mezzo_kernels_supported(int32_t i);

/* Name of the family in use: the best supported one unless mezzo_kernels_select chose another. */
MEZZO_API const char *mezzo_kernels_selected(void);

/* Makes the whole process use the family of that name, NULL the best supported one. Thread-safe; calls that have begun
 * finish with the family they began with. Errors: MEZZO_ERROR_TYPE no such family, MEZZO_ERROR_UNSUPPORTED this machine
 * cannot run it (the choice stays as it was). */
MEZZO_API mezzo_status mezzo_kernels_select(const char *name);

/* ---- Storage types and conversion ---- */

typedef enum mezzo_type {
  MEZZO_F64 = 0, /* IEEE binary64 */
  MEZZO_F32 = 1, /* IEEE binary32 */
  MEZZO_F16 = 2  /* IEEE binary16, held as uint16_t */
} mezzo_type;

/* What rounding to a narrower type did. */
typedef struct mezzo_range {
  int64_t overflows;  /* finite values whose rounding exceeds the largest finite value; stored saturated */
  int64_t underflows; /* non-zero values whose rounding is zero or subnormal */
  int64_t non_finite; /* infinities and NaNs in the input; stored as they are */
  double max_abs;     /* largest finite |value| after scaling, before rounding; 0 if there is none */
} mezzo_range;

/* to[i] = fl(scale * from[i]), round to nearest even, i < n. from and to are arrays of their types without padding and
 * may be the same array where the types are. F64 -> F16 rounds once. range may be NULL, else it is overwritten.
 * The product is formed in fp64 (exact where scale is a power of two); subnormals are kept. Returns MEZZO_OK also when
 * values overflowed: look at range; MEZZO_NON_FINITE, with nothing done, for a scale that is not finite. */
MEZZO_API mezzo_status mezzo_convert(mezzo_type from_type, const void *from, double scale, mezzo_type to_type, void *to,
                                     int64_t n, mezzo_range *range);

/* ---- Vectors ---- */
/* type is MEZZO_F64 or MEZZO_F32; x and y have n elements of it. Inner products accumulate in fp64. */

/* *out = x^T y; x == y allowed. Returns MEZZO_NON_FINITE (and the value) if the result is not finite. */
MEZZO_API mezzo_status mezzo_vector_dot(mezzo_type type, int64_t n, const void *x, const void *y, double *out);

/* y = y + alpha x. */
MEZZO_API mezzo_status mezzo_vector_axpy(mezzo_type type, int64_t n, double alpha, const void *x, void *y);

/* y = x + beta y: the direction update of conjugate gradients. */
MEZZO_API mezzo_status mezzo_vector_xpby(mezzo_type type, int64_t n, const void *x, double beta, void *y);

/* y_i = d_i x_i in fp64; y == x allowed. */
MEZZO_API mezzo_status mezzo_vector_multiply(int64_t n, const double *d, const double *x, double *y);

/* *out = max |x_i|, 0 for n = 0. Returns MEZZO_NON_FINITE if an element is not finite (*out then unspecified). */
MEZZO_API mezzo_status mezzo_vector_max_abs(mezzo_type type, int64_t n, const void *x, double *out);

/* ---- Jacobian ---- */
/*
 * J has one block column per variable (of dims[v] scalar columns) and one block row per factor. Factors of the same
 * shape (same number of rows, same number and dimensions of variables) form a group. Scalars of J are held group after
 * group, factor after factor, block after block, each block row-major rows x dims[variable]; residual vectors group
 * after group, factor after factor; column vectors variable after variable. That is the layout of J in MEZZO_F64, which
 * callers write; the layout of the narrower types is the library's own.
 */
typedef struct mezzo_jacobian mezzo_jacobian;

typedef struct mezzo_group {
  int32_t rows;    /* residual dimension of each factor, 1 .. MEZZO_MAX_DIM */
  int32_t arity;   /* blocks per factor, 0 .. MEZZO_MAX_ARITY (0: all its variables are fixed) */
  int64_t factors; /* how many, >= 0 */
} mezzo_group;

#define MEZZO_MAX_DIM 64
#define MEZZO_MAX_ARITY 64

typedef struct mezzo_jacobian_info {
  int64_t rows;    /* scalar rows: length of residual vectors */
  int64_t columns; /* scalar columns: length of column vectors */
  int64_t blocks;  /* blocks over all factors */
  int64_t values;  /* scalars over all blocks */
} mezzo_jacobian_info;

/*
 * The structure of J. dims[variables], each 1 .. MEZZO_MAX_DIM. group[groups]. block_variables[blocks]: the variable of
 * each block, group after group, factor after factor; within a factor the variables are distinct, and all factors of a
 * group have the same sequence of dimensions. The arrays are copied.
 * Arrays of length 0 may be NULL. Errors: NULL, SIZE (also when blocks does not match the groups, or for more than
 * INT32_MAX scalar columns), INDEX, MEMORY.
 */
MEZZO_API mezzo_status mezzo_jacobian_create(int32_t variables, const int32_t *dims, int32_t groups,
                                             const mezzo_group *group, int64_t blocks, const int32_t *block_variables,
                                             mezzo_jacobian **out);
MEZZO_API void mezzo_jacobian_destroy(mezzo_jacobian *j);
MEZZO_API mezzo_status mezzo_jacobian_query(const mezzo_jacobian *j, mezzo_jacobian_info *info);

/* Bytes of an array of J's scalars in that type, padding included; 0 on error. */
MEZZO_API int64_t mezzo_jacobian_bytes(const mezzo_jacobian *j, mezzo_type type);

/*
 * Column scaling (Higham, Pranesh, Zounon, "Squeezing a matrix into half precision", SISC 2019): scale[c] = the power
 * of two nearest to 1 / ||J e_c||_2, or 1 for a zero column, so that D J^T J D has a diagonal in [1/2, 2]. values: J in
 * fp64 (mezzo_jacobian_bytes MEZZO_F64). scale[columns]. *max_abs = max |J D|; *zero_columns counts zero columns.
 * Scales end at 2^1023. Returns MEZZO_NON_FINITE if J holds an infinity or NaN.
 */
MEZZO_API mezzo_status mezzo_jacobian_scale(const mezzo_jacobian *j, const double *values, double *scale,
                                            double *max_abs, int64_t *zero_columns);

/* stored = fl(mu * J D) in type: values in fp64, scale[columns] or NULL for D = I. stored has
 * mezzo_jacobian_bytes(type). range may be NULL. Products are formed in fp64, as in mezzo_convert; a mu that is not
 * finite returns MEZZO_NON_FINITE with nothing done. */
MEZZO_API mezzo_status mezzo_jacobian_store(const mezzo_jacobian *j, const double *values, const double *scale,
                                            double mu, mezzo_type type, void *stored, mezzo_range *range);

/* w = alpha * A p with A in that storage type; p[columns], w[rows] of its vector type. *norm2 = ||w||^2 accumulated in
 * fp64 from the rounded w; norm2 may be NULL. Products and sums of one factor in the vector type.
 * A in MEZZO_F64 may be the caller's own J. Returns MEZZO_NON_FINITE (only when norm2 is given) if ||w||^2 is not
 * finite. */
MEZZO_API mezzo_status mezzo_jacobian_times(const mezzo_jacobian *j, mezzo_type type, const void *stored, double alpha,
                                            const void *p, void *w, double *norm2);

/* q = alpha * A^T w; w[rows], q[columns] of the vector type, q is overwritten. Factors are summed in their order. */
MEZZO_API mezzo_status mezzo_jacobian_transpose_times(const mezzo_jacobian *j, mezzo_type type, const void *stored,
                                                      double alpha, const void *w, void *q);

/* ---- Hessian ---- */

typedef enum mezzo_ordering {
  MEZZO_ORDER_NATURAL = 0, /* variables in their own order: the identity, not postordered */
  MEZZO_ORDER_AMD = 1,     /* approximate minimum degree (Amestoy, Davis, Duff, TOMS 837) on the graph of variables */
  MEZZO_ORDER_METIS = 2    /* nested dissection through CHOLMOD's Partition module, where the library has it */
} mezzo_ordering;

/* order[variables]: order[k] is the variable to eliminate k-th, a fill-reducing permutation of the graph in which the
 * variables of one factor are connected, postordered along its elimination tree. Allocates for the time of the call.
 * Errors: TYPE, UNSUPPORTED (no METIS), MEMORY, LIBRARY. */
MEZZO_API mezzo_status mezzo_order(const mezzo_jacobian *j, mezzo_ordering method, int32_t *order);

/* Structure of the lower block triangle of P J^T J P^T, block column after block column, diagonal block first. */
typedef struct mezzo_hessian mezzo_hessian;

typedef struct mezzo_hessian_info {
  int64_t columns; /* scalar dimension */
  int64_t blocks;  /* blocks in the lower triangle */
  int64_t values;  /* scalars over these blocks: length of the value array */
} mezzo_hessian_info;

/* order[variables] as from mezzo_order (checked to be a permutation), or NULL for the natural order. */
MEZZO_API mezzo_status mezzo_hessian_create(const mezzo_jacobian *j, const int32_t *order, mezzo_hessian **out);
MEZZO_API void mezzo_hessian_destroy(mezzo_hessian *h);
MEZZO_API mezzo_status mezzo_hessian_query(const mezzo_hessian *h, mezzo_hessian_info *info);

/* hessian[values] = lower blocks of P D J^T J D P^T in fp64 from jacobian in fp64 (layout of mezzo_jacobian);
 * scale[columns] or NULL for D = I. Diagonal blocks are stored whole. */
MEZZO_API mezzo_status mezzo_hessian_assemble(const mezzo_hessian *h, const double *jacobian, const double *scale,
                                              double *hessian);

/* ---- Incomplete Cholesky ---- */
/* Block factor L of P (H + shift I) P^T ~ L L^T on a static pattern. Diagonal blocks are held inverted. */
typedef struct mezzo_ic mezzo_ic;

#define MEZZO_LEVEL_COMPLETE (-1)

typedef struct mezzo_ic_info {
  int64_t columns; /* scalar dimension */
  int64_t blocks;  /* blocks of L, diagonal included */
  int64_t values;  /* scalars over these blocks */
  double flops;    /* multiplications and additions of one mezzo_ic_factor */
} mezzo_ic_info;

/* Fill pattern: level 0 keeps the pattern of H, level k admits fill paths of level <= k (Saad, Iterative Methods,
 * section 10.3, on blocks), MEZZO_LEVEL_COMPLETE admits all. Returns MEZZO_FILL_LIMIT, and no handle, as soon as the
 * factor would have more than max_values scalars (0: no limit). Errors: TYPE for a level below -1, SIZE, MEMORY. */
MEZZO_API mezzo_status mezzo_ic_create(const mezzo_hessian *h, int32_t level, int64_t max_values, mezzo_ic **out);
MEZZO_API void mezzo_ic_destroy(mezzo_ic *ic);
MEZZO_API mezzo_status mezzo_ic_query(const mezzo_ic *ic, mezzo_ic_info *info);

/* Bytes of a factor in that storage type, padding included; 0 on error. Such an array needs an alignment of 8 bytes,
 * for F16 too. */
MEZZO_API int64_t mezzo_ic_bytes(const mezzo_ic *ic, mezzo_type type);

/* Numeric factorisation in type F64 or F32 into factor (mezzo_ic_bytes of that type; usable by mezzo_ic_solve as it
 * is); hessian as from mezzo_hessian_assemble of the handle this one was made from. shift >= 0 is added to the scalar
 * diagonal (Lin and More, SISC 1999; Levenberg damping). Returns MEZZO_NOT_POSITIVE_DEFINITE or MEZZO_NON_FINITE where
 * it breaks down; factor is then unusable. Uses workspace of the handle. Errors: SIZE for a negative shift, TYPE. */
MEZZO_API mezzo_status mezzo_ic_factor(mezzo_ic *ic, mezzo_type type, const double *hessian, double shift,
                                       void *factor);

/* Rounds a factor held in from_type to a narrower to_type. F16 keeps the small inverted diagonal blocks in fp32 and
 * scales the rest by a power of two, kept with the factor, towards a tenth of the largest half. range may be NULL and
 * counts the rounding of off-diagonal blocks. Errors: TYPE where to_type is not narrower than from_type. */
MEZZO_API mezzo_status mezzo_ic_store(const mezzo_ic *ic, mezzo_type from_type, const void *from, mezzo_type to_type,
                                      void *to, mezzo_range *range);

/* x = P^T L^-T L^-1 P b: both triangular solves, b and x in the order of the variables; columns elements of the vector
 * type of the factor's storage type; x == b allowed. Uses workspace of the handle. With an F16 factor b is multiplied
 * by the factor's power of two, within 2^+-60: normalise it where it could overflow fp32. */
MEZZO_API mezzo_status mezzo_ic_solve(mezzo_ic *ic, mezzo_type type, const void *factor, const void *b, void *x);

/* x = P^T L^-1 P b, and x = P^T L^-T P b: the two halves of mezzo_ic_solve, vectors in the order of the variables. */
MEZZO_API mezzo_status mezzo_ic_solve_forward(mezzo_ic *ic, mezzo_type type, const void *factor, const void *b,
                                              void *x);
MEZZO_API mezzo_status mezzo_ic_solve_backward(mezzo_ic *ic, mezzo_type type, const void *factor, const void *b,
                                               void *x);

/* ---- Direct Cholesky (CHOLMOD, fp64) ---- */
/* Licence: the supernodal method lives in a GPL module of CHOLMOD; a build without it (CMake MEZZO_CHOLMOD_GPL=OFF)
 * offers the simplicial one (LGPL) only. */
typedef struct mezzo_cholesky mezzo_cholesky;

typedef enum mezzo_cholesky_method {
  MEZZO_CHOLESKY_AUTO = 0, /* CHOLMOD's own rule (flops per non-zero) between the two */
  MEZZO_CHOLESKY_SIMPLICIAL = 1,
  MEZZO_CHOLESKY_SUPERNODAL = 2
} mezzo_cholesky_method;

typedef struct mezzo_cholesky_info {
  int64_t columns;    /* scalar dimension */
  int64_t values;     /* non-zeros of L */
  double flops;       /* of one factorisation, as CHOLMOD counts */
  int32_t supernodal; /* 1 or 0 */
  int32_t reserved;   /* 0 */
} mezzo_cholesky_info;

/* Symbolic analysis of the matrix whose blocks mezzo_hessian_assemble fills, in the order h was given.
 * Errors: TYPE, UNSUPPORTED (supernodal in a build without it), MEMORY, LIBRARY. */
MEZZO_API mezzo_status mezzo_cholesky_create(const mezzo_hessian *h, mezzo_cholesky_method method,
                                             mezzo_cholesky **out);
MEZZO_API void mezzo_cholesky_destroy(mezzo_cholesky *c);
MEZZO_API mezzo_status mezzo_cholesky_query(const mezzo_cholesky *c, mezzo_cholesky_info *info);

/* Factors H + shift I. Returns MEZZO_NOT_POSITIVE_DEFINITE or MEZZO_NON_FINITE where it breaks down. */
MEZZO_API mezzo_status mezzo_cholesky_factor(mezzo_cholesky *c, const double *hessian, double shift);

/* x = (H + shift I)^-1 b with the last factor; b and x [columns] in the order of the variables; x == b allowed. Returns
 * MEZZO_NOT_POSITIVE_DEFINITE if the last factorisation did not succeed or there was none. */
MEZZO_API mezzo_status mezzo_cholesky_solve(mezzo_cholesky *c, const double *b, double *x);

#ifdef __cplusplus
}
#endif

#endif
