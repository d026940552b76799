/*
 * Conversion between storage types: exact where it can be, rounded once to the nearest where it cannot.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "conversions.h"
#include "families.h"
#include "random.h"

#include <string.h>

/* Results and patterns of one call for all of them. */
static double values[6 * PATTERNS], back[6 * PATTERNS];
static float singles[6 * PATTERNS];
static uint16_t patterns[6 * PATTERNS];

static mezzo_range convert(mezzo_type from, const void *x, mezzo_type to, void *y, int64_t n) {
  mezzo_range range;
  CHECK_OR_STOP(mezzo_convert(from, x, 1, to, y, n, MEZZO_SATURATE, &range) == MEZZO_OK, "%s to %s", type_name[from],
                type_name[to]);
  return range;
}

static void check_every_pattern(mezzo_type type) {
  const int32_t infinity = infinity_of(type), quiet = 1 << (fraction_bits(type) - 1);
  for (int32_t i = 0; i < PATTERNS; i++)
    patterns[i] = (uint16_t)i;
  convert(type, patterns, MEZZO_F32, singles, PATTERNS);
  convert(type, patterns, MEZZO_F64, values, PATTERNS);
  for (int32_t i = 0; i < PATTERNS; i++) {
    const double value = value_of_pattern(type, i), single = (double)singles[i];
    CHECK(isnan(value) ? isnan(single) && isnan(values[i]) : single == value && values[i] == value,
          "%s %04x is %a, not %a, %a", type_name[type], (unsigned)i, value, single, values[i]);
    CHECK(!signbit(single) == !(i & SIGN) && !signbit(values[i]) == !(i & SIGN), "sign of %04x", (unsigned)i);
  }
  const mezzo_type wide[] = {MEZZO_F32, MEZZO_F64, type};
  for (int32_t w = 0; w < 3; w++) {
    static uint16_t again[PATTERNS];
    const void *from[] = {singles, values, patterns};
    const mezzo_range range = convert(wide[w], from[w], type, again, PATTERNS);
    for (int32_t i = 0; i < PATTERNS; i++) {
      const int32_t want = (i & ~SIGN) > infinity ? i | quiet : i;
      CHECK(again[i] == want, "%s %04x came back as %04x", type_name[type], (unsigned)i, (unsigned)again[i]);
    }
    CHECK(range.overflows == 0, "%lld", (long long)range.overflows);
    CHECK(range.underflows == 2 * (2 * quiet - 1), "%lld subnormals", (long long)range.underflows);
    CHECK(range.non_finite == 2 * 2 * quiet, "%lld", (long long)range.non_finite);
    CHECK(range.max_abs == largest_value[type], "%g", range.max_abs);
  }
}

TEST(every_half_and_every_bfloat_widens_exactly_and_comes_back) {
  check_every_pattern(MEZZO_F16);
  check_every_pattern(MEZZO_BF16);
}

TEST(every_half_becomes_the_nearest_bfloat_and_the_other_way_round) {
  static uint16_t other[PATTERNS];
  for (int32_t i = 0; i < PATTERNS; i++)
    patterns[i] = (uint16_t)i;
  for (int32_t from = MEZZO_F16; from <= MEZZO_BF16; from++) {
    const mezzo_type to = from == MEZZO_F16 ? MEZZO_BF16 : MEZZO_F16;
    mezzo_range expected = {0};
    const mezzo_range range = convert((mezzo_type)from, patterns, to, other, PATTERNS);
    for (int32_t i = 0; i < PATTERNS; i++) {
      const double value = value_of_pattern((mezzo_type)from, i), got = value_of_pattern(to, other[i]);
      const double want = converted(to, value, 1, MEZZO_SATURATE, &expected);
      CHECK(isnan(want) ? isnan(got) : got == want, "%s %04x: %a, not %a", type_name[from], (unsigned)i, got, want);
      CHECK(!(other[i] & SIGN) == !(i & SIGN), "sign of %04x", (unsigned)i);
    }
    CHECK(range.overflows == expected.overflows && range.underflows == expected.underflows, "%lld, %lld",
          (long long)range.overflows, (long long)range.underflows);
  }
}

/* At each midpoint between neighbours, and one bit of a double to either side: a value that were rounded to fp32 on its
 * way would land on the midpoint. */
static void check_boundaries_of_f64(mezzo_type type) {
  const int32_t largest = infinity_of(type) - 1;
  for (int32_t i = 0; i < largest; i++) {
    const double midpoint = (value_of_pattern(type, i) + value_of_pattern(type, i + 1)) / 2;
    double *v = &values[6 * i];
    v[0] = nextafter(midpoint, 0);
    v[1] = midpoint;
    v[2] = nextafter(midpoint, INFINITY);
    for (int32_t k = 0; k < 3; k++)
      v[3 + k] = -v[k];
  }
  convert(MEZZO_F64, values, type, patterns, 6 * largest);
  for (int32_t i = 0; i < largest; i++) {
    const int32_t want[3] = {i, i % 2 == 0 ? i : i + 1, i + 1};
    for (int32_t k = 0; k < 6; k++)
      CHECK(patterns[6 * i + k] == (k < 3 ? want[k] : want[k - 3] | SIGN), "%s: %a became %04x", type_name[type],
            values[6 * i + k], (unsigned)patterns[6 * i + k]);
  }
}

