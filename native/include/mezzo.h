/*
 * mezzo.h: mixed-precision sparse kernels for SLAM back-ends.
 *
 * The way of one linear solve, min || J D y + r ||:
 *
 *   mezzo_jacobian_create      block structure of J, validated once            (once per structure)
 *   mezzo_order                elimination order of the variables              (once per structure)
 *   mezzo_hessian_create       block structure of H = J^T J in that order      (once per structure)
 *   mezzo_ic_create            fill pattern of an incomplete Cholesky factor   (once per structure)
 *   mezzo_ic_create_by_size    or one that depends on the values of H          (after the first assembly)
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
 *    need; no later call allocates, except inside CHOLMOD (mezzo_cholesky_*), in mezzo_*_append and in
 * mezzo_*_set_team. Destroying NULL does nothing.
 *  - A handle may be used by several threads at once where its functions take it as const; the others need exclusion.
 *    A handle does not refer to the handles or arrays that it was made from: these may be destroyed first.
 *  - Numerical arrays belong to the caller and have the length that the comment states. They need the natural alignment
 *    of their element; 64 bytes are fastest. Outputs must not overlap inputs unless the comment allows it. Arrays of a
 *    storage type have the size that *_bytes reports, which includes padding that kernels may read and never use.
 *  - "vector type of T" is double where the storage type T is MEZZO_F64 and float where it is a narrower one.
 *  - Reductions run in a fixed order: the same input through the same kernels and number of threads gives the same
 * bits.
 *  - Matrices are row-major. Nothing here prints, exits, or touches global state, but for mezzo_kernels_select.
 *  - Whatever computes returns MEZZO_ERROR_UNSUPPORTED while the environment variable MEZZO_KERNELS names kernels that
 *    this build or this machine lacks.
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
#define MEZZO_ABI_VERSION 2

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

/* The libraries Mezzo runs on, static, one a line, versions as they report them at run time: "CHOLMOD 3.0.14, of the
 * system, its GPL modules called" and "OpenBLAS 0.3.21 ...", or "BLAS" alone where it does not tell. A CHOLMOD whose
 * GPL modules Mezzo does not call is one with "its GPL modules not called" or, if it has none, "without GPL modules".
 * In the portable build it is "linked in", as are the libraries that the next lines name, and there is no BLAS. */
MEZZO_API const char *mezzo_libraries(void);

/* Processor features that matter to kernel choice, static, blank-separated ("avx2 f16c fma avx512", "neon fp16"). */
MEZZO_API const char *mezzo_cpu_features(void);

/* Number of kernel families in this build, best last; the name of family i, or NULL when out of range ("portable",
 * "avx2", "neon_fp16"); the processor features that it needs, in the words of mezzo_cpu_features, "" for none; whether
 * this machine can run it. */
MEZZO_API int32_t mezzo_kernels_count(void);
MEZZO_API const char *mezzo_kernels_name(int32_t i);
MEZZO_API const char *mezzo_kernels_needs(int32_t i);
MEZZO_API int32_t mezzo_kernels_supported(int32_t i);

/* A kernel of this build. A family runs the kernels that are registered for it, and for all else those of the family
 * that it builds on. */
typedef struct mezzo_kernel_info {
  const char *operation; /* "jacobian_times", "ic_solve", ... */
  const char *type;      /* storage type: "f64", "f32", "f16", "bf16", "b16" */
  const char *family;
} mezzo_kernel_info;

/* All kernels of this build; static, *count rows. */
MEZZO_API const mezzo_kernel_info *mezzo_kernels_registered(int64_t *count);

/* Name of the family in use: the one that mezzo_kernels_select chose, else the one that the environment variable
 * MEZZO_KERNELS names, else the best that this machine supports; "none" where MEZZO_KERNELS names what is not there. */
MEZZO_API const char *mezzo_kernels_selected(void);

/* Makes the whole process use the family of that name, NULL the one it would have begun with. Thread-safe; calls that
 * have begun finish with the family they began with. Errors: MEZZO_ERROR_TYPE no such family, MEZZO_ERROR_UNSUPPORTED
 * this machine cannot run it (the choice stays as it was). */
MEZZO_API mezzo_status mezzo_kernels_select(const char *name);

