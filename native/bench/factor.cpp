/*
 * Triangular solves and numeric factorisation: one factor in all storage types.
 *
 * A window's factor is complete, of its own Hessian. The large one is incomplete, of level 0, in natural order, of a
 * diagonally dominant matrix that is written down rather than assembled.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bench.h"

namespace bench {

namespace {

constexpr double INDEX_BYTES = 4; /* of the row of a block */

class Factor {
public:
  explicit Factor(const Size &size) : size_(size) {
    Memory hessian = size.bytes == 0 ? window() : local();
    require(mezzo_ic_query(ic_.get(), &info_), "factor");
    stored_[MEZZO_F64] = Memory(mezzo_ic_bytes(ic_.get(), MEZZO_F64));
    require(mezzo_ic_factor(ic_.get(), MEZZO_F64, hessian.as<double>(), SHIFT, stored_[MEZZO_F64].as()), "factor");
    if (size.compute_bound)
      hessian_ = std::move(hessian);
    else
      hessian = Memory(); /* the narrower factors need its place */
    for (const mezzo_type type : {MEZZO_F32, MEZZO_F16, MEZZO_BF16, MEZZO_B16}) {
      if (!available({"ic_solve", type}))
        continue;
      stored_[type] = Memory(mezzo_ic_bytes(ic_.get(), type));
      require(mezzo_ic_store(ic_.get(), MEZZO_F64, stored_[MEZZO_F64].as(), type, stored_[type].as(), nullptr),
              "storage");
    }
    vector_[MEZZO_F64] = Memory(info_.columns * bytes(MEZZO_F64));
    vector_[MEZZO_F32] = Memory(info_.columns * bytes(MEZZO_F32));
    fill(vector_[MEZZO_F64].as<double>(), info_.columns, 2);
    require(mezzo_convert(MEZZO_F64, vector_[MEZZO_F64].as(), 1, MEZZO_F32, vector_[MEZZO_F32].as(), info_.columns,
                          MEZZO_SATURATE, nullptr),
            "vector");
    solution_ = Memory(info_.columns * bytes(MEZZO_F64));
    if (size.compute_bound)
      factored_ = Memory(mezzo_ic_bytes(ic_.get(), MEZZO_F64));
  }

  void add_rows() {
    for (const mezzo_type type : {MEZZO_F64, MEZZO_F32, MEZZO_F16, MEZZO_BF16, MEZZO_B16}) {
      if (stored_[type].empty())
        continue;
      add_read(size_, "factor", type, stored_[type].as(), mezzo_ic_bytes(ic_.get(), type));
      add_solves(type, vector_type(type), "ic_solve");
      if (type == MEZZO_F16)
        add_solves(type, MEZZO_F16, "ic_solve_half");
    }
    if (size_.compute_bound)
      for (const mezzo_type type : {MEZZO_F64, MEZZO_F32})
        add_factorisation(type);
  }

private:
  static constexpr double SHIFT = 1;

  Memory window() {
    const Structure structure = window_structure();
    const Handle<mezzo_jacobian> j = structure.create();
    std::vector<int32_t> order(structure.dims.size());
    require(mezzo_order(j.get(), MEZZO_ORDER_AMD, order.data()), "order");
    const Handle<mezzo_hessian> h = analyse(j.get(), order.data(), MEZZO_LEVEL_COMPLETE);
    mezzo_jacobian_info info;
    require(mezzo_jacobian_query(j.get(), &info), "Jacobian");
    const Memory jacobian(mezzo_jacobian_bytes(j.get(), MEZZO_F64));
    fill(jacobian.as<double>(), info.values, 0);
    Memory hessian(hessian_values_ * bytes(MEZZO_F64));
    require(mezzo_hessian_assemble(h.get(), jacobian.as<double>(), nullptr, hessian.as<double>()), "Hessian");
    return hessian;
  }

