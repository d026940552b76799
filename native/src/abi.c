/*
 * The table by which bindings check themselves against the library they have loaded.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#define SIZE(type)                                                                                                     \
  { "sizeof " #type, sizeof(type) }
#define MEMBER(type, member)                                                                                           \
  { "offsetof " #type "." #member, offsetof(type, member) }
#define VALUE(name)                                                                                                    \
  { #name, name }

static const mezzo_abi_entry table[] = {
    VALUE(MEZZO_ABI_VERSION),

    VALUE(MEZZO_OK),
    VALUE(MEZZO_NOT_POSITIVE_DEFINITE),
    VALUE(MEZZO_NON_FINITE),
    VALUE(MEZZO_FILL_LIMIT),
    VALUE(MEZZO_ERROR_NULL),
    VALUE(MEZZO_ERROR_SIZE),
    VALUE(MEZZO_ERROR_INDEX),
    VALUE(MEZZO_ERROR_TYPE),
    VALUE(MEZZO_ERROR_MEMORY),
    VALUE(MEZZO_ERROR_UNSUPPORTED),
    VALUE(MEZZO_ERROR_LIBRARY),

    SIZE(mezzo_abi_entry),
    MEMBER(mezzo_abi_entry, name),
    MEMBER(mezzo_abi_entry, value),

    SIZE(mezzo_kernel_info),
    MEMBER(mezzo_kernel_info, operation),
    MEMBER(mezzo_kernel_info, type),
    MEMBER(mezzo_kernel_info, family),
    VALUE(MEZZO_MAX_THREADS),

    VALUE(MEZZO_F64),
    VALUE(MEZZO_F32),
    VALUE(MEZZO_F16),
    VALUE(MEZZO_BF16),
    VALUE(MEZZO_B16),

    VALUE(MEZZO_SATURATE),
    VALUE(MEZZO_TO_INFINITY),
    VALUE(MEZZO_FLUSH_SUBNORMALS),

    SIZE(mezzo_range),
    MEMBER(mezzo_range, overflows),
    MEMBER(mezzo_range, underflows),
    MEMBER(mezzo_range, non_finite),
    MEMBER(mezzo_range, max_abs),

    SIZE(mezzo_group),
    MEMBER(mezzo_group, rows),
    MEMBER(mezzo_group, arity),
    MEMBER(mezzo_group, factors),
    VALUE(MEZZO_MAX_DIM),
    VALUE(MEZZO_MAX_ARITY),

    SIZE(mezzo_jacobian_info),
    MEMBER(mezzo_jacobian_info, rows),
    MEMBER(mezzo_jacobian_info, columns),
    MEMBER(mezzo_jacobian_info, blocks),
    MEMBER(mezzo_jacobian_info, values),

    VALUE(MEZZO_ORDER_NATURAL),
    VALUE(MEZZO_ORDER_AMD),
    VALUE(MEZZO_ORDER_METIS),

    VALUE(MEZZO_MAX_KEPT_DIM),
    SIZE(mezzo_elimination_info),
    MEMBER(mezzo_elimination_info, landmarks),
    MEMBER(mezzo_elimination_info, variables),
    MEMBER(mezzo_elimination_info, columns),
    MEMBER(mezzo_elimination_info, pairs),
    MEMBER(mezzo_elimination_info, values),
    MEMBER(mezzo_elimination_info, rows),

    SIZE(mezzo_hessian_info),
    MEMBER(mezzo_hessian_info, columns),
    MEMBER(mezzo_hessian_info, blocks),
    MEMBER(mezzo_hessian_info, values),

    VALUE(MEZZO_LEVEL_COMPLETE),
    SIZE(mezzo_ic_info),
    MEMBER(mezzo_ic_info, columns),
    MEMBER(mezzo_ic_info, blocks),
    MEMBER(mezzo_ic_info, values),
    MEMBER(mezzo_ic_info, flops),

    VALUE(MEZZO_CHOLESKY_AUTO),
    VALUE(MEZZO_CHOLESKY_SIMPLICIAL),
    VALUE(MEZZO_CHOLESKY_SUPERNODAL),
    SIZE(mezzo_cholesky_info),
    MEMBER(mezzo_cholesky_info, columns),
    MEMBER(mezzo_cholesky_info, values),
    MEMBER(mezzo_cholesky_info, flops),
    MEMBER(mezzo_cholesky_info, supernodal),
    MEMBER(mezzo_cholesky_info, reserved),
};

const mezzo_abi_entry *mezzo_abi_table(int64_t *count) {
  if (count != NULL)
    *count = sizeof table / sizeof table[0];
  return table;
}