/* ---- Threads ---- */
/*
 * Threads that share the work of a call. A handle that a team was set for splits its work into fixed parts, one for
 * each thread, and joins their results in a fixed order. The calling thread is one of them. Without a team all is done
 * by the calling thread.
 */
typedef struct mezzo_team mezzo_team;

#define MEZZO_MAX_THREADS 64

/* threads: 1 .. MEZZO_MAX_THREADS, the calling thread included. The others sleep between calls, after a short while of
 * watching for the next. One call at a time: a team needs exclusion. Errors: NULL, SIZE, MEMORY (also where the system
 * starts no more threads). */
MEZZO_API mezzo_status mezzo_team_create(int32_t threads, mezzo_team **out);

/* Ends its threads. No handle may use it any more. */
MEZZO_API void mezzo_team_destroy(mezzo_team *team);

/* ---- Storage types and conversion ---- */

typedef enum mezzo_type {
  MEZZO_F64 = 0,  /* IEEE binary64 */
  MEZZO_F32 = 1,  /* IEEE binary32 */
  MEZZO_F16 = 2,  /* IEEE binary16, held as uint16_t */
  MEZZO_BF16 = 3, /* bfloat16, the upper half of a binary32, held as uint16_t */
  MEZZO_B16 = 4   /* factors only: 16-bit integers, one fp32 scale for each scalar column of L */
} mezzo_type;

/* What mezzo_convert does with results beyond the range of normal numbers; to be combined with |. */
typedef enum mezzo_conversion {
  MEZZO_SATURATE = 0,        /* too large becomes the largest finite value; subnormals are kept */
  MEZZO_TO_INFINITY = 1,     /* too large becomes an infinity, as in IEEE 754 */
  MEZZO_FLUSH_SUBNORMALS = 2 /* subnormal results become zeros of their sign */
} mezzo_conversion;

/* What rounding to a narrower type did. */
typedef struct mezzo_range {
  int64_t overflows;  /* finite values whose rounding exceeds the largest finite value */
  int64_t underflows; /* non-zero values whose rounding is zero or subnormal */
  int64_t non_finite; /* infinities and NaNs in the input; stored as they are */
  double max_abs;     /* largest finite |value| after scaling, before rounding; 0 if there is none */
} mezzo_range;

/* to[i] = fl(scale * from[i]), round to nearest even, i < n. from and to are arrays of their types without padding and
 * may be the same array where the types are; any types but MEZZO_B16. Every conversion rounds once. options: of
 * mezzo_conversion. range may be NULL, else it is overwritten. The product is formed in fp64 (exact where scale is a
 * power of two). Returns MEZZO_OK also when values overflowed: look at range; MEZZO_NON_FINITE, with nothing done, for
 * a scale that is not finite. Errors: TYPE, also for unknown options, SIZE, NULL. */
MEZZO_API mezzo_status mezzo_convert(mezzo_type from_type, const void *from, double scale, mezzo_type to_type, void *to,
                                     int64_t n, int32_t options, mezzo_range *range);

/* ---- Vectors ---- */
/* type is MEZZO_F64 or MEZZO_F32; x and y have n elements of it. Inner products accumulate in fp64. */

/* *out = x^T y; x == y allowed. Returns MEZZO_NON_FINITE (and the value) if the result is not finite. */
MEZZO_API mezzo_status mezzo_vector_dot(mezzo_type type, int64_t n, const void *x, const void *y, double *out);

/* y = y + alpha x. */
MEZZO_API mezzo_status mezzo_vector_axpy(mezzo_type type, int64_t n, double alpha, const void *x, void *y);

/* y = x + beta y: the direction update of conjugate gradients. */
MEZZO_API mezzo_status mezzo_vector_xpby(mezzo_type type, int64_t n, const void *x, double beta, void *y);

/* A step of conjugate gradients along p, in one pass: x = x + alpha p, r = r - alpha (q + lambda p), *norm2 = ||r||^2.
 * The four vectors are distinct. Returns MEZZO_NON_FINITE (and the value) if the result is not finite. */
MEZZO_API mezzo_status mezzo_vector_cg_step(mezzo_type type, int64_t n, double alpha, double lambda, const void *p,
                                            const void *q, void *x, void *r, double *norm2);

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

