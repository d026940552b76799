/*
 * Incomplete Cholesky: factors rounded to narrower types. The tests look into the arrays, and write into them what no
 * factorisation would.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "../src/ic.h"
#include "factors.h"

#include <float.h>

enum { NARROW_TYPES = 3 };
static const mezzo_type narrow_types[NARROW_TYPES] = {MEZZO_F16, MEZZO_BF16, MEZZO_B16};

static double half_value(uint16_t half) {
  const int32_t exponent = half >> 10 & 31, fraction = half & 0x3ff;
  const double magnitude = exponent == 0 ? ldexp(fraction, -24) : ldexp(fraction + 1024, exponent - 25);
  return half & 0x8000 ? -magnitude : magnitude;
}

/* Element k of a factor's blocks below the diagonal, which is in the scalar column of that lane, unscaled. */
static double stored_value(const mezzo_ic_values *l, mezzo_type type, int64_t k, int64_t lane) {
  switch (type) {
  case MEZZO_F64:
    return ((const double *)l->below)[k] / l->scale;
  case MEZZO_F32:
    return (double)((const float *)l->below)[k] / l->scale;
  case MEZZO_F16:
    return half_value(((const uint16_t *)l->below)[k]) / l->scale;
  case MEZZO_BF16: {
    const uint32_t bits = (uint32_t)((const uint16_t *)l->below)[k] << 16;
    float value;
    memcpy(&value, &bits, sizeof value);
    return (double)value;
  }
  case MEZZO_B16:
    return ((const int16_t *)l->below)[k] * (double)l->column_scale[lane];
  }
  return (double)NAN;
}

/* Calls visit for each scalar below the diagonal: its index, and the lane of its column. */
typedef void visitor(int64_t k, int64_t lane, void *context);
static void for_each_below(const mezzo_ic *ic, visitor *visit, void *context) {
  int64_t k = 0;
  for (int32_t j = 0; j < ic->variables; j++)
    for (int64_t p = ic->factor.start[j]; p < ic->factor.start[j + 1]; p++)
      for (int32_t c = 0; c < ic->dims[j]; c++)
        for (int32_t r = 0; r < ic->dims[ic->factor.row[p]]; r++)
          visit(k++, ic->lane[j] + c, context);
}

/* Largest magnitude below the diagonal in each scalar column. */
typedef struct columns {
  mezzo_ic_values l;
  mezzo_type type;
  double *largest; /* by lane */
} columns;
static void find_largest(int64_t k, int64_t lane, void *context) {
  columns *c = context;
  c->largest[lane] = fmax(c->largest[lane], fabs(stored_value(&c->l, c->type, k, lane)));
}
static columns columns_of(const factored *f, mezzo_type type, const void *factor) {
  columns c = {mezzo_ic_values_of(f->ic, type, factor), type, zeros(f->ic->lane[f->ic->variables], sizeof(double))};
  for_each_below(f->ic, find_largest, &c);
  return c;
}

/* What rounding may cost, and what it should have counted. */
typedef struct comparison {
  columns from;
  mezzo_ic_values to;
  mezzo_type to_type;
  double *largest_mantissa; /* by lane */
  int64_t vanished;
  const char *label;
} comparison;
static void compare(int64_t k, int64_t lane, void *context) {
  comparison *c = context;
  const double before = stored_value(&c->from.l, c->from.type, k, lane), largest = c->from.largest[lane];
  const double after = stored_value(&c->to, c->to_type, k, lane);
  /* Half a unit in the last place: of the number, of the least subnormal, of the mantissa. That is multiplied with the
   * reciprocal of a scale, both of which are rounded to fp32, besides. */
  double bound = 0;
  if (c->to_type == MEZZO_F32)
    bound = 0x1p-24 * fabs(before);
  else if (c->to_type == MEZZO_F16)
    bound = fmax(0x1p-11 * fabs(before), 0x1p-25 / c->to.scale);
  else if (c->to_type == MEZZO_BF16)
    bound = 0x1p-8 * fabs(before);
  else
    bound = (0.5 + 32767 * 0x1p-22) * fmax(largest / 32767, (double)FLT_MIN);
  CHECK(fabs(after - before) <= bound, "%s: %g became %g in a column up to %g", c->label, before, after, largest);
  if (c->to_type == MEZZO_B16) {
    const int16_t mantissa = ((const int16_t *)c->to.below)[k];
    c->largest_mantissa[lane] = fmax(c->largest_mantissa[lane], abs(mantissa));
    c->vanished += mantissa == 0 && before != 0;
  }
}

