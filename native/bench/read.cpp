/*
 * The read bandwidth of one core: loads of the widest vectors of the machine over an array, and nothing else that takes
 * time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bench.h"

#include <benchmark/benchmark.h>

namespace bench {

namespace {

/* Vectors under way at a time: as many as hide the latency of an exclusive or, and fit the registers. */
constexpr int64_t UNROLLED = 8;

/* A function that combines all vectors of that width, a run of each of so many equal parts at a time; but for what is
 * left of whole runs. */
#define DEFINE_READ(name, width, attributes)                                                                           \
  template <int64_t PARTS> attributes uint64_t name(const void *memory, int64_t bytes) {                               \
    typedef uint64_t lanes __attribute__((vector_size(width), may_alias));                                             \
    constexpr int64_t RUN = UNROLLED / PARTS;                                                                          \
    const lanes *from = static_cast<const lanes *>(memory);                                                            \
    const int64_t part = bytes / width / PARTS;                                                                        \
    lanes sum[UNROLLED] = {};                                                                                          \
    for (int64_t i = 0; i + RUN <= part; i += RUN)                                                                     \
      for (int64_t k = 0; k < UNROLLED; k++)                                                                           \
        sum[k] ^= from[k / RUN * part + i + k % RUN];                                                                  \
    uint64_t all = 0;                                                                                                  \
    for (const lanes &one : sum)                                                                                       \
      all ^= one[0];                                                                                                   \
    return all;                                                                                                        \
  }

DEFINE_READ(read_by_16, 16, )
#if defined(__x86_64__)
DEFINE_READ(read_by_32, 32, __attribute__((target("avx2"))))
DEFINE_READ(read_by_64, 64, __attribute__((target("avx512f"))))
#endif

template <int64_t PARTS> uint64_t read(const void *memory, int64_t bytes) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f"))
    return read_by_64<PARTS>(memory, bytes);
  if (__builtin_cpu_supports("avx2"))
    return read_by_32<PARTS>(memory, bytes);
#endif
  return read_by_16<PARTS>(memory, bytes);
}

template <int64_t PARTS> void add_parts(const Size &size, const std::string &title, const void *memory, int64_t bytes) {
  benchmark::RegisterBenchmark((title + std::to_string(PARTS) + "-stream/" + size.name).c_str(),
                               [=](benchmark::State &state) {
                                 if (size.cached)
                                   benchmark::DoNotOptimize(read<PARTS>(memory, bytes));
                                 for (auto _ : state)
                                   benchmark::DoNotOptimize(read<PARTS>(memory, bytes));
                                 state.counters["bytes"] = static_cast<double>(bytes);
                               })
      ->Repetitions(size.repetitions)
      ->ReportAggregatesOnly(true)
      ->MinTime(size.min_seconds);
}

} // namespace

void add_read(const Size &size, const std::string &problem, mezzo_type type, const void *memory, int64_t bytes) {
  const std::string title = problem + "/read/" + name(type) + "/" + name(type) + "/";
  add_parts<1>(size, title, memory, bytes);
  add_parts<4>(size, title, memory, bytes);
}

} // namespace bench