/*
 * More variables and factors behind those that are there, with the arguments of mezzo_jacobian_create; factors may name
 * all variables. What was there keeps its place: arrays of J and vectors of the lengths before are the first parts of
 * those after. Room grows by half, so that appending one factor at a time costs little. Handles made from this one
 * before, and arrays in use with them, keep the lengths that they had. After an error the handle is as it was. Errors:
 * as for mezzo_jacobian_create.
 */
MEZZO_API mezzo_status mezzo_jacobian_append(mezzo_jacobian *j, int32_t variables, const int32_t *dims, int32_t groups,
                                             const mezzo_group *group, int64_t blocks, const int32_t *block_variables);

/*
 * Another structure in the place of the one that was there, with the arguments of mezzo_jacobian_create, in the memory
 * that the handle has: nothing of size is allocated where it suffices, else room grows by half. Handles made from this
 * one before are not to be used with it again. After an error the handle has neither variables nor factors. Errors: as
 * for mezzo_jacobian_create.
 */
MEZZO_API mezzo_status mezzo_jacobian_assign(mezzo_jacobian *j, int32_t variables, const int32_t *dims, int32_t groups,
                                             const mezzo_group *group, int64_t blocks, const int32_t *block_variables);
MEZZO_API mezzo_status mezzo_jacobian_query(const mezzo_jacobian *j, mezzo_jacobian_info *info);

/* Bytes of an array of J's scalars in that type, padding included; 0 on error. */
MEZZO_API int64_t mezzo_jacobian_bytes(const mezzo_jacobian *j, mezzo_type type);

/*
 * Column scaling (Higham, Pranesh, Zounon, "Squeezing a matrix into half precision", SISC 2019): scale[c] = the power
 * of two nearest to 1 / ||J e_c||_2, or 1 for a zero column, so that D J^T J D has a diagonal in [1/2, 2]. values: J in
 * fp64 (mezzo_jacobian_bytes MEZZO_F64). scale[columns]. *max_abs = max |J D|, unless max_abs
 * is NULL: it is at most sqrt(2); *zero_columns counts zero columns.
 * Scales end at 2^1023. Returns MEZZO_NON_FINITE if J holds an infinity or NaN.
 */
MEZZO_API mezzo_status mezzo_jacobian_scale(const mezzo_jacobian *j, const double *values, double *scale,
                                            double *max_abs, int64_t *zero_columns);

/* stored = fl(mu * J D) in type: values in fp64, scale[columns] or NULL for D = I. stored has
 * mezzo_jacobian_bytes(type). range may be NULL. Products are formed in fp64, as in mezzo_convert; a mu that is not
 * finite returns MEZZO_NON_FINITE with nothing done. */
MEZZO_API mezzo_status mezzo_jacobian_store(const mezzo_jacobian *j, const double *values, const double *scale,
                                            double mu, mezzo_type type, void *stored, mezzo_range *range);

/* The handle's products run on that team from now on, NULL: on the calling thread. Reserves what they need; the handle
 * is then for one thread at a time, and the team must outlive its use. Errors: NULL, MEMORY. */
MEZZO_API mezzo_status mezzo_jacobian_set_team(mezzo_jacobian *j, mezzo_team *team);

/* w = alpha * A p with A in that storage type (not MEZZO_B16); p[columns], w[rows] in the type `operand`, which is the
 * vector type, or MEZZO_F16 where A is MEZZO_F16. *norm2 = ||w||^2 accumulated in fp64 from the rounded w; norm2 may be
 * NULL. A in MEZZO_F64 may be the caller's own J. Products and sums of one factor in the vector type; with operands in
 * MEZZO_F16 they may be in fp16, to which w is rounded anyway, and alpha must be 1: with |A| up to a tenth of the
 * largest half and |p| up to a quarter, the rows of factors of up to 40 columns stay in range. Returns MEZZO_NON_FINITE
 * (only when norm2 is given) if ||w||^2 is not finite. Errors: NULL, TYPE (also for that alpha). */
MEZZO_API mezzo_status mezzo_jacobian_times(const mezzo_jacobian *j, mezzo_type type, const void *stored, double alpha,
                                            mezzo_type operand, const void *p, void *w, double *norm2);

/* q = alpha * A^T w; w[rows] in the type `operand`, as above, q[columns] of the vector type, overwritten. With operands
 * in MEZZO_F16 the products within one block, at most 9 for each sum, may be summed in fp16. Factors are
 * summed in their order (with a team: within the part of each thread, then the parts in their order). */
