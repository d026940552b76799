/*
 * Conversion between storage types: exact where it can be, rounded once where it cannot, and counted.
 *
 * The reference is the definition of binary16: s (-1)^sign 2^(e-15) (1 + f/1024), and a search for the nearest value.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "families.h"
#include "random.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { HALVES = 65536, LARGEST_HALF = 0x7bff, INFINITE_HALF = 0x7c00 };

static double value_of_half(int32_t half) {
  int32_t exponent = half >> 10 & 0x1f, fraction = half & 0x3ff;
  double magnitude = exponent == 0 ? ldexp(fraction, -24) : ldexp(1024 + fraction, exponent - 25);
  return half & 0x8000 ? -magnitude : magnitude;
}

/* Nearest half of a finite value, ties to even, saturated; by bisection over the magnitudes. */
static uint16_t nearest_half(double value) {
  double magnitude = fabs(value);
  int32_t below = 0, above = LARGEST_HALF + 1;
  while (above - below > 1) {
    int32_t middle = (below + above) / 2;
    if (value_of_half(middle) <= magnitude)
      below = middle;
    else
      above = middle;
  }
  double to_below = magnitude - value_of_half(below), to_above = value_of_half(above) - magnitude;
  int32_t half = to_below < to_above || (to_below == to_above && below % 2 == 0) ? below : above;
  half = half > LARGEST_HALF ? LARGEST_HALF : half;
  return (uint16_t)(half | (signbit(value) ? 0x8000 : 0));
}

static uint16_t half_of_f64(double value) {
  uint16_t half = 0;
  CHECK(mezzo_convert(MEZZO_F64, &value, 1, MEZZO_F16, &half, 1, MEZZO_SATURATE, NULL) == MEZZO_OK, "%a", value);
  return half;
}

TEST(every_half_widens_exactly_and_comes_back) {
  static uint16_t halves[HALVES], back[HALVES];
  static float f32[HALVES];
  static double f64[HALVES];
  for (int32_t i = 0; i < HALVES; i++)
    halves[i] = (uint16_t)i;
  CHECK(mezzo_convert(MEZZO_F16, halves, 1, MEZZO_F32, f32, HALVES, MEZZO_SATURATE, NULL) == MEZZO_OK, "f16 to f32");
  CHECK(mezzo_convert(MEZZO_F16, halves, 1, MEZZO_F64, f64, HALVES, MEZZO_SATURATE, NULL) == MEZZO_OK, "f16 to f64");
  for (int32_t i = 0; i < HALVES; i++) {
    int32_t magnitude = i & 0x7fff;
    if (magnitude > INFINITE_HALF) {
      CHECK(isnan(f32[i]) && isnan(f64[i]), "%04x became %g, %g", (unsigned)i, (double)f32[i], f64[i]);
      CHECK(!signbit(f32[i]) == !(i & 0x8000), "sign of NaN %04x", (unsigned)i);
    } else if (magnitude == INFINITE_HALF) {
      double infinity = i & 0x8000 ? -INFINITY : INFINITY;
      CHECK((double)f32[i] == infinity && f64[i] == infinity, "%04x", (unsigned)i);
    } else {
      double value = value_of_half(i);
      CHECK((double)f32[i] == value && f64[i] == value, "%04x is %a, not %a, %a", (unsigned)i, value, (double)f32[i],
            f64[i]);
      CHECK(!signbit(f32[i]) == !(i & 0x8000), "sign of %04x", (unsigned)i);
    }
  }
  for (int32_t wide = 0; wide < 2; wide++) {
    mezzo_range range;
    mezzo_convert(wide ? MEZZO_F64 : MEZZO_F32, wide ? (void *)f64 : (void *)f32, 1, MEZZO_F16, back, HALVES,
                  MEZZO_SATURATE, &range);
    for (int32_t i = 0; i < HALVES; i++) {
      int32_t quiet = (i & 0x7fff) > INFINITE_HALF ? i | 0x200 : i;
      CHECK(back[i] == quiet, "%04x came back as %04x", (unsigned)i, (unsigned)back[i]);
    }
    CHECK(range.overflows == 0, "%lld", (long long)range.overflows);
    CHECK(range.underflows == 2 * 1023, "%lld subnormals", (long long)range.underflows);
    CHECK(range.non_finite == 2 * 1024, "%lld", (long long)range.non_finite);
    CHECK(range.max_abs == 65504, "%g", range.max_abs);
  }
}

