/*
 * What conversion does beyond the range of normal numbers, what it says about that, and to arrays of any length and
 * place.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "conversions.h"
#include "families.h"
#include "random.h"

#include <stdbool.h>
#include <string.h>

/* All combinations of options. */
enum { OPTIONS = (MEZZO_TO_INFINITY | MEZZO_FLUSH_SUBNORMALS) + 1 };

/* One number through mezzo_convert, as a double. */
static double convert_one(double x, double scale, mezzo_type type, int32_t options, mezzo_range *range) {
  double stored = 0;
  CHECK(mezzo_convert(MEZZO_F64, &x, scale, type, &stored, 1, options, range) == MEZZO_OK, "%a", x);
  return element(type, &stored, 0);
}

static void check_counts(const mezzo_range *range, const mezzo_range *expected) {
  CHECK(range->overflows == expected->overflows, "%lld, not %lld", (long long)range->overflows,
        (long long)expected->overflows);
  CHECK(range->underflows == expected->underflows, "%lld, not %lld", (long long)range->underflows,
        (long long)expected->underflows);
  CHECK(range->non_finite == expected->non_finite, "%lld, not %lld", (long long)range->non_finite,
        (long long)expected->non_finite);
  CHECK(range->max_abs == expected->max_abs, "%a, not %a", range->max_abs, expected->max_abs);
}

TEST(overflow_begins_where_rounding_exceeds_the_largest_value) {
  /* Midpoints between the largest value and the next power of two. */
  const double limit[TYPES] = {INFINITY, 0x1.ffffffp127, 65520, 0x1.ffp127};
  for (int32_t to = MEZZO_F32; to <= MEZZO_BF16; to++)
    for (int32_t options = 0; options < OPTIONS; options++) {
      const mezzo_type type = (mezzo_type)to;
      const double beyond = options & MEZZO_TO_INFINITY ? INFINITY : largest_value[type], at = limit[type];
      mezzo_range range;
      CHECK(convert_one(nextafter(at, 0), 1, type, options, &range) == largest_value[type], "%s", type_name[type]);
      CHECK(range.overflows == 0 && range.max_abs == nextafter(at, 0), "%s", type_name[type]);
      CHECK(convert_one(-at, 1, type, options, &range) == -beyond, "%s, options %d", type_name[type], options);
      CHECK(range.overflows == 1 && range.max_abs == at && range.non_finite == 0, "%s", type_name[type]);
      CHECK(convert_one(DBL_MAX, 1, type, options, &range) == beyond && range.overflows == 1, "%s", type_name[type]);
      CHECK(convert_one(-INFINITY, 1, type, options, &range) == -INFINITY, "%s keeps infinity", type_name[type]);
      CHECK(range.overflows == 0 && range.non_finite == 1 && range.max_abs == 0, "%s", type_name[type]);
    }
}

TEST(underflow_ends_where_rounding_reaches_the_smallest_normal) {
  /* Midpoints between the largest subnormal and the smallest normal, which is the even one. */
  const double limit[TYPES] = {0, 0x1.fffffep-127, 1023.5 * 0x1p-24, 127.5 * 0x1p-133};
  const double largest_subnormal[TYPES] = {0, 0x1.fffffcp-127, 1023 * 0x1p-24, 127 * 0x1p-133};
  for (int32_t to = MEZZO_F32; to <= MEZZO_BF16; to++)
    for (int32_t options = 0; options < OPTIONS; options++) {
      const mezzo_type type = (mezzo_type)to;
      const bool flush = options & MEZZO_FLUSH_SUBNORMALS;
      mezzo_range range;
      CHECK(convert_one(limit[type], 1, type, options, &range) == smallest_normal[type], "%s", type_name[type]);
      CHECK(range.underflows == 0, "%s", type_name[type]);
      const double below = convert_one(-nextafter(limit[type], 0), 1, type, options, &range);
      CHECK(below == (flush ? 0 : -largest_subnormal[type]) && signbit(below), "%s: %a", type_name[type], below);
      CHECK(range.underflows == 1, "%s", type_name[type]);
      CHECK(convert_one(0x1p-1074, 1, type, options, &range) == 0 && range.underflows == 1, "%s", type_name[type]);
      CHECK(convert_one(-0.0, 1, type, options, &range) == 0 && range.underflows == 0, "%s", type_name[type]);
    }
}