MEZZO_API mezzo_status mezzo_jacobian_transpose_times(const mezzo_jacobian *j, mezzo_type type, const void *stored,
                                                      double alpha, mezzo_type operand, const void *w, void *q);

/* q = A'^T A' p with A' = alpha A, and *norm2 = ||A' p||^2, in one pass over A: the product of conjugate gradients on
 * the normal equations. p and q [columns] of the vector type, distinct; norm2 as in mezzo_jacobian_times. */
MEZZO_API mezzo_status mezzo_jacobian_normal_times(const mezzo_jacobian *j, mezzo_type type, const void *stored,
                                                   double alpha, const void *p, void *q, double *norm2);

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

/* The same with the method that suits a complete factorisation: AMD, or METIS where AMD's fill is so large that looking
 * for a better order pays, and METIS finds one. *chosen says which it was. */
MEZZO_API mezzo_status mezzo_order_automatically(const mezzo_jacobian *j, int32_t *order, mezzo_ordering *chosen);

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

/* Where the blocks are, in the order of the value array: row[blocks], column[blocks], each counted in elimination
 * order. dims[variables]: dimension of each variable in that order. Each array may be NULL. Errors: NULL. */
MEZZO_API mezzo_status mezzo_hessian_pattern(const mezzo_hessian *h, int32_t *dims, int32_t *row, int32_t *column);

/* hessian[values] = lower blocks of P D J^T J D P^T in fp64 from jacobian in fp64 (layout of mezzo_jacobian);
 * scale[columns] or NULL for D = I. Diagonal blocks are stored whole. */
MEZZO_API mezzo_status mezzo_hessian_assemble(const mezzo_hessian *h, const double *jacobian, const double *scale,
                                              double *hessian);

/* ---- Elimination of landmarks ---- */
/*
 * The reduced system of bundle adjustment, never formed: with J D = [F E], E the columns of variables that are
 * eliminated, and [E; sqrt(lambda) I] = Q R (Q1 being the rows of Q that belong to E), the step of what is kept
 * minimises
 *   || (I - Q Q^T) ([F; 0] x + [r; 0]) ||^2 + lambda ||x||^2,
 * and that of what was eliminated is -R^-1 Q1^T (F x + r) (Demmel, Sommer, Cremers, Usenko, "Square root bundle
 * adjustment for large-scale reconstruction", CVPR 2021, without the matrix Q2). Eliminated variables have dimension 3,
 * and no factor names two of them; kept ones have at most MEZZO_MAX_KEPT_DIM. Kept variables count in the order of J's.
 * A direction in which a landmark is not observed, and not damped, stays where it is.
 */
typedef struct mezzo_elimination mezzo_elimination;

#define MEZZO_MAX_KEPT_DIM 8

typedef struct mezzo_elimination_info {
  int64_t landmarks; /* variables that are eliminated */
  int64_t variables; /* variables that are kept */
  int64_t columns;   /* scalar columns of these: length of vectors of the reduced system */
  int64_t pairs;     /* products of blocks that the reduced Hessian sums up */
  int64_t values;    /* scalars of a panel, F with its padding */
  int64_t rows;      /* rows of Q1, with their padding */
} mezzo_elimination_info;

/* eliminated[variables of j]: 1 or 0. Errors: NULL, INDEX (a factor names two eliminated variables), SIZE (a dimension
 * that is not admitted), MEMORY. */
MEZZO_API mezzo_status mezzo_elimination_create(const mezzo_jacobian *j, const uint8_t *eliminated,
                                                mezzo_elimination **out);
/* The same handle for another structure; after an error it is as it was. */
MEZZO_API mezzo_status mezzo_elimination_assign(mezzo_elimination *e, const mezzo_jacobian *j,
                                                const uint8_t *eliminated);
MEZZO_API void mezzo_elimination_destroy(mezzo_elimination *e);
MEZZO_API mezzo_status mezzo_elimination_query(const mezzo_elimination *e, mezzo_elimination_info *info);

/* The Hessian F^T (I - Q1 Q1^T) F that mezzo_elimination_compute will fill from now on, its variables the kept ones,
 * for mezzo_ic_create and mezzo_cholesky_create. ordering as for mezzo_order; automatically != 0 lets
 * mezzo_order_automatically choose instead. *h is NULL or a handle that this function made, which then describes the
 * new structure. After an error *h is as it was. Errors: NULL, SIZE, MEMORY, and those of mezzo_order. */
