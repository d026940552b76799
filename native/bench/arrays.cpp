/*
 * Conversions and the vector operations of conjugate gradients: arrays of the same numbers in all types.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bench.h"

namespace bench {

namespace {

constexpr mezzo_type TYPES[] = {MEZZO_F64, MEZZO_F32, MEZZO_F16, MEZZO_BF16};

class Arrays {
public:
  explicit Arrays(const Size &size) : size_(size), n_(length(size)) {
    for (const mezzo_type type : TYPES) {
      if (!available({"convert", type}))
        continue;
      of_[type] = Memory(n_ * bytes(type));
      if (type == MEZZO_F64)
        fill(of_[type].as<double>(), n_, 3);
      else
        require(convert(MEZZO_F64, type), "conversion");
    }
  }

  void add_rows() {
    for (const mezzo_type to : TYPES) {
      if (of_[to].empty())
        continue;
      add_read(size_, "arrays", to, of_[to].as(), n_ * bytes(to));
      for (const mezzo_type from : TYPES)
        if (from != to && !of_[from].empty() && (bytes(from) != 2 || bytes(to) != 2))
          add(size_, {"arrays",
                      "convert",
                      to,
                      from,
                      {{"convert", to}},
                      static_cast<double>(n_ * (bytes(from) + bytes(to))),
                      0,
                      [=] { return convert(from, to); }});
    }
    add_vector_rows(MEZZO_F64);
    add_vector_rows(MEZZO_F32);
  }

private:
  /* As many as the scalars of the window's Jacobian, or as fill the size in fp64. */
  static int64_t length(const Size &size) { return size.bytes == 0 ? 49500 : size.bytes / bytes(MEZZO_F64); }

  mezzo_status convert(mezzo_type from, mezzo_type to) const {
    mezzo_range range;
    return mezzo_convert(from, of_[from].as(), 1, to, of_[to].as(), n_, MEZZO_SATURATE, &range);
  }

  /* The operations share the array in as many vectors as they take. Factors are such that however often they run,
   * numbers neither grow nor fade. */
  void add_vector_rows(mezzo_type type) {
    const auto row = [=](const char *name, int64_t vectors, double flops_each, auto &&run) {
      const int64_t n = n_ / vectors;
      char *const first = of_[type].as<char>();
      const int64_t stride = n * bytes(type);
      add(size_, {"arrays",
                  name,
                  type,
                  type,
                  {{"vector", type}},
                  static_cast<double>(vectors * stride),
                  flops_each * static_cast<double>(n),
                  [=] { return run(n, first, stride); }});
    };
    row("vector_dot", 2, 2, [=](int64_t n, char *x, int64_t stride) {
      double out = 0;
      return mezzo_vector_dot(type, n, x, x + stride, &out);
    });
    row("vector_axpy", 2, 2,
        [=](int64_t n, char *x, int64_t stride) { return mezzo_vector_axpy(type, n, 1e-9, x, x + stride); });
    row("vector_xpby", 2, 2,
        [=](int64_t n, char *x, int64_t stride) { return mezzo_vector_xpby(type, n, x, 0.5, x + stride); });
    row("vector_cg_step", 4, 8, [=](int64_t n, char *p, int64_t stride) {
      double norm2 = 0;
      return mezzo_vector_cg_step(type, n, 1e-9, 1e-3, p, p + stride, p + 2 * stride, p + 3 * stride, &norm2);
    });
    row("vector_max_abs", 1, 1, [=](int64_t n, char *x, int64_t) {
      double out = 0;
      return mezzo_vector_max_abs(type, n, x, &out);
    });
  }

  const Size size_;
  const int64_t n_;
  Memory of_[MEZZO_BF16 + 1];
};

} // namespace

void run_arrays(const Size &size, const Run &run) {
  Arrays problem(size);
  problem.add_rows();
  run();
}

} // namespace bench
