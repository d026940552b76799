/*
 * What the parts of the kernel benchmark share: sizes, memory, and the rows that Google Benchmark times.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_BENCH_H
#define MEZZO_BENCH_H

#include "mezzo.h"

#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <vector>

namespace bench {

/* ---- Machine and sizes ---- */

struct Machine {
  int64_t level2 = 0; /* bytes of a core's; 0 where the system does not tell */
  int64_t last = 0;   /* bytes of the last level */
  int64_t memory = 0; /* bytes */
};

Machine machine();

/* A working set: what one problem of each kind is made for. */
struct Size {
  std::string name;
  std::string description;
  int64_t bytes;      /* of the stored fp16 scalars, of arrays in fp64; 0 for the Jacobian of a window */
  bool cached;        /* whether to run once untimed, so that caches hold what fits them */
  bool compute_bound; /* whether to measure what is bound by arithmetic, too */
  int repetitions;    /* of what is in use; of what is not: as many as a median takes */
  double min_seconds; /* of a repetition */
};

std::vector<Size> sizes(const Machine &machine, bool quick);

/* ---- Memory ---- */

/* Bytes without a value, aligned as the library likes them best. */
class Memory {
public:
  explicit Memory(int64_t bytes = 0) {
    if (bytes == 0)
      return;
    const auto rounded = (static_cast<size_t>(bytes) + 63) / 64 * 64;
    memory_.reset(std::aligned_alloc(64, rounded));
    if (memory_ == nullptr)
      throw std::bad_alloc();
  }
  template <class T = void> T *as() const { return static_cast<T *>(memory_.get()); }
  bool empty() const { return memory_ == nullptr; }

private:
  struct Free {
    void operator()(void *memory) const { std::free(memory); }
  };
  std::unique_ptr<void, Free> memory_;
};

/* part(begin, end) on all processors, for parts that make up [0, n). */
void in_parallel(int64_t n, const std::function<void(int64_t, int64_t)> &part);

/* A number in [-1, 1) that depends on i alone. */
double random_at(uint64_t i);

/* values[i] = offset-th random numbers in [-magnitude, magnitude). */
void fill(double *values, int64_t n, uint64_t offset, double magnitude = 1);

/* Ends the program unless a call to the library succeeded. */
void require(mezzo_status status, const char *what);

template <class T> using Handle = std::unique_ptr<T, void (*)(T *)>;

/* The handle that create(&handle) makes. */
template <class T, class Create> Handle<T> make(void (*destroy)(T *), const char *what, Create create) {
  T *handle = nullptr;
  require(create(&handle), what);
  return Handle<T>(handle, destroy);
}

/* ---- Rows ---- */

const char *name(mezzo_type type);

/* Bytes of a scalar, and the type of the vectors that go with a matrix in that type. */
int64_t bytes(mezzo_type type);
mezzo_type vector_type(mezzo_type type);

/* A kernel in mezzo_kernels_registered. */
struct Kernel {
  std::string operation;
  mezzo_type type;
};

/* Whether a family that this machine runs has that kernel. */
bool available(const Kernel &kernel);

/* What is timed. bytes counts what has to be moved: each stored scalar, index and element of a vector once a sweep. */
struct Operation {
  std::string problem;
  std::string name;
  mezzo_type type;
  mezzo_type operand;
  std::vector<Kernel> kernels; /* all that it runs; families that have none of them get no row */
  double bytes;
  double flops;
  std::function<mezzo_status()> run;
};

/* A benchmark PROBLEM/NAME/TYPE/OPERAND/FAMILY/SIZE for each family that has kernels of its own for the operation. */
void add(const Size &size, const Operation &operation);

/* PROBLEM/read/TYPE/TYPE/STREAMS/SIZE: loads of all these bytes, as wide as the machine has them, and nothing else;
 * once from the first to the last, once from four parts at a time. */
void add_read(const Size &size, const std::string &problem, mezzo_type type, const void *memory, int64_t bytes);

/* call/vector_dot: a call that has next to nothing to do. */
void add_call();

/* ---- Problems ---- */

/* Builds the problem of that size, registers its rows, runs them and frees the problem. */
using Run = std::function<void()>;
void run_jacobian(const Size &size, const Run &run);
void run_factor(const Size &size, const Run &run);
void run_arrays(const Size &size, const Run &run);

/* ---- Graphs ---- */

/* Structure of a Jacobian, in the words of mezzo_jacobian_create. */
struct Structure {
  std::vector<int32_t> dims;
  mezzo_group group;
  std::vector<int32_t> block_variables;

  Handle<mezzo_jacobian> create() const;
};

/* A window of bundle adjustment: 2,750 observations (blocks 2x6 and 2x3) of 293 points from 20 poses. */
Structure window_structure();

/* Neighbours of each variable in a locally connected graph, all after it, and how far the last one may be. */
enum { NEIGHBOURS = 20, REACH = 10 * NEIGHBOURS };

/* Blocks 6x6 and 6x6: each of `variables` poses is measured against NEIGHBOURS later ones; there are REACH more that
 * only serve as neighbours. */
Structure local_structure(int64_t variables);

} // namespace bench

#endif