/* The scale alone takes numbers out of the range of fp64. */
TEST(scaling_beyond_fp64_saturates_and_vanishes_in_every_type) {
  for (int32_t to = MEZZO_F64; to <= MEZZO_BF16; to++)
    for (int32_t options = 0; options < OPTIONS; options++) {
      const mezzo_type type = (mezzo_type)to;
      const double beyond = options & MEZZO_TO_INFINITY ? INFINITY : largest_value[type];
      mezzo_range range;
      CHECK(convert_one(0x1p1000, -0x1p1000, type, options, &range) == -beyond, "%s", type_name[type]);
      CHECK(range.overflows == 1 && range.non_finite == 0 && range.max_abs == DBL_MAX, "%a", range.max_abs);
      CHECK(convert_one(0x1p-600, 0x1p-600, type, options, &range) == 0 && range.underflows == 1, "%s",
            type_name[type]);
      CHECK(convert_one(0x1p1000, 0, type, options, &range) == 0 && range.underflows == 0, "a product with zero");
      CHECK(convert_one(0x1p-1074, 0x1p1023, type, options, &range) == nearest_value(type, 0x1p-51), "%s",
            type_name[type]);
      CHECK(convert_one(0x1p1023, 0x1p-1074, type, options, &range) == nearest_value(type, 0x1p-51), "%s",
            type_name[type]);
    }
  mezzo_range range;
  const double subnormal = 3 * 0x1p-1074;
  CHECK(convert_one(subnormal, 1, MEZZO_F64, MEZZO_SATURATE, &range) == subnormal && range.underflows == 1, "kept");
  CHECK(convert_one(subnormal, 1, MEZZO_F64, MEZZO_FLUSH_SUBNORMALS, &range) == 0 && range.underflows == 1, "flushed");
}

/* n numbers of the type: ordinary ones, among them, unless all are to be ordinary, any bits and the special ones. */
static void fill(uint64_t *state, mezzo_type type, bool ordinary, int64_t n, void *array) {
  const double special[] = {0,       -0.0,  INFINITY, -INFINITY, NAN,         1e-310,      3e38,
                            65519.9, 65520, 0x1p-14,  -0x1p-130, 0x1.ffcp-15, 0x1.fep-127, 1e-8};
  for (int64_t i = 0; i < n; i++) {
    char *at = (char *)array + (size_t)i * type_size[type];
    const int32_t kind = ordinary ? 0 : random_below(state, 8);
    const uint64_t bits = random_bits(state);
    double x = ldexp(random_unit(state), random_below(state, 12) - 6);
    if (kind == 1)
      x = special[random_below(state, sizeof special / sizeof special[0])];
    if (kind == 2)
      memcpy(at, &bits, type_size[type]);
    else
      mezzo_convert(MEZZO_F64, &x, 1, type, at, 1, MEZZO_TO_INFINITY, NULL);
  }
}

/* All pairs of types, remainders of a vector's length, options, scalings, special values in random places. */
TEST(all_pairs_of_types_agree_with_the_definition) {
  enum { MOST = 70 };
  const double scales[] = {1, 0x1p-9, -0x1p14, 0, 0.3, 0x1p-130};
  uint64_t state = 2;
  for (int32_t pair = 0; pair < TYPES * TYPES; pair++)
    for (int32_t n = 0; n <= MOST; n++)
      for (size_t s = 0; s < sizeof scales / sizeof scales[0]; s++) {
        const mezzo_type from = (mezzo_type)(pair / TYPES), to = (mezzo_type)(pair % TYPES);
        const int32_t options = random_below(&state, OPTIONS);
        double x[MOST], y[MOST + 1];
        fill(&state, from, random_below(&state, 4) == 0, n, x);
        memset(y, 0x5a, sizeof y);
        mezzo_range range, expected = {0};
        CHECK(mezzo_convert(from, x, scales[s], to, y, n, options, &range) == MEZZO_OK, "%d", options);
        for (int32_t i = 0; i < n; i++) {
          const double value = element(from, x, i), got = element(to, y, i);
          const double want = converted(to, value, scales[s], options, &expected);
          CHECK(isnan(want) ? isnan(got) : got == want && !signbit(got) == !signbit(want),
                "%a times %a from %s to %s, options %d: %a, not %a", scales[s], value, type_name[from], type_name[to],
                options, got, want);
        }
        check_counts(&range, &expected);
        const unsigned char *end = (const unsigned char *)y + (size_t)n * type_size[to];
        CHECK(*end == 0x5a, "written beyond the end, from %s to %s, %d elements", type_name[from], type_name[to], n);
      }
}

