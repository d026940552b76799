/*
 * Products with J and its transpose, and the Hessian: one Jacobian in all storage types.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bench.h"

#include <algorithm>

namespace bench {

namespace {

constexpr double INDEX_BYTES = 4; /* of the place of a block */

class Jacobian {
public:
  explicit Jacobian(const Size &size) : size_(size), structure_(structure(size)), j_(structure_.create()) {
    require(mezzo_jacobian_query(j_.get(), &info_), "Jacobian");
    indices_ = INDEX_BYTES * static_cast<double>(info_.blocks);
    store();
    const int64_t longest = std::max(info_.rows, info_.columns);
    input_[MEZZO_F64] = Memory(longest * bytes(MEZZO_F64));
    fill(input_[MEZZO_F64].as<double>(), longest, 1);
    for (const mezzo_type type : {MEZZO_F32, MEZZO_F16}) {
      input_[type] = Memory(longest * bytes(type));
      require(mezzo_convert(MEZZO_F64, input_[MEZZO_F64].as(), 1, type, input_[type].as(), longest, MEZZO_SATURATE,
                            nullptr),
              "vector");
    }
    output_ = Memory(longest * bytes(MEZZO_F64));
  }

  void add_rows() {
    for (const mezzo_type type : {MEZZO_F64, MEZZO_F32, MEZZO_F16, MEZZO_BF16}) {
      if (stored_[type].empty())
        continue;
      add_read(size_, "jacobian", type, stored_[type].as(), mezzo_jacobian_bytes(j_.get(), type));
      add_products(type, vector_type(type), "");
      if (type == MEZZO_F16)
        add_products(type, MEZZO_F16, "_half");
      add_normal(type);
    }
    if (size_.compute_bound)
      add_assembly();
  }

private:
  static Structure structure(const Size &size) {
    if (size.bytes == 0)
      return window_structure();
    constexpr int64_t block_values = 2 * 6 * 6;
    return local_structure(size.bytes / bytes(MEZZO_F16) / (block_values * NEIGHBOURS));
  }

  /* J in each type that products know. */
  void store() {
    stored_[MEZZO_F64] = Memory(mezzo_jacobian_bytes(j_.get(), MEZZO_F64));
    double *const values = stored_[MEZZO_F64].as<double>();
    fill(values, info_.values, 0);
    for (const mezzo_type type : {MEZZO_F32, MEZZO_F16, MEZZO_BF16}) {
      if (!available({"jacobian_times", type}))
        continue;
      stored_[type] = Memory(mezzo_jacobian_bytes(j_.get(), type));
      require(mezzo_jacobian_store(j_.get(), values, nullptr, 1, type, stored_[type].as(), nullptr), "storage");
    }
  }

  double stored_bytes(mezzo_type type) const {
    return static_cast<double>(mezzo_jacobian_bytes(j_.get(), type)) + indices_;
  }
  double rows(mezzo_type type) const { return static_cast<double>(info_.rows * bytes(type)); }
  double columns(mezzo_type type) const { return static_cast<double>(info_.columns * bytes(type)); }
  double flops() const { return 2 * static_cast<double>(info_.values); }

  void add_products(mezzo_type type, mezzo_type operand, const std::string &suffix) {
    const mezzo_type vector = vector_type(type);
    const mezzo_jacobian *const j = j_.get();
    const void *const a = stored_[type].as(), *const x = input_[operand].as();
    void *const y = output_.as();
    add(size_, {"jacobian",
                "jacobian_times",
                type,
                operand,
                {{"jacobian_times" + suffix, type}},
                stored_bytes(type) + columns(operand) + rows(operand),
                flops(),
                [=] { return mezzo_jacobian_times(j, type, a, 1, operand, x, y, nullptr); }});
    add(size_, {"jacobian",
                "jacobian_transpose_times",
                type,
                operand,
                {{"jacobian_transpose_times" + suffix, type}},
                stored_bytes(type) + rows(operand) + columns(vector),
                flops(),
                [=] { return mezzo_jacobian_transpose_times(j, type, a, 1, operand, x, y); }});
  }

  void add_normal(mezzo_type type) {
    const mezzo_type vector = vector_type(type);
    const mezzo_jacobian *const j = j_.get();
    const void *const a = stored_[type].as(), *const x = input_[vector].as();
    void *const y = output_.as();
    add(size_, {"jacobian",
                "jacobian_normal_times",
                type,
                vector,
                {{"jacobian_times", type}, {"jacobian_transpose_times", type}},
                stored_bytes(type) + 2 * columns(vector),
                2 * flops(),
                [=] {
                  double norm2 = 0;
                  return mezzo_jacobian_normal_times(j, type, a, 1, x, y, &norm2);
                }});
  }

  void add_assembly() {
    const mezzo_jacobian *const j = j_.get();
    hessian_ = make<mezzo_hessian>(mezzo_hessian_destroy, "Hessian",
                                   [j](mezzo_hessian **out) { return mezzo_hessian_create(j, nullptr, out); });
    mezzo_hessian_info info;
    require(mezzo_hessian_query(hessian_.get(), &info), "Hessian");
    values_ = Memory(info.values * bytes(MEZZO_F64));
    /* The products J_a^T J_b of each factor, a <= b, of blocks with rows x d scalars. */
    double pairs = 0;
    for (int32_t a = 0; a < structure_.group.arity; a++)
      for (int32_t b = a; b < structure_.group.arity; b++)
        pairs += dim(a) * dim(b);
    add(size_, {"jacobian",
                "hessian_assemble",
                MEZZO_F64,
                MEZZO_F64,
                {{"gram", MEZZO_F64}},
                stored_bytes(MEZZO_F64) + static_cast<double>(info.values * bytes(MEZZO_F64)),
                2 * pairs * static_cast<double>(info_.rows),
                [h = hessian_.get(), a = stored_[MEZZO_F64].as<double>(), to = values_.as<double>()] {
                  return mezzo_hessian_assemble(h, a, nullptr, to);
                }});
  }

  /* Of the b-th block of each factor. */
  double dim(int32_t b) const {
    return structure_.dims[static_cast<size_t>(structure_.block_variables[static_cast<size_t>(b)])];
  }

  const Size size_;
  const Structure structure_;
  const Handle<mezzo_jacobian> j_;
  mezzo_jacobian_info info_ = {};
  double indices_ = 0;
  Memory stored_[MEZZO_BF16 + 1];
  Memory input_[MEZZO_F16 + 1];
  Memory output_;
  Handle<mezzo_hessian> hessian_ = {nullptr, mezzo_hessian_destroy};
  Memory values_;
};

} // namespace

void run_jacobian(const Size &size, const Run &run) {
  Jacobian problem(size);
  problem.add_rows();
  run();
}

} // namespace bench