/* Some columns of zeros, some zeros, some tiny numbers. */
static void vary(int64_t k, int64_t lane, void *context) {
  const int32_t kind = lane % 11 == 3 ? 0 : random_below(&random_state, 10);
  const double factor = kind == 0 ? 0 : kind == 1 ? 1e-6 : kind == 2 ? -1e-5 : 1;
  const columns *c = context;
  if (c->type == MEZZO_F64)
    ((double *)(uintptr_t)c->l.below)[k] *= factor;
  else
    ((float *)(uintptr_t)c->l.below)[k] *= (float)factor;
}

static void *varied_factor(const factored *f, mezzo_type type) {
  void *factor = factor_in(f, type, 0);
  columns c = {mezzo_ic_values_of(f->ic, type, factor), type, NULL};
  for_each_below(f->ic, vary, &c);
  return factor;
}

TEST(stored_factors_are_off_by_one_rounding_and_count_what_vanished) {
  for (int32_t i = 0; i < VARIED_PROBLEMS; i++) {
    factored f = factored_of(varied_problem(i), MEZZO_LEVEL_COMPLETE);
    for (mezzo_type from_type = MEZZO_F64; from_type <= MEZZO_F32; from_type++)
      for (mezzo_type to_type = from_type + 1; to_type <= MEZZO_B16; to_type++) {
        void *from = varied_factor(&f, from_type), *to = factor_array(&f, to_type);
        mezzo_range range;
        CHECK(mezzo_ic_store(f.ic, from_type, from, to_type, to, &range) == MEZZO_OK, "problem %d", i);
        char label[64];
        snprintf(label, sizeof label, "problem %d, type %d to %d", i, from_type, to_type);
        comparison c = {.from = columns_of(&f, from_type, from),
                        .to = mezzo_ic_values_of(f.ic, to_type, to),
                        .to_type = to_type,
                        .largest_mantissa = zeros(f.ic->lane[f.ic->variables], sizeof(double)),
                        .label = label};
        for_each_below(f.ic, compare, &c);
        CHECK(range.overflows == 0 && range.non_finite == 0, "%s: %lld, %lld", label, (long long)range.overflows,
              (long long)range.non_finite);
        bool any = false;
        for (int64_t lane = 0; lane < f.ic->lane[f.ic->variables]; lane++) {
          any = any || c.from.largest[lane] > 0;
          CHECK(to_type != MEZZO_B16 || c.largest_mantissa[lane] == (c.from.largest[lane] > 0 ? 32767 : 0),
                "%s: largest mantissa %g", label, c.largest_mantissa[lane]);
        }
        if (to_type == MEZZO_B16) {
          CHECK(range.underflows == c.vanished, "%s: %lld underflows, counted %lld", label, (long long)c.vanished,
                (long long)range.underflows);
          CHECK(i != 0 || c.vanished > 0, "%s is no test: nothing vanished", label);
          CHECK(any ? fabs(range.max_abs - 32767) < 0.01 : range.max_abs == 0, "%s: %g", label, range.max_abs);
        }
        if (to_type == MEZZO_F16 && any)
          CHECK(range.max_abs <= 6550.4 && range.max_abs > 3275.2, "%s: largest stored %g", label, range.max_abs);
        free(c.from.largest);
        free(c.largest_mantissa);
        free(from);
        free(to);
      }
    factored_free(&f);
  }
}

TEST(every_family_rounds_to_the_same_bits) {
  for (int32_t i = 0; i < VARIED_PROBLEMS; i++) {
    factored f = factored_of(varied_problem(i), 1);
    for (mezzo_type from_type = MEZZO_F64; from_type <= MEZZO_F32; from_type++) {
      void *from = varied_factor(&f, from_type);
      for (mezzo_type to_type = from_type + 1; to_type <= MEZZO_B16; to_type++) {
        mezzo_range expected, range;
        mezzo_kernels_select("portable");
        void *reference = factor_array(&f, to_type);
        mezzo_ic_store(f.ic, from_type, from, to_type, reference, &expected);
        for (int32_t k = 0; k < mezzo_kernels_count(); k++) {
          if (mezzo_kernels_select(mezzo_kernels_name(k)) != MEZZO_OK)
            continue;
          void *to = factor_array(&f, to_type);
          mezzo_ic_store(f.ic, from_type, from, to_type, to, &range);
          CHECK(memcmp(to, reference, (size_t)mezzo_ic_bytes(f.ic, to_type)) == 0, "%s, problem %d, type %d to %d",
                mezzo_kernels_name(k), i, from_type, to_type);
          CHECK(range.underflows == expected.underflows && range.max_abs == expected.max_abs,
                "%s, problem %d, type %d to %d: %lld, %g", mezzo_kernels_name(k), i, from_type, to_type,
                (long long)range.underflows, range.max_abs);
          free(to);
        }
        free(reference);
      }
      free(from);
    }
    factored_free(&f);
  }
  mezzo_kernels_select(NULL);
}

