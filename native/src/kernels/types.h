/*
 * What templates over storage types and families need of the preprocessor. The file that includes a template defines
 * TYPE (f64, f32, f16, bf16 or b16) and FAMILY before.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_TYPES_H
#define MEZZO_TYPES_H

#include <stdint.h>

#define MEZZO_PASTE_2(a, b) a##_##b
#define MEZZO_PASTE(a, b) MEZZO_PASTE_2(a, b)

/* name_f16 and the like */
#define OF_TYPE(name) MEZZO_PASTE(name, TYPE)

/* The table that a kernel is registered by */
#define MEZZO_TABLE_2(operation, type, family) mezzo_##operation##_##type##__##family
#define MEZZO_TABLE(operation, type, family) MEZZO_TABLE_2(operation, type, family)
#define TABLE(operation) MEZZO_TABLE(operation, TYPE, FAMILY)

/* How an element of the type is held, and the type of the vectors that go with it. */
#define STORED OF_TYPE(STORED)
#define STORED_f64 double
#define STORED_f32 float
#define STORED_f16 uint16_t
#define STORED_bf16 uint16_t
#define STORED_b16 int16_t
#define SCALAR OF_TYPE(SCALAR)
#define SCALAR_f64 double
#define SCALAR_f32 float
#define SCALAR_f16 float
#define SCALAR_bf16 float
#define SCALAR_b16 float

/* Loading a vector of the elements that it is made of. */
#define v_f64_load_f64 v_f64_load
#define v_f32_load_f32 v_f32_load
#define q_f32_load_f32 q_f32_load
#define d_f32_load_f32 d_f32_load

#endif
