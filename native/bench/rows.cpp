/*
 * The rows of the benchmark, by the list of kernels.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bench.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>

namespace bench {

namespace {

constexpr int FEW_REPETITIONS = 3;

/* Whether that family has the kernel itself. */
bool registered(const Kernel &kernel, const char *family) {
  int64_t count = 0;
  const mezzo_kernel_info *const infos = mezzo_kernels_registered(&count);
  return std::any_of(infos, infos + count, [&](const mezzo_kernel_info &info) {
    return kernel.operation == info.operation && std::strcmp(name(kernel.type), info.type) == 0 &&
           std::strcmp(family, info.family) == 0;
  });
}

/* The families that this machine runs, each building on those before it. */
std::vector<const char *> families() {
  std::vector<const char *> supported;
  for (int32_t i = 0; i < mezzo_kernels_count(); i++)
    if (mezzo_kernels_supported(i))
      supported.push_back(mezzo_kernels_name(i));
  return supported;
}

/* The families in use when nobody chooses another, the best last. */
size_t selected_families(const std::vector<const char *> &all) {
  static const std::string selected = mezzo_kernels_selected();
  return static_cast<size_t>(std::find(all.begin(), all.end(), selected) - all.begin()) + 1;
}

void time(benchmark::State &state, const Size &size, const Operation &operation, const char *family, bool selected) {
  mezzo_status status = mezzo_kernels_select(family);
  if (size.cached && status == MEZZO_OK)
    status = operation.run();
  for (auto _ : state)
    status = operation.run();
  if (status != MEZZO_OK)
    state.SkipWithError(mezzo_status_message(status));
  state.counters["bytes"] = operation.bytes;
  state.counters["flops"] = operation.flops;
  state.counters["selected"] = selected;
}

} // namespace

bool available(const Kernel &kernel) {
  const std::vector<const char *> all = families();
  return std::any_of(all.begin(), all.end(), [&](const char *family) { return registered(kernel, family); });
}

void add(const Size &size, const Operation &operation) {
  const std::vector<const char *> all = families();
  std::vector<const char *> rows;
  std::vector<bool> had(operation.kernels.size(), false);
  size_t selected = 0; /* of the rows, as many as begin with those of families that may be in use */
  for (size_t f = 0; f < all.size(); f++) {
    bool own = false;
    for (size_t k = 0; k < had.size(); k++)
      if (registered(operation.kernels[k], all[f]))
        own = had[k] = true;
    if (own && std::all_of(had.begin(), had.end(), [](bool has) { return has; }))
      rows.push_back(all[f]);
    if (f < selected_families(all))
      selected = rows.size();
  }
  for (size_t row = 0; row < rows.size(); row++) {
    const std::string title = operation.problem + "/" + operation.name + "/" + name(operation.type) + "/" +
                              name(operation.operand) + "/" + rows[row] + "/" + size.name;
    const bool in_use = row + 1 == selected;
    benchmark::RegisterBenchmark(
        title.c_str(),
        [=, family = rows[row]](benchmark::State &state) { time(state, size, operation, family, in_use); })
        ->Repetitions(in_use ? size.repetitions : FEW_REPETITIONS)
        ->ReportAggregatesOnly(true)
        ->MinTime(size.min_seconds);
  }
}

void add_call() {
  static const double x[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  const std::string title = std::string("call/vector_dot/f64/f64/") + mezzo_kernels_selected() + "/8";
  benchmark::RegisterBenchmark(title.c_str(),
                               [](benchmark::State &state) {
                                 double out = 0;
                                 for (auto _ : state) {
                                   mezzo_status status = mezzo_vector_dot(MEZZO_F64, 8, x, x, &out);
                                   benchmark::DoNotOptimize(status);
                                   benchmark::ClobberMemory();
                                 }
                               })
      ->Repetitions(9)
      ->ReportAggregatesOnly(true)
      ->MinTime(0.02);
}

} // namespace bench