/* ... to the last bit, NaNs included, wherever the arrays begin. */
TEST(every_family_converts_to_the_bits_of_the_portable_one) {
  enum { MOST = 70, PLACES = 2 };
  const double scales[] = {1, 0x1p-9, -0x1p14, 0, 0.3, 0x1p-1030, 0x1p900};
  uint64_t state = 3;
  for (int32_t pair = 0; pair < TYPES * TYPES; pair++)
    for (int32_t n = 0; n <= MOST; n++)
      for (int32_t place = 0; place < PLACES; place++) {
        const mezzo_type from = (mezzo_type)(pair / TYPES), to = (mezzo_type)(pair % TYPES);
        const double scale = scales[random_below(&state, sizeof scales / sizeof scales[0])];
        const int32_t options = random_below(&state, OPTIONS);
        _Alignas(64) double x_array[MOST + 1], reference[MOST + 1], y_array[MOST + 1];
        void *x = (char *)x_array + (size_t)place * type_size[from];
        void *y = (char *)y_array + (size_t)place * type_size[to];
        fill(&state, from, n % 3 == 0, n, x);
        mezzo_range expected, range;
        mezzo_kernels_select("portable");
        mezzo_convert(from, x, scale, to, reference, n, options, &expected);
        for (int32_t family = 1; family < mezzo_kernels_count(); family++) {
          if (!mezzo_kernels_supported(family))
            continue;
          mezzo_kernels_select(mezzo_kernels_name(family));
          mezzo_convert(from, x, scale, to, y, n, options, &range);
          CHECK(memcmp(y, reference, (size_t)n * type_size[to]) == 0, "%s: %d numbers from %s to %s, times %a",
                mezzo_kernels_selected(), n, type_name[from], type_name[to], scale);
          check_counts(&range, &expected);
        }
      }
  mezzo_kernels_select(NULL);
}

TEST(an_array_is_converted_in_place_where_the_types_are_the_same) {
  enum { N = 75 };
  uint64_t state = 4;
  for (int32_t type = 0; type < TYPES; type++) {
    double x[N], y[N];
    fill(&state, (mezzo_type)type, false, N, x);
    mezzo_convert((mezzo_type)type, x, 0.25, (mezzo_type)type, y, N, MEZZO_SATURATE, NULL);
    CHECK(mezzo_convert((mezzo_type)type, x, 0.25, (mezzo_type)type, x, N, MEZZO_SATURATE, NULL) == MEZZO_OK, "%s",
          type_name[type]);
    CHECK(memcmp(x, y, N * type_size[type]) == 0, "%s", type_name[type]);
  }
}

TEST(bad_arguments_are_refused) {
  double x = 1, y;
  mezzo_range range;
  CHECK(mezzo_convert((mezzo_type)7, &x, 1, MEZZO_F64, &y, 1, MEZZO_SATURATE, &range) == MEZZO_ERROR_TYPE, "from");
  CHECK(mezzo_convert(MEZZO_F64, &x, 1, (mezzo_type)-1, &y, 1, MEZZO_SATURATE, &range) == MEZZO_ERROR_TYPE, "to");
  CHECK(mezzo_convert(MEZZO_B16, &x, 1, MEZZO_F64, &y, 1, MEZZO_SATURATE, &range) == MEZZO_ERROR_TYPE, "from B16");
  CHECK(mezzo_convert(MEZZO_F64, &x, 1, MEZZO_B16, &y, 1, MEZZO_SATURATE, &range) == MEZZO_ERROR_TYPE, "to B16");
  CHECK(mezzo_convert(MEZZO_F64, &x, 1, MEZZO_F32, &y, 1, OPTIONS, &range) == MEZZO_ERROR_TYPE, "options");
  CHECK(mezzo_convert(MEZZO_F64, &x, 1, MEZZO_F32, &y, 1, -1, &range) == MEZZO_ERROR_TYPE, "options");
  CHECK(mezzo_convert(MEZZO_F64, NULL, 1, MEZZO_F64, &y, 1, MEZZO_SATURATE, &range) == MEZZO_ERROR_NULL, "from");
  CHECK(mezzo_convert(MEZZO_F64, &x, 1, MEZZO_F64, NULL, 1, MEZZO_SATURATE, &range) == MEZZO_ERROR_NULL, "to");
  CHECK(mezzo_convert(MEZZO_F64, &x, 1, MEZZO_F64, &y, -1, MEZZO_SATURATE, &range) == MEZZO_ERROR_SIZE, "n");
  CHECK(mezzo_convert(MEZZO_F64, &x, NAN, MEZZO_F64, &y, 1, MEZZO_SATURATE, &range) == MEZZO_NON_FINITE, "scale");
  CHECK(mezzo_convert(MEZZO_F64, NULL, 1, MEZZO_F16, NULL, 0, MEZZO_SATURATE, &range) == MEZZO_OK && range.max_abs == 0,
        "nothing");
}

int main(void) {
  RUN_FAMILIES(overflow_begins_where_rounding_exceeds_the_largest_value);
  RUN_FAMILIES(underflow_ends_where_rounding_reaches_the_smallest_normal);
  RUN_FAMILIES(scaling_beyond_fp64_saturates_and_vanishes_in_every_type);
  RUN_FAMILIES(all_pairs_of_types_agree_with_the_definition);
  RUN(every_family_converts_to_the_bits_of_the_portable_one);
  RUN_FAMILIES(an_array_is_converted_in_place_where_the_types_are_the_same);
  RUN(bad_arguments_are_refused);
  return check_report();
}
