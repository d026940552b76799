/*
 * Infinities and NaNs in products with J: they reach what depends on them and nothing else, though kernels read beyond
 * the ends of rows and of arrays.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "families.h"
#include "jacobian_products.h"

/* What is spoilt, a scalar of J, a row or a column, the others being -1; and what it reaches. */
typedef struct spread {
  int64_t value, row, column;
  int8_t *rows, *columns;
} spread;

static void mark(const scalar_place *place, void *context) {
  spread *s = context;
  if (place->value == s->value || place->column == s->column)
    s->rows[place->row] = 1;
  if (place->value == s->value || place->row == s->row)
    s->columns[place->column] = 1;
}

/* A sum of ones and perhaps of what is spoilt. */
static int32_t is_as_it_should(double sum, int32_t reached, double bad) {
  return !reached ? isfinite(sum) : isnan(bad) ? isnan(sum) : sum == bad;
}

/* Products of ones with a spoilt scalar of J (value), of p (column) or of w (row): exactly what depends on it is
 * spoilt, too, and an infinity stays one. operands is the type of p and w. */
static void check_spread(const jacobian_case *c, mezzo_type type, mezzo_type operands, double bad, int64_t value,
                         int64_t column, int64_t row, const char *shape) {
  char name[120];
  snprintf(name, sizeof name, "%s in type %d, vectors in %d, value %lld, column %lld, row %lld", shape, type, operands,
           (long long)value, (long long)column, (long long)row);
  const mezzo_type results = vector_type(type);
  spread s = {.value = value, .row = row, .column = column};
  s.rows = calloc((size_t)c->info.rows + 1, 1);
  s.columns = calloc((size_t)c->info.columns + 1, 1);
  for_each_scalar(c, mark, &s);
  typed_vector p = new_vector(operands, c->info.columns), w = new_vector(operands, c->info.rows);
  typed_vector q = new_vector(results, c->info.columns);
  double *own = value >= 0 ? &c->values[value] : NULL, kept = own != NULL ? *own : 0;
  if (own != NULL)
    *own = bad;
  typed_vector stored = store(c, type);
  if (own != NULL)
    *own = kept;

  for (int64_t i = 0; i < c->info.columns; i++)
    put(operands, p.of, i, i == column ? bad : 1);
  double norm2;
  mezzo_status status = mezzo_jacobian_times(c->handle, type, stored.of, 1, operands, p.of, w.of, &norm2);
  int32_t reached = 0;
  for (int64_t i = 0; i < c->info.rows; i++) {
    reached |= s.rows[i];
    CHECK(is_as_it_should(at(operands, w.of, i), s.rows[i], bad), "%s: row %lld", name, (long long)i);
  }
  CHECK(status == (reached ? MEZZO_NON_FINITE : MEZZO_OK), "%s: status %d", name, status);
  CHECK(isfinite(norm2) == !reached, "%s: %g", name, norm2);
  if (operands == results && row < 0) {
    status = mezzo_jacobian_normal_times(c->handle, type, stored.of, 1, p.of, q.of, &norm2);
    CHECK(status == (reached ? MEZZO_NON_FINITE : MEZZO_OK), "%s: status %d of the normal product", name, status);
    CHECK(isfinite(norm2) == !reached, "%s: %g of the normal product", name, norm2);
  }

  for (int64_t i = 0; i < c->info.rows; i++)
    put(operands, w.of, i, i == row ? bad : 1);
  CHECK(mezzo_jacobian_transpose_times(c->handle, type, stored.of, 1, operands, w.of, q.of) == MEZZO_OK, "%s", name);
  for (int64_t i = 0; i < c->info.columns; i++)
    CHECK(is_as_it_should(at(results, q.of, i), s.columns[i], bad), "%s: column %lld", name, (long long)i);
  free(stored.memory);
  free(s.rows);
  free(s.columns);
  free(p.memory);
  free(w.memory);
  free(q.memory);
}

static void check_spreads(mezzo_type type, mezzo_type operands) {
  const double bad[] = {INFINITY, NAN};
  for (int32_t s = 0; s < SHAPE_CASES; s++) {
    shape_case shape = shape_cases[s];
    if (shape.factors > 3)
      shape.factors = 3;
    if (shape.rows == 64)
      continue; /* too many places to spoil */
    jacobian_case c = make_case(&shape, 1, (uint64_t)s);
    for (int64_t i = 0; i < c.info.values; i++)
      c.values[i] = 1;
    for (int32_t b = 0; b < 2; b++) {
      for (int64_t i = 0; i < c.info.values; i++)
        check_spread(&c, type, operands, bad[b], i, -1, -1, shape.name);
      for (int64_t i = 0; i < c.info.rows; i++)
        check_spread(&c, type, operands, bad[b], -1, -1, i, shape.name);
      for (int64_t i = 0; i < c.info.columns; i += 3)
        check_spread(&c, type, operands, bad[b], -1, i, -1, shape.name);
    }
    free_case(&c);
  }
}

TEST(an_infinity_or_nan_reaches_what_depends_on_it_and_nothing_else) {
  for (int32_t type = 0; type <= MEZZO_BF16; type++)
    check_spreads((mezzo_type)type, vector_type((mezzo_type)type));
}

TEST(with_operands_in_fp16_too) {
  check_spreads(MEZZO_F16, MEZZO_F16);
}

int main(void) {
  RUN_FAMILIES(an_infinity_or_nan_reaches_what_depends_on_it_and_nothing_else);
  RUN_FAMILIES(with_operands_in_fp16_too);
  return check_report();
}