/* At each midpoint between neighbours, and one bit of a double to either side: a value that were rounded to fp32 on its
 * way would land on the midpoint. */
TEST(every_rounding_boundary_of_f64_is_rounded_once) {
  for (int32_t i = 0; i < LARGEST_HALF; i++) {
    double midpoint = (value_of_half(i) + value_of_half(i + 1)) / 2;
    double below = nextafter(midpoint, 0), above = nextafter(midpoint, INFINITY);
    int32_t even = i % 2 == 0 ? i : i + 1;
    CHECK(half_of_f64(midpoint) == even, "%a", midpoint);
    CHECK(half_of_f64(-midpoint) == (even | 0x8000), "%a", -midpoint);
    CHECK(half_of_f64(below) == i && half_of_f64(-below) == (i | 0x8000), "%a", below);
    CHECK(half_of_f64(above) == i + 1 && half_of_f64(-above) == (i + 1) % HALVES + 0x8000, "%a", above);
  }
}

TEST(every_rounding_boundary_of_f32_is_rounded_to_nearest_even) {
  for (int32_t i = 0; i < LARGEST_HALF; i++) {
    float midpoint = (float)((value_of_half(i) + value_of_half(i + 1)) / 2);
    float value[3] = {nextafterf(midpoint, 0), midpoint, nextafterf(midpoint, INFINITY)};
    uint16_t half[3];
    mezzo_convert(MEZZO_F32, value, 1, MEZZO_F16, half, 3, MEZZO_SATURATE, NULL);
    CHECK(half[0] == i && half[1] == (i % 2 == 0 ? i : i + 1) && half[2] == i + 1, "%a", (double)midpoint);
  }
}

TEST(random_doubles_become_the_nearest_half) {
  uint64_t state = 1;
  for (int32_t i = 0; i < 20000; i++) {
    double value = ldexp(random_unit(&state), random_below(&state, 46) - 28);
    CHECK(half_of_f64(value) == nearest_half(value), "%a became %04x, not %04x", value, (unsigned)half_of_f64(value),
          (unsigned)nearest_half(value));
  }
}

TEST(magnitudes_far_out_of_range_vanish_or_saturate) {
  const double vanish[] = {0x1p-25,  nextafter(0x1p-25, 0), 0x1p-100, 0x1p-127, 0x1.8p-149, 0x1p-150, 0x1p-1022,
                           0x1p-1074};
  for (size_t i = 0; i < sizeof vanish / sizeof vanish[0]; i++)
    CHECK(half_of_f64(vanish[i]) == 0 && half_of_f64(-vanish[i]) == 0x8000, "%a", vanish[i]);
  CHECK(half_of_f64(nextafter(0x1p-25, 1)) == 1, "just above half the smallest subnormal");
  const double saturate[] = {65520, 65536, 1e10, 0x1.fffffep127, 0x1p128, 1e300, DBL_MAX};
  for (size_t i = 0; i < sizeof saturate / sizeof saturate[0]; i++)
    CHECK(half_of_f64(saturate[i]) == 0x7bff && half_of_f64(-saturate[i]) == 0xfbff, "%a", saturate[i]);
  CHECK(half_of_f64(nextafter(65520, 0)) == 0x7bff, "rounds to the largest half");
  CHECK(half_of_f64(INFINITY) == 0x7c00 && half_of_f64(-INFINITY) == 0xfc00, "infinity");
  CHECK((half_of_f64(NAN) & 0x7e00) == 0x7e00, "NaN");
}

/* What mezzo_range says of overflow: the rounding exceeds the largest finite value. */
TEST(overflow_begins_where_rounding_exceeds_the_largest_value) {
  const struct {
    mezzo_type type;
    double limit; /* midpoint between the largest value and the next power of two */
  } cases[] = {{MEZZO_F16, 65520}, {MEZZO_F32, 0x1.ffffffp127}};
  for (int32_t i = 0; i < 2; i++) {
    double at[2] = {nextafter(cases[i].limit, 0), cases[i].limit};
    char to[2 * sizeof(double)];
    for (int32_t k = 0; k < 2; k++) {
      mezzo_range range;
      mezzo_convert(MEZZO_F64, &at[k], 1, cases[i].type, to, 1, MEZZO_SATURATE, &range);
      CHECK(range.overflows == k, "%a: %lld", at[k], (long long)range.overflows);
      CHECK(range.max_abs == at[k], "%a", range.max_abs);
    }
  }
  float f32;
  double large = 0x1p1000;
  mezzo_convert(MEZZO_F64, &large, -1, MEZZO_F32, &f32, 1, MEZZO_SATURATE, NULL);
  CHECK(f32 == -FLT_MAX, "%a", (double)f32);
  double f64;
  mezzo_range range;
  mezzo_convert(MEZZO_F64, &large, 0x1p1000, MEZZO_F64, &f64, 1, MEZZO_SATURATE, &range);
  CHECK(f64 == DBL_MAX && range.overflows == 1 && range.non_finite == 0, "%a", f64);
}