MEZZO_API mezzo_status mezzo_elimination_hessian(mezzo_elimination *e, mezzo_ordering ordering, int32_t automatically,
                                                 mezzo_hessian **h);

/* Bytes of what mezzo_elimination_compute stores, with F in that type (F64, F32, F16, BF16) and Q1 in its vector type;
 * 0 on error. Such an array needs an alignment of 8 bytes. */
MEZZO_API int64_t mezzo_elimination_bytes(const mezzo_elimination *e, mezzo_type type);

/*
 * Factors every landmark in fp64 and stores fl(mu F), Q1 and R. jacobian and residual in fp64 as of mezzo_jacobian,
 * scale[columns of J] is D, lambda >= 0. gradient[columns of the reduced system] = -F^T (I - Q1 Q1^T) r in fp64.
 * hessian, unless NULL: F^T (I - Q1 Q1^T) F in fp64, values of the Hessian that was set. range may be NULL and counts
 * the rounding of F. Uses work space of the handle. Returns MEZZO_NON_FINITE where the gradient is not finite. Errors:
 * NULL, TYPE, SIZE (lambda negative, mu not positive, no Hessian set).
 */
MEZZO_API mezzo_status mezzo_elimination_compute(mezzo_elimination *e, const double *jacobian, const double *residual,
                                                 const double *scale, double lambda, mezzo_type type, double mu,
                                                 void *store, double *gradient, double *hessian, mezzo_range *range);

/* q = F^T (I - Q1 Q1^T) F p with what was stored for that type and mu; p and q [columns of the reduced system] in its
 * vector type, q == p allowed. *norm2 = p^T q, as a sum of squares. Uses work space of the handle. Returns
 * MEZZO_NON_FINITE (and the values) where that is not finite. Errors: NULL, TYPE. */
MEZZO_API mezzo_status mezzo_elimination_normal_times(mezzo_elimination *e, mezzo_type type, const void *store,
                                                      double mu, const void *p, void *q, double *norm2);

/* y[columns of J] = the whole step in fp64, of x, that of the reduced system in fp64. Uses work space of the handle.
 * Errors: NULL, TYPE. */
MEZZO_API mezzo_status mezzo_elimination_back_substitute(mezzo_elimination *e, mezzo_type type, const void *store,
                                                         double mu, const double *x, double *y);

/* ---- Incomplete Cholesky ---- */
/* Block factor L of P (H + shift I) P^T ~ L L^T on a static pattern: by level of fill, or by size. Diagonal blocks are
 * held inverted. */
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
/* Fill by size: L keeps the blocks with ||L_ij||_F >= tolerance sqrt(trace(H_ii + shift I)), which is the norm of all
 * of row i (Saad, Iterative Methods for Sparse Linear Systems, section 10.4, on blocks); tolerance 0 keeps all. Where
 * that is more than max_values scalars (0: no limit), the tolerance is raised, to 1e-3 and then by halves, until it
 * fits; *tolerance then says what was taken. At the latest above 0.1, or if max_values is less than H has, each column
 * instead keeps its largest blocks: its share of H, as much as every other one beyond that, and what the columns
 * before it left (Lin and More, SISC 1999). Diagonal blocks are always kept. The pattern is found by a factorisation
 * of hessian, values from mezzo_hessian_assemble, with that shift on their diagonal; mezzo_ic_factor with these then
 * succeeds, and other values may be factored on the same pattern. Needs, for the time of the call, as much memory as a
 * factor in F64 of this pattern, and a block for each variable. Returns MEZZO_NOT_POSITIVE_DEFINITE or
 * MEZZO_NON_FINITE where it breaks down, and no handle. Errors: NULL, SIZE for a negative number, MEMORY. */
MEZZO_API mezzo_status mezzo_ic_create_by_size(const mezzo_hessian *h, const double *hessian, double shift,
                                               int64_t max_values, double *tolerance, mezzo_ic **out);
/* The same handle for another Hessian, by level. After an error or MEZZO_FILL_LIMIT it is as it was. It works without a
 * team from then on. */
MEZZO_API mezzo_status mezzo_ic_assign(mezzo_ic *ic, const mezzo_hessian *h, int32_t level, int64_t max_values);
MEZZO_API void mezzo_ic_destroy(mezzo_ic *ic);
MEZZO_API mezzo_status mezzo_ic_query(const mezzo_ic *ic, mezzo_ic_info *info);