  Memory local() {
    constexpr int64_t block = 6 * 6;
    constexpr int64_t column = (NEIGHBOURS + 1) * block;
    const int64_t variables = size_.bytes / bytes(MEZZO_F16) / column;
    const Handle<mezzo_jacobian> j = local_structure(variables).create();
    analyse(j.get(), nullptr, 0);
    Memory hessian(hessian_values_ * bytes(MEZZO_F64));
    double *const to = hessian.as<double>();
    /* Twice as many neighbours as below the diagonal share a row with its diagonal block, which is zero: the shift
     * alone keeps the matrix positive definite, with half of its size to spare. */
    fill(to, hessian_values_, 0, 0.5 * SHIFT / (2 * NEIGHBOURS * 6));
    for (int64_t v = 0; v < variables + REACH; v++) {
      double *const diagonal = to + (v < variables ? v * column : variables * column + (v - variables) * block);
      for (int64_t i = 0; i < block; i++)
        diagonal[i] = 0;
    }
    return hessian;
  }

  /* Makes the pattern of the factor. */
  Handle<mezzo_hessian> analyse(const mezzo_jacobian *j, const int32_t *order, int32_t level) {
    Handle<mezzo_hessian> h = make<mezzo_hessian>(
        mezzo_hessian_destroy, "Hessian", [&](mezzo_hessian **out) { return mezzo_hessian_create(j, order, out); });
    ic_ = make<mezzo_ic>(mezzo_ic_destroy, "factor",
                         [&](mezzo_ic **out) { return mezzo_ic_create(h.get(), level, 0, out); });
    mezzo_hessian_info info;
    require(mezzo_hessian_query(h.get(), &info), "Hessian");
    hessian_values_ = info.values;
    return h;
  }

  double stored_bytes(mezzo_type type) const {
    return static_cast<double>(mezzo_ic_bytes(ic_.get(), type)) + INDEX_BYTES * static_cast<double>(info_.blocks);
  }

  void add_solves(mezzo_type type, mezzo_type operand, const std::string &kernel) {
    using Solve = mezzo_status(mezzo_ic *, mezzo_type, const void *, mezzo_type, const void *, void *);
    const double vectors = 2 * static_cast<double>(info_.columns * bytes(vector_type(type)));
    const double flops = 2 * static_cast<double>(info_.values);
    const auto add_solve = [&](const char *name, double sweeps, Solve *solve) {
      add(size_, {"factor",
                  name,
                  type,
                  operand,
                  {{kernel, type}},
                  sweeps * stored_bytes(type) + vectors,
                  sweeps * flops,
                  [=, ic = ic_.get(), factor = stored_[type].as(), b = vector_[vector_type(type)].as(),
                   x = solution_.as()] { return solve(ic, type, factor, operand, b, x); }});
    };
    add_solve("ic_solve_forward", 1, mezzo_ic_solve_forward);
    add_solve("ic_solve_backward", 1, mezzo_ic_solve_backward);
    add_solve("ic_solve", 2, mezzo_ic_solve);
  }

  void add_factorisation(mezzo_type type) {
    mezzo_ic *const ic = ic_.get();
    const double *const hessian = hessian_.as<double>();
    void *const factor = factored_.as();
    add(size_, {"factor",
                "ic_factor",
                type,
                type,
                {{"ic_factor", type}},
                stored_bytes(type) + static_cast<double>(hessian_values_ * bytes(MEZZO_F64)),
                info_.flops,
                [=] { return mezzo_ic_factor(ic, type, hessian, SHIFT, factor); }});
  }

  const Size size_;
  Handle<mezzo_ic> ic_ = {nullptr, mezzo_ic_destroy};
  mezzo_ic_info info_ = {};
  Memory hessian_;
  int64_t hessian_values_ = 0;
  Memory stored_[MEZZO_B16 + 1];
  Memory vector_[MEZZO_F32 + 1];
  Memory solution_;
  Memory factored_;
};

} // namespace

void run_factor(const Size &size, const Run &run) {
  Factor problem(size);
  problem.add_rows();
  run();
}

} // namespace bench