/* ... and of underflow: not zero, but rounded to zero or to a subnormal. */
TEST(underflow_ends_where_rounding_reaches_the_smallest_normal) {
  const struct {
    mezzo_type type;
    double limit; /* midpoint between the largest subnormal and the smallest normal, which is the even one */
  } cases[] = {{MEZZO_F16, 1023.5 * 0x1p-24}, {MEZZO_F32, 0x1.fffffep-127}};
  for (int32_t i = 0; i < 2; i++) {
    double at[4] = {nextafter(cases[i].limit, 0), cases[i].limit, 0, 0x1p-1074};
    char to[sizeof(double)];
    for (int32_t k = 0; k < 4; k++) {
      mezzo_range range;
      mezzo_convert(MEZZO_F64, &at[k], 1, cases[i].type, to, 1, MEZZO_SATURATE, &range);
      CHECK(range.underflows == (k == 0 || k == 3), "%a: %lld", at[k], (long long)range.underflows);
    }
  }
  double tiny = 0x1p-600, f64;
  mezzo_range range;
  mezzo_convert(MEZZO_F64, &tiny, 0x1p-600, MEZZO_F64, &f64, 1, MEZZO_SATURATE, &range);
  CHECK(f64 == 0 && range.underflows == 1, "%a", f64);
  mezzo_convert(MEZZO_F64, &tiny, 0, MEZZO_F16, &f64, 1, MEZZO_SATURATE, &range);
  CHECK(range.underflows == 0, "nothing underflows in a product with zero");
}

static double element(mezzo_type type, const void *array, int64_t i) {
  switch (type) {
  case MEZZO_F64:
    return ((const double *)array)[i];
  case MEZZO_F32:
    return (double)((const float *)array)[i];
  default: {
    int32_t half = ((const uint16_t *)array)[i];
    if ((half & 0x7fff) > INFINITE_HALF)
      return NAN;
    return (half & 0x7fff) == INFINITE_HALF ? copysign(INFINITY, half & 0x8000 ? -1 : 1) : value_of_half(half);
  }
  }
}

static double rounded(mezzo_type type, double value) {
  switch (type) {
  case MEZZO_F64:
    return isinf(value) ? copysign(DBL_MAX, value) : value;
  case MEZZO_F32:
    return fabs(value) > (double)FLT_MAX ? copysign((double)FLT_MAX, value) : (double)(float)value;
  default:
    return value_of_half(nearest_half(value));
  }
}

