/*
 * What templates on blocks need of the preprocessor. A template names a vector type V (one of block_lanes__family.h)
 * and calls its functions by V_(load) and the like; its own functions, one set per instance, are NAME(x).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_BLOCK_LANES_MACROS_H
#define MEZZO_BLOCK_LANES_MACROS_H

#include "types.h"

#define V_(function) MEZZO_PASTE(V, function)
#define LANES MEZZO_PASTE(LANES, V)
#define NAME(x) MEZZO_PASTE(x, INSTANCE)

/* UNROLL stands before a loop with a constant count of at most eight: arrays of vectors stay in registers only if it is
 * unrolled completely. KEEP_LOOP stands before the loop around such loops: gcc would unroll it with them, and run out
 * of registers. */
#if defined(__clang__)
#define UNROLL _Pragma("unroll")
#define KEEP_LOOP _Pragma("nounroll")
#else
#define UNROLL _Pragma("GCC unroll 8")
#define KEEP_LOOP _Pragma("GCC unroll 1")
#endif

/* Brings bytes into the cache before their turn. Hardware follows a stream as well, but asks for too little in advance:
 * prefetching made solves from memory 1.3 times as fast. Where the stream ends, what is named may not exist. */
enum { PREFETCH_AHEAD = 4096 };
static inline void prefetch(const void *begin, int32_t offset, int32_t bytes) {
  for (int32_t line = 0; line < bytes; line += 64)
    __builtin_prefetch((const void *)((uintptr_t)begin + (uintptr_t)(intptr_t)(offset + line)));
}

/* An inline function of a block's dimensions, with constants for those of poses and points. */
#define OF_BLOCK(function, rows, dim, ...)                                                                             \
  if (rows == 6 && dim == 6)                                                                                           \
    function(6, 6, __VA_ARGS__);                                                                                       \
  else if (rows == 6 && dim == 3)                                                                                      \
    function(6, 3, __VA_ARGS__);                                                                                       \
  else if (rows == 3 && dim == 6)                                                                                      \
    function(3, 6, __VA_ARGS__);                                                                                       \
  else if (rows == 3 && dim == 3)                                                                                      \
    function(3, 3, __VA_ARGS__);                                                                                       \
  else                                                                                                                 \
    function(rows, dim, __VA_ARGS__)

#endif
