/*
 * Assertions for tests: a failed one is printed with its place, counted, and the test goes on.
 *
 *   TEST(sum_of_halves_is_exact) { CHECK(a + b == c, "%g + %g", a, b); }
 *   int main(void) { RUN(sum_of_halves_is_exact); return check_report(); }
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_CHECK_H
#define MEZZO_CHECK_H

#include "mezzo.h"

#include <stdio.h>
#include <stdlib.h>

enum { CHECK_MAX_PRINTED = 20 };

static long check_count, check_failures;
static const char *check_test = "";

/* The type of the vectors that go with a storage type. */
static inline mezzo_type vector_type(mezzo_type type) {
  return type == MEZZO_F64 ? MEZZO_F64 : MEZZO_F32;
}

#define TEST(name) static void name(void)

#define RUN(name)                                                                                                      \
  do {                                                                                                                 \
    long before = check_failures;                                                                                      \
    check_test = #name;                                                                                                \
    name();                                                                                                            \
    printf("%s %s\n", check_failures == before ? "ok  " : "FAIL", #name);                                              \
  } while (0)

/* The condition, and printf arguments that say what was found. */
#define CHECK(condition, ...)                                                                                          \
  do {                                                                                                                 \
    check_count++;                                                                                                     \
    if (!(condition) && ++check_failures <= CHECK_MAX_PRINTED) {                                                       \
      printf("%s:%d: %s: not so: %s: ", __FILE__, __LINE__, check_test, #condition);                                   \
      printf(__VA_ARGS__);                                                                                             \
      printf("\n");                                                                                                    \
    }                                                                                                                  \
  } while (0)

/* For what later checks cannot do without. */
#define CHECK_OR_STOP(condition, ...)                                                                                  \
  do {                                                                                                                 \
    long before_check = check_failures;                                                                                \
    CHECK(condition, __VA_ARGS__);                                                                                     \
    if (check_failures != before_check)                                                                                \
      exit(EXIT_FAILURE);                                                                                              \
  } while (0)

/* The exit code of the test; a test that checked nothing fails. */
static inline int check_report(void) {
  printf("%ld checks, %ld failures\n", check_count, check_failures);
  return check_failures == 0 && check_count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