/* All pairs of types, all remainders of a vector's length, scalings, special values in random places. */
TEST(all_pairs_of_types_agree_with_the_definition) {
  enum { MOST = 37 };
  const double scales[] = {1, 0x1p-9, -0x1p14, 0, 0.3};
  const double special[] = {0,    -0.0,    INFINITY, -INFINITY, NAN,         1e-310,
                            3e38, 65519.9, 65520,    0x1p-14,   0x1.ffcp-15, 1e-8};
  const double largest[] = {DBL_MAX, (double)FLT_MAX, 65504}, smallest[] = {DBL_MIN, (double)FLT_MIN, 0x1p-14};
  uint64_t state = 2;
  for (int32_t from = 0; from < 3; from++)
    for (int32_t to = 0; to < 3; to++)
      for (int32_t n = 0; n <= MOST; n++)
        for (size_t s = 0; s < sizeof scales / sizeof scales[0]; s++) {
          double input[MOST + 1], x[MOST + 1], y[MOST + 1];
          for (int32_t i = 0; i < n; i++)
            input[i] = random_below(&state, 4) == 0 ? special[random_below(&state, 12)]
                                                    : ldexp(random_unit(&state), random_below(&state, 60) - 40);
          mezzo_convert(MEZZO_F64, input, 1, (mezzo_type)from, x, n, MEZZO_SATURATE, NULL);
          memset(y, 0x5a, sizeof y);
          mezzo_range range, expected = {0};
          mezzo_status status =
              mezzo_convert((mezzo_type)from, x, scales[s], (mezzo_type)to, y, n, MEZZO_SATURATE, &range);
          CHECK(status == MEZZO_OK, "%d", status);
          for (int32_t i = 0; i < n; i++) {
            double value = element((mezzo_type)from, x, i), product = scales[s] * value;
            double got = element((mezzo_type)to, y, i);
            if (!isfinite(value)) {
              expected.non_finite++;
              CHECK(isnan(product) ? isnan(got) : got == product, "%g became %g", product, got);
              continue;
            }
            double want = rounded((mezzo_type)to, product);
            CHECK(got == want && !signbit(got) == !signbit(want), "%a from %d to %d: %a, not %a", product, from, to,
                  got, want);
            expected.max_abs = fmax(expected.max_abs, fabs(product));
            expected.overflows += fabs(product) > largest[to] && (to != MEZZO_F16 || fabs(product) >= 65520);
            expected.underflows += value != 0 && scales[s] != 0 && fabs(want) < smallest[to];
          }
          CHECK(range.overflows == expected.overflows, "%lld, not %lld", (long long)range.overflows,
                (long long)expected.overflows);
          CHECK(range.underflows == expected.underflows, "%lld, not %lld", (long long)range.underflows,
                (long long)expected.underflows);
          CHECK(range.non_finite == expected.non_finite, "%lld, not %lld", (long long)range.non_finite,
                (long long)expected.non_finite);
          CHECK(range.max_abs == expected.max_abs, "%g, not %g", range.max_abs, expected.max_abs);
          const unsigned char *end = (const unsigned char *)y + (size_t)n * (to == 0 ? 8 : to == 1 ? 4 : 2);
          CHECK(*end == 0x5a, "written beyond the end, from %d to %d, %d elements", from, to, n);
        }
}

TEST(an_array_is_converted_in_place_where_the_types_are_the_same) {
  double x[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  mezzo_convert(MEZZO_F64, x, 0.5, MEZZO_F64, x, 9, MEZZO_SATURATE, NULL);
  for (int32_t i = 0; i < 9; i++)
    CHECK(x[i] == (i + 1) * 0.5, "%g", x[i]);
}

TEST(bad_arguments_are_refused) {
  double x = 1, y;
  mezzo_range range;
  CHECK(mezzo_convert((mezzo_type)7, &x, 1, MEZZO_F64, &y, 1, MEZZO_SATURATE, &range) == MEZZO_ERROR_TYPE, "from");
  CHECK(mezzo_convert(MEZZO_F64, &x, 1, (mezzo_type)-1, &y, 1, MEZZO_SATURATE, &range) == MEZZO_ERROR_TYPE, "to");
  CHECK(mezzo_convert(MEZZO_F64, NULL, 1, MEZZO_F64, &y, 1, MEZZO_SATURATE, &range) == MEZZO_ERROR_NULL, "from");
  CHECK(mezzo_convert(MEZZO_F64, &x, 1, MEZZO_F64, NULL, 1, MEZZO_SATURATE, &range) == MEZZO_ERROR_NULL, "to");
  CHECK(mezzo_convert(MEZZO_F64, &x, 1, MEZZO_F64, &y, -1, MEZZO_SATURATE, &range) == MEZZO_ERROR_SIZE, "n");
  CHECK(mezzo_convert(MEZZO_F64, &x, NAN, MEZZO_F64, &y, 1, MEZZO_SATURATE, &range) == MEZZO_NON_FINITE, "scale");
  CHECK(mezzo_convert(MEZZO_F64, NULL, 1, MEZZO_F16, NULL, 0, MEZZO_SATURATE, &range) == MEZZO_OK && range.max_abs == 0,
        "nothing");
}

int main(void) {
  RUN_FAMILIES(every_half_widens_exactly_and_comes_back);
  RUN_FAMILIES(every_rounding_boundary_of_f64_is_rounded_once);
  RUN_FAMILIES(every_rounding_boundary_of_f32_is_rounded_to_nearest_even);
  RUN_FAMILIES(random_doubles_become_the_nearest_half);
  RUN_FAMILIES(magnitudes_far_out_of_range_vanish_or_saturate);
  RUN_FAMILIES(overflow_begins_where_rounding_exceeds_the_largest_value);
  RUN_FAMILIES(underflow_ends_where_rounding_reaches_the_smallest_normal);
  RUN_FAMILIES(all_pairs_of_types_agree_with_the_definition);
  RUN_FAMILIES(an_array_is_converted_in_place_where_the_types_are_the_same);
  RUN(bad_arguments_are_refused);
  return check_report();
}