/* L D with another power of two for each scalar column, 2^-100 to 2^100. */
static int32_t exponent_of(int64_t lane) {
  return (int32_t)(lane * 37 % 201) - 100;
}
static void scale_below(int64_t k, int64_t lane, void *context) {
  ((double *)context)[k] = ldexp(((double *)context)[k], exponent_of(lane));
}
static void scale_columns(const mezzo_ic *ic, void *factor) {
  const mezzo_ic_values l = mezzo_ic_values_of(ic, MEZZO_F64, factor);
  for_each_below(ic, scale_below, (void *)(uintptr_t)l.below);
  double *inverse = (double *)(uintptr_t)l.inverse;
  for (int32_t j = 0; j < ic->variables; j++)
    for (int32_t c = 0; c < ic->dims[j]; c++)
      for (int32_t r = 0; r < ic->dims[j]; r++, inverse++)
        *inverse = ldexp(*inverse, -exponent_of(ic->lane[j] + r));
}

TEST(columns_of_any_size_stand_side_by_side) {
  const mezzo_type types[] = {MEZZO_F32, MEZZO_BF16, MEZZO_B16};
  for (int32_t i = 0; i < VARIED_PROBLEMS; i++) {
    factored f = factored_of(varied_problem(i), MEZZO_LEVEL_COMPLETE);
    const int64_t n = f.p->columns;
    int32_t *exponent = zeros(n, sizeof *exponent);
    for (int32_t k = 0; k < f.ic->variables; k++)
      for (int32_t c = 0; c < f.ic->dims[k]; c++)
        exponent[f.ic->column[k] + c] = exponent_of(f.ic->lane[k] + c);
    void *plain = factor_in(&f, MEZZO_F64, 0), *scaled = factor_in(&f, MEZZO_F64, 0);
    scale_columns(f.ic, scaled);
    double *b = random_vector(n), *b_scaled = zeros(n, sizeof *b_scaled);
    for (int64_t c = 0; c < n; c++) {
      b[c] = (double)(float)b[c];
      b_scaled[c] = ldexp(b[c], exponent[c]);
    }
    for (int32_t t = 0; t < 3; t++) {
      void *one = factor_array(&f, types[t]), *other = factor_array(&f, types[t]);
      CHECK(mezzo_ic_store(f.ic, MEZZO_F64, plain, types[t], one, NULL) == MEZZO_OK, "problem %d", i);
      CHECK(mezzo_ic_store(f.ic, MEZZO_F64, scaled, types[t], other, NULL) == MEZZO_OK, "problem %d", i);
      /* (L D)^-1 b = D^-1 L^-1 b, and (L D)^-T D b = L^-T b, to the bit. */
      double *y = solved(&f, mezzo_ic_solve_forward, types[t], one, b);
      double *y_scaled = solved(&f, mezzo_ic_solve_forward, types[t], other, b);
      double *x = solved(&f, mezzo_ic_solve_backward, types[t], one, b);
      double *x_scaled = solved(&f, mezzo_ic_solve_backward, types[t], other, b_scaled);
      for (int64_t c = 0; c < n; c++) {
        CHECK(ldexp(y_scaled[c], exponent[c]) == y[c], "problem %d, type %d, forward: %a times 2^%d is not %a", i,
              types[t], y_scaled[c], exponent[c], y[c]);
        CHECK(x_scaled[c] == x[c], "problem %d, type %d, backward: %a, %a", i, types[t], x_scaled[c], x[c]);
      }
      free(one);
      free(other);
      free(y);
      free(y_scaled);
      free(x);
      free(x_scaled);
    }
    free(exponent);
    free(plain);
    free(scaled);
    free(b);
    free(b_scaled);
    factored_free(&f);
  }
}

