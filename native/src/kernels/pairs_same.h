/*
 * Pairs of doubles for families whose vectors have two.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_PAIRS_SAME_H
#define MEZZO_PAIRS_SAME_H

typedef v_f64 pair;

#define pair_zero v_f64_zero
#define pair_splat v_f64_splat
#define pair_load v_f64_load
#define pair_store v_f64_store
#define pair_add v_f64_add
#define pair_mul v_f64_mul
#define pair_fma v_f64_fma
#define pair_low(a) (a)
#define pair_of(a) (a)

#endif
