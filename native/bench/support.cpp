/*
 * Reproducible numbers, made fast; types; calls that have to succeed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bench.h"

#include <algorithm>
#include <cstdio>
#include <thread>

namespace bench {

void in_parallel(int64_t n, const std::function<void(int64_t, int64_t)> &part) {
  const int64_t threads = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::thread> others;
  for (int64_t t = 1; t < threads; t++)
    others.emplace_back(part, n * t / threads, n * (t + 1) / threads);
  part(0, n / threads);
  for (std::thread &other : others)
    other.join();
}

/* Finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) over a counter: any number without those before it. */
double random_at(uint64_t i) {
  uint64_t z = (i + 1) * 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  z ^= z >> 31;
  return static_cast<double>(static_cast<int64_t>(z)) * 0x1p-63;
}

void fill(double *values, int64_t n, uint64_t offset, double magnitude) {
  in_parallel(n, [=](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++)
      values[i] = magnitude * random_at(offset + static_cast<uint64_t>(i));
  });
}

void require(mezzo_status status, const char *what) {
  if (status == MEZZO_OK)
    return;
  std::fprintf(stderr, "%s: %s\n", what, mezzo_status_message(status));
  std::exit(1);
}

const char *name(mezzo_type type) {
  static const char *const names[] = {"f64", "f32", "f16", "bf16", "b16"};
  return names[type];
}

int64_t bytes(mezzo_type type) {
  return type == MEZZO_F64 ? 8 : type == MEZZO_F32 ? 4 : 2;
}

mezzo_type vector_type(mezzo_type type) {
  return type == MEZZO_F64 ? MEZZO_F64 : MEZZO_F32;
}

} // namespace bench