static void check_boundaries_of_f32(mezzo_type type) {
  const int32_t largest = infinity_of(type) - 1;
  for (int32_t i = 0; i < largest; i++) {
    const float midpoint = (float)((value_of_pattern(type, i) + value_of_pattern(type, i + 1)) / 2);
    singles[3 * i] = nextafterf(midpoint, 0);
    singles[3 * i + 1] = midpoint;
    singles[3 * i + 2] = nextafterf(midpoint, INFINITY);
  }
  convert(MEZZO_F32, singles, type, patterns, 3 * largest);
  for (int32_t i = 0; i < largest; i++) {
    const int32_t want[3] = {i, i % 2 == 0 ? i : i + 1, i + 1};
    for (int32_t k = 0; k < 3; k++)
      CHECK(patterns[3 * i + k] == want[k], "%s: %a became %04x", type_name[type], (double)singles[3 * i + k],
            (unsigned)patterns[3 * i + k]);
  }
}

TEST(every_boundary_of_rounding_is_rounded_once_and_ties_go_to_even) {
  for (int32_t type = MEZZO_F16; type <= MEZZO_BF16; type++) {
    check_boundaries_of_f64((mezzo_type)type);
    check_boundaries_of_f32((mezzo_type)type);
  }
}

/* Of every magnitude that the type has, and some more to either side. */
TEST(random_doubles_become_the_nearest_value_of_the_type) {
  enum { N = 20000 };
  const int32_t lowest[TYPES] = {-1074, -155, -28, -139}, highest[TYPES] = {1023, 127, 15, 127};
  uint64_t state = 1;
  for (int32_t type = MEZZO_F32; type <= MEZZO_BF16; type++) {
    for (int32_t i = 0; i < N; i++)
      values[i] = ldexp(random_unit(&state), lowest[type] + random_below(&state, highest[type] - lowest[type] + 1));
    void *narrow = type == MEZZO_F32 ? (void *)singles : patterns;
    convert(MEZZO_F64, values, (mezzo_type)type, narrow, N);
    convert((mezzo_type)type, narrow, MEZZO_F64, back, N);
    for (int32_t i = 0; i < N; i++) {
      const double want = nearest_value((mezzo_type)type, values[i]);
      CHECK(back[i] == want && !signbit(back[i]) == !signbit(want), "%s: %a became %a, not %a", type_name[type],
            values[i], back[i], want);
    }
  }
}

TEST(subnormals_of_fp32_are_rounded_to_even) {
  for (int32_t i = 0; i < 1000; i++) {
    const double midpoint = (i + 0.5) * 0x1p-149;
    const double x[3] = {nextafter(midpoint, 0), -midpoint, nextafter(midpoint, 1)};
    float y[3];
    convert(MEZZO_F64, x, MEZZO_F32, y, 3);
    CHECK((double)y[0] == i * 0x1p-149 && (double)y[2] == (i + 1) * 0x1p-149, "%d: %a, %a", i, (double)y[0],
          (double)y[2]);
    CHECK((double)y[1] == -(i + i % 2) * 0x1p-149 && signbit(y[1]), "%d: %a", i, (double)y[1]);
  }
}

/* Every bit of a payload that decides whether a NaN is one is among those that are dropped. */
TEST(a_nan_stays_a_quiet_nan_in_every_type) {
  const uint64_t wide[] = {0x7ff0000000000001, 0xfff0000000000001, 0x7ff8000000000000, 0x7fffffffffffffff,
                           0xffffffffffffffff, 0x7ff0000020000000, 0x7ff7ffffffffffff};
  const uint32_t narrow[] = {0x7f800001, 0xff800001, 0x7fc00000, 0x7fffffff, 0xffffffff, 0x7f80ffff, 0x7fbfffff};
  for (int32_t i = 0; i < 7; i++) {
    double f64;
    float f32;
    memcpy(&f64, &wide[i], sizeof f64);
    memcpy(&f32, &narrow[i], sizeof f32);
    for (int32_t type = MEZZO_F16; type <= MEZZO_BF16; type++) {
      const int32_t quiet = infinity_of((mezzo_type)type) | 1 << (fraction_bits((mezzo_type)type) - 1);
      uint16_t from_f64, from_f32;
      convert(MEZZO_F64, &f64, (mezzo_type)type, &from_f64, 1);
      convert(MEZZO_F32, &f32, (mezzo_type)type, &from_f32, 1);
      CHECK((from_f64 & quiet) == quiet && from_f64 >> 15 == (int32_t)(wide[i] >> 63), "%04x", (unsigned)from_f64);
      CHECK((from_f32 & quiet) == quiet && from_f32 >> 15 == (int32_t)(narrow[i] >> 31), "%04x", (unsigned)from_f32);
    }
    convert(MEZZO_F64, &f64, MEZZO_F32, &f32, 1);
    CHECK(isnan(f32), "%a", (double)f32);
  }
}

int main(void) {
  RUN_FAMILIES(every_half_and_every_bfloat_widens_exactly_and_comes_back);
  RUN_FAMILIES(every_half_becomes_the_nearest_bfloat_and_the_other_way_round);
  RUN_FAMILIES(every_boundary_of_rounding_is_rounded_once_and_ties_go_to_even);
  RUN_FAMILIES(random_doubles_become_the_nearest_value_of_the_type);
  RUN_FAMILIES(subnormals_of_fp32_are_rounded_to_even);
  RUN_FAMILIES(a_nan_stays_a_quiet_nan_in_every_type);
  return check_report();
}
