/*
 * Solves a problem with Ceres as often as time allows, and prints what it took.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_BENCH_CERES_SOLVE_H
#define MEZZO_BENCH_CERES_SOLVE_H

#include <ceres/ceres.h>

namespace bench {

/* Something to solve, again and again from the same start. Cost functions and manifolds are its own. */
class Solvable {
public:
  virtual ~Solvable() = default;

  /* Back to the start. */
  virtual void reset() = 0;

  /* Called whenever costs are about to be evaluated elsewhere; none by default. */
  virtual ceres::EvaluationCallback *callback() { return nullptr; }

  /* Adds all there is to a problem. */
  virtual void build(ceres::Problem &problem) = 0;

  /* Tells a solver what is special; nothing by default. */
  virtual void advise(ceres::Solver::Options &) {}

  /* The sum of squares, computed anew. */
  virtual double chi2() = 0;
};

struct Effort {
  double until = -1; /* chi2 that ends a solve */
  double spend = 0;  /* seconds to fill with solves */
};

/* Solves at least once; lines of words as main.cpp tells. */
void solve(Solvable &solvable, const ceres::Solver::Options &options, const Effort &effort);

} // namespace bench

#endif
