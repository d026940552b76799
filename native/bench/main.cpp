/*
 * Times every kernel of the library on this machine: mezzo-bench-kernels [--quick] [--benchmark_...].
 *
 * Prints what Google Benchmark knows as one JSON document, with the medians of repetitions that alternate at random
 * between all rows of a problem. Says on stderr what it is at.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bench.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstring>

namespace {

/* One document for many runs. */
class Report : public benchmark::JSONReporter {
public:
  bool ReportContext(const Context &context) override {
    const bool first = !begun_;
    begun_ = true;
    return !first || JSONReporter::ReportContext(context);
  }
  void Finalize() override {}
  void end() {
    if (begun_)
      JSONReporter::Finalize();
  }

private:
  bool begun_ = false;
};

bool take_quick(int &argc, char **argv) {
  for (int i = 1; i < argc; i++)
    if (std::strcmp(argv[i], "--quick") == 0) {
      std::memmove(argv + i, argv + i + 1, static_cast<size_t>(argc - i) * sizeof *argv);
      argc--;
      return true;
    }
  return false;
}

/* Google Benchmark's own arguments; those of the user follow, and win. */
bool initialize(int argc, char **argv) {
  static char interleave[] = "--benchmark_enable_random_interleaving=true";
  std::vector<char *> arguments = {argv[0], interleave};
  arguments.insert(arguments.end(), argv + 1, argv + argc);
  int count = static_cast<int>(arguments.size());
  arguments.push_back(nullptr);
  benchmark::Initialize(&count, arguments.data());
  return !benchmark::ReportUnrecognizedArguments(count, arguments.data());
}

void describe(const bench::Machine &machine, const std::vector<bench::Size> &sizes) {
  benchmark::AddCustomContext("mezzo_version", mezzo_version());
  benchmark::AddCustomContext("mezzo_kernels", mezzo_kernels_selected());
  benchmark::AddCustomContext("mezzo_features", mezzo_cpu_features());
  benchmark::AddCustomContext("level2_bytes", std::to_string(machine.level2));
  benchmark::AddCustomContext("last_level_bytes", std::to_string(machine.last));
  benchmark::AddCustomContext("memory_bytes", std::to_string(machine.memory));
  for (const bench::Size &size : sizes)
    benchmark::AddCustomContext("size/" + size.name, size.description);
}

} // namespace

int main(int argc, char **argv) {
  const bool quick = take_quick(argc, argv);
  if (!initialize(argc, argv))
    return 2;
  const bench::Machine machine = bench::machine();
  const std::vector<bench::Size> sizes = bench::sizes(machine, quick);
  describe(machine, sizes);

  Report report;
  const auto run = [&report] {
    benchmark::RunSpecifiedBenchmarks(&report);
    benchmark::ClearRegisteredBenchmarks();
  };
  bench::add_call();
  run();
  const struct {
    const char *name;
    void (*run)(const bench::Size &, const bench::Run &);
  } problems[] = {{"jacobian", bench::run_jacobian}, {"factor", bench::run_factor}, {"arrays", bench::run_arrays}};
  for (const bench::Size &size : sizes)
    for (const auto &problem : problems) {
      std::fprintf(stderr, "%s, %s\n", size.name.c_str(), problem.name);
      problem.run(size, run);
    }
  report.end();
  benchmark::Shutdown();
  return 0;
}