TEST(scales_end_where_fp32_does) {
  factored f = factored_of(varied_problem(0), 0);
  void *from = factor_in(&f, MEZZO_F64, 0), *to = factor_array(&f, MEZZO_B16);
  double *below = (double *)(uintptr_t)mezzo_ic_values_of(f.ic, MEZZO_F64, from).below;
  const int64_t values = f.ic->below[f.ic->variables];
  for (int64_t k = 0; k < values; k++)
    below[k] = k % 2 == 0 ? 0x1p-130 : -0x1p-128;
  mezzo_range range;
  CHECK(mezzo_ic_store(f.ic, MEZZO_F64, from, MEZZO_B16, to, &range) == MEZZO_OK, "tiny");
  const mezzo_ic_values l = mezzo_ic_values_of(f.ic, MEZZO_B16, to);
  CHECK(l.column_scale[0] == FLT_MIN, "%g", (double)l.column_scale[0]);
  CHECK(range.underflows == values && range.overflows == 0, "%lld of %lld", (long long)range.underflows,
        (long long)values);
  below[0] = 0x1p142;
  CHECK(mezzo_ic_store(f.ic, MEZZO_F64, from, MEZZO_B16, to, &range) == MEZZO_OK, "scale 2^127");
  CHECK(l.column_scale[0] > 0x1p126F && ((const int16_t *)l.below)[0] == 32767, "%g", (double)l.column_scale[0]);
  below[0] = 0x1p143;
  CHECK(mezzo_ic_store(f.ic, MEZZO_F64, from, MEZZO_B16, to, &range) == MEZZO_NON_FINITE, "scale 2^128");
  free(from);
  free(to);
  factored_free(&f);
}

/* A column without anything below the diagonal, and one with zeros there only. */
TEST(columns_of_zeros_solve_by_their_diagonal) {
  for (int32_t i = 0; i < VARIED_PROBLEMS; i++) {
    factored f = factored_of(varied_problem(i), MEZZO_LEVEL_COMPLETE);
    const int64_t n = f.p->columns;
    void *from = factor_in(&f, MEZZO_F64, 0);
    const mezzo_ic_values l = mezzo_ic_values_of(f.ic, MEZZO_F64, from);
    memset((void *)(uintptr_t)l.below, 0, (size_t)f.ic->below[f.ic->variables] * sizeof(double));
    double *b = random_vector(n), *expected = solved(&f, mezzo_ic_solve, MEZZO_F64, from, b);
    for (int32_t t = 0; t < NARROW_TYPES; t++) {
      void *to = factor_array(&f, narrow_types[t]);
      mezzo_range range;
      CHECK(mezzo_ic_store(f.ic, MEZZO_F64, from, narrow_types[t], to, &range) == MEZZO_OK, "problem %d", i);
      CHECK(range.underflows == 0 && range.max_abs == 0, "problem %d: %lld, %g", i, (long long)range.underflows,
            range.max_abs);
      double *x = solved(&f, mezzo_ic_solve, narrow_types[t], to, b);
      CHECK(relative_error(n, x, expected) < 1e-5, "problem %d, type %d: %g", i, narrow_types[t],
            relative_error(n, x, expected));
      free(to);
      free(x);
    }
    free(from);
    free(b);
    free(expected);
    factored_free(&f);
  }
}

TEST(nothing_but_numbers_is_stored_in_16_bits) {
  const double bad[] = {(double)NAN, (double)INFINITY, -(double)INFINITY};
  for (int32_t i = 0; i < 4; i++) {
    factored f = factored_of(varied_problem(i), 0);
    void *from = factor_in(&f, MEZZO_F64, 0), *single = factor_array(&f, MEZZO_F32);
    const mezzo_ic_values l = mezzo_ic_values_of(f.ic, MEZZO_F64, from);
    double *parts[] = {(double *)(uintptr_t)l.inverse, (double *)(uintptr_t)l.below};
    const int64_t lengths[] = {f.ic->inverse[f.ic->variables], f.ic->below[f.ic->variables]};
    for (int32_t part = 0; part < 2; part++)
      for (int64_t k = 0; k < lengths[part]; k += 1 + lengths[part] / 97) {
        const double good = parts[part][k];
        parts[part][k] = bad[k % 3];
        mezzo_range range;
        CHECK(mezzo_ic_store(f.ic, MEZZO_F64, from, MEZZO_F32, single, &range) == MEZZO_OK, "to fp32");
        CHECK(range.non_finite == part, "problem %d: %lld", i, (long long)range.non_finite);
        for (int32_t t = 0; t < NARROW_TYPES; t++) {
          void *to = factor_array(&f, narrow_types[t]);
          CHECK(mezzo_ic_store(f.ic, MEZZO_F64, from, narrow_types[t], to, NULL) == MEZZO_NON_FINITE,
                "problem %d, type %d: %g at %lld of part %d", i, narrow_types[t], bad[k % 3], (long long)k, part);
          CHECK(mezzo_ic_store(f.ic, MEZZO_F32, single, narrow_types[t], to, NULL) == MEZZO_NON_FINITE,
                "problem %d, type %d by way of fp32: %g at %lld of part %d", i, narrow_types[t], bad[k % 3],
                (long long)k, part);
          free(to);
        }
        parts[part][k] = good;
      }
    /* Inverted pivots are fp32 in every narrow type. */
    parts[0][0] = 1e300;
    for (int32_t t = 0; t < NARROW_TYPES; t++) {
      void *to = factor_array(&f, narrow_types[t]);
      CHECK(mezzo_ic_store(f.ic, MEZZO_F64, from, narrow_types[t], to, NULL) == MEZZO_NON_FINITE, "type %d",
            narrow_types[t]);
      free(to);
    }
    free(from);
    free(single);
    factored_free(&f);
  }
}