/* Where the blocks of L are, column after column, rows ascending: arrays as of mezzo_hessian_pattern. Errors: NULL. */
MEZZO_API mezzo_status mezzo_ic_pattern(const mezzo_ic *ic, int32_t *dims, int32_t *row, int32_t *column);

/* Bytes of a factor in that storage type, padding included; 0 on error. Such an array needs an alignment of 8 bytes,
 * for F16 too. */
MEZZO_API int64_t mezzo_ic_bytes(const mezzo_ic *ic, mezzo_type type);

/* The handle's factorisations and solves run on that team from now on, NULL: on the calling thread. Reserves what they
 * need; the team must outlive its use. Errors: NULL, MEMORY. */
MEZZO_API mezzo_status mezzo_ic_set_team(mezzo_ic *ic, mezzo_team *team);

/* Numeric factorisation in type F64 or F32 into factor (mezzo_ic_bytes of that type; usable by mezzo_ic_solve as it
 * is); hessian as from mezzo_hessian_assemble of the handle this one was made from. shift >= 0 is added to the scalar
 * diagonal (Lin and More, SISC 1999; Levenberg damping). Returns MEZZO_NOT_POSITIVE_DEFINITE or MEZZO_NON_FINITE where
 * it breaks down; factor is then unusable. Uses workspace of the handle. Errors: SIZE for a negative shift, TYPE. */
MEZZO_API mezzo_status mezzo_ic_factor(mezzo_ic *ic, mezzo_type type, const double *hessian, double shift,
                                       void *factor);

/* mezzo_ic_factor and y = P^T L^-1 P b in one, the columns of L being used while they are in the cache: the solution of
 * (H + shift I) x = b is then x = mezzo_ic_solve_backward of y. b and y as for mezzo_ic_solve_forward, y == b allowed;
 * y is written only if MEZZO_OK is returned. The same bits as from the two calls. */
MEZZO_API mezzo_status mezzo_ic_factor_solve(mezzo_ic *ic, mezzo_type type, const double *hessian, double shift,
                                             void *factor, const void *b, void *y);

/* Rounds a factor held in F64 or F32 to a narrower to_type. The 16-bit types keep the small inverted diagonal blocks in
 * fp32. F16 scales the rest by a power of two, kept with the factor, towards a tenth of the largest half. B16 holds it
 * as integers m with L_ic = m s_c, where the fp32 s_c brings the largest magnitude below the diagonal block in scalar
 * column c to 32767: 15 bits relative to that, whatever the range. range may be NULL and counts the rounding of
 * off-diagonal blocks; in B16 nothing overflows, and what is rounded to zero underflows. Errors: TYPE where to_type is
 * not narrower than from_type. Returns MEZZO_NON_FINITE where a 16-bit factor would have to hold an infinity or NaN. */
MEZZO_API mezzo_status mezzo_ic_store(const mezzo_ic *ic, mezzo_type from_type, const void *from, mezzo_type to_type,
                                      void *to, mezzo_range *range);

/* x = P^T L^-T L^-1 P b: both triangular solves, b and x in the order of the variables; columns elements of the vector
 * type of the factor's storage type; x == b allowed. Uses workspace of the handle. With an F16 factor b is multiplied
 * by the factor's power of two, within 2^+-60: normalise it where it could overflow fp32.
 * operand is the vector type, or MEZZO_F16 for an F16 factor: then a kernel may round what a block is multiplied with
 * to fp16, after scaling it by a power of two of its own, and sum the products within one block in fp16. */
MEZZO_API mezzo_status mezzo_ic_solve(mezzo_ic *ic, mezzo_type type, const void *factor, mezzo_type operand,
                                      const void *b, void *x);

/* x = P^T L^-1 P b, and x = P^T L^-T P b: the two halves of mezzo_ic_solve, vectors in the order of the variables. */
MEZZO_API mezzo_status mezzo_ic_solve_forward(mezzo_ic *ic, mezzo_type type, const void *factor, mezzo_type operand,
                                              const void *b, void *x);
MEZZO_API mezzo_status mezzo_ic_solve_backward(mezzo_ic *ic, mezzo_type type, const void *factor, mezzo_type operand,
                                               const void *b, void *x);

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
