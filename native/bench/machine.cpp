/*
 * Caches and memory of this machine, and the sizes that follow from them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bench.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <unistd.h>

namespace bench {

namespace {

/* What is assumed where the system tells of no cache. */
constexpr int64_t ASSUMED_CACHE = 1 << 20;

/* Bytes of memory a problem takes for each stored fp16 scalar: the same in all types at once, or a factor in fp64 along
 * with the matrix that it is made from, and vectors. */
constexpr int64_t MEMORY_PER_SCALAR = 18;

std::string in_mib(int64_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g MiB", static_cast<double>(bytes) / (1 << 20));
  return text;
}

Size large(const Machine &machine, const char *name, const std::string &what, int64_t bytes) {
  const int64_t most = machine.memory / 2 / MEMORY_PER_SCALAR * 2;
  std::string description = "poses with " + std::to_string(NEIGHBOURS) +
                            " neighbours, blocks 6x6: " + in_mib(std::min(bytes, most)) +
                            " of fp16 scalars (arrays: of fp64), " + what;
  if (bytes > most)
    description += "; capped by half of the memory from " + in_mib(bytes);
  return {name, description, std::min(bytes, most), true, true, 5, 0.02};
}

} // namespace

Machine machine() {
  Machine machine;
  int last = 0;
  for (const auto &cache : benchmark::CPUInfo::Get().caches) {
    if (cache.type == "Instruction")
      continue;
    if (cache.level == 2)
      machine.level2 = cache.size;
    if (cache.level > last) {
      last = cache.level;
      machine.last = cache.size;
    }
  }
  machine.memory = sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
  return machine;
}

std::vector<Size> sizes(const Machine &machine, bool quick) {
  const Size window = {
      "window", "bundle adjustment, 5,500 x 999, 2,750 observations, blocks 2x6 and 2x3", 0, true, true, 5, 0.02};
  if (quick) {
    const Size small = large(machine, "small", "for a quick look", 1 << 18);
    std::vector<Size> both = {window, small};
    for (Size &size : both) {
      size.repetitions = 3;
      size.min_seconds = 0.001;
    }
    return both;
  }
  const int64_t last = machine.last > 0 ? machine.last : ASSUMED_CACHE;
  /* In the cache whatever the type: fp64 takes half of it. Out of it whatever the type: fp16 takes four times of it. */
  const std::string cache = " the last-level cache of " + in_mib(last) + (machine.last > 0 ? "" : " (assumed)");
  Size memory = large(machine, "4xllc", "four times" + cache, 4 * last);
  memory.cached = false;
  memory.compute_bound = false;
  return {window, large(machine, "llc", "an eighth of" + cache + ", fp64 a half", last / 8), memory};
}

} // namespace bench