TEST(sixteen_bits_take_half_the_bytes_of_fp32) {
  factored f = factored_of(varied_problem(0), MEZZO_LEVEL_COMPLETE);
  const int64_t below = f.ic->below[f.ic->variables], single = mezzo_ic_bytes(f.ic, MEZZO_F32);
  const int64_t half = mezzo_ic_bytes(f.ic, MEZZO_F16), scaled = mezzo_ic_bytes(f.ic, MEZZO_B16);
  CHECK(single - half >= 2 * below && half == mezzo_ic_bytes(f.ic, MEZZO_BF16), "%lld, %lld", (long long)single,
        (long long)half);
  CHECK(scaled >= half + 4 * f.p->columns && scaled <= half + 64 + 4 * f.ic->lane[f.ic->variables], "%lld, %lld",
        (long long)half, (long long)scaled);
  factored_free(&f);
}

TEST(bad_arguments_are_refused) {
  factored f = factored_of(varied_problem(0), 0);
  void *factor = factor_in(&f, MEZZO_F64, 0), *to = factor_array(&f, MEZZO_F64);
  CHECK(mezzo_ic_store(NULL, MEZZO_F64, factor, MEZZO_F16, to, NULL) == MEZZO_ERROR_NULL, "no handle");
  CHECK(mezzo_ic_store(f.ic, MEZZO_F64, NULL, MEZZO_F16, to, NULL) == MEZZO_ERROR_NULL, "no source");
  CHECK(mezzo_ic_store(f.ic, MEZZO_F64, factor, MEZZO_F16, NULL, NULL) == MEZZO_ERROR_NULL, "no target");
  for (int32_t from = -1; from <= MEZZO_B16 + 1; from++)
    for (int32_t to_type = -1; to_type <= MEZZO_B16 + 1; to_type++) {
      const bool narrower = (from == MEZZO_F64 && to_type >= MEZZO_F32 && to_type <= MEZZO_B16) ||
                            (from == MEZZO_F32 && to_type >= MEZZO_F16 && to_type <= MEZZO_B16);
      CHECK(narrower ||
                mezzo_ic_store(f.ic, (mezzo_type)from, factor, (mezzo_type)to_type, to, NULL) == MEZZO_ERROR_TYPE,
            "type %d to %d", from, to_type);
    }
  double *b = random_vector(f.p->columns);
  for (mezzo_type type = MEZZO_F64; type <= MEZZO_B16; type++) {
    void *stored = factor_in(&f, type, 0);
    for (int32_t operand = -1; operand <= MEZZO_B16 + 1; operand++) {
      const bool offered = operand == (int32_t)vector_type(type) || (operand == MEZZO_F16 && type == MEZZO_F16);
      const mezzo_status status = mezzo_ic_solve(f.ic, type, stored, (mezzo_type)operand, b, b);
      CHECK(status == (offered ? MEZZO_OK : MEZZO_ERROR_TYPE), "type %d, operand %d: %d", type, operand, status);
    }
    free(stored);
  }
  free(factor);
  free(to);
  free(b);
  factored_free(&f);
}

int main(void) {
  RUN_FAMILIES(stored_factors_are_off_by_one_rounding_and_count_what_vanished);
  RUN(every_family_rounds_to_the_same_bits);
  RUN_FAMILIES(columns_of_any_size_stand_side_by_side);
  RUN_FAMILIES(scales_end_where_fp32_does);
  RUN_FAMILIES(columns_of_zeros_solve_by_their_diagonal);
  RUN_FAMILIES(nothing_but_numbers_is_stored_in_16_bits);
  RUN(sixteen_bits_take_half_the_bytes_of_fp32);
  RUN(bad_arguments_are_refused);
  return check_report();
}
