/*
 * A bundle as Ceres' users pose it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_BENCH_CERES_BUNDLE_PROBLEM_H
#define MEZZO_BENCH_CERES_BUNDLE_PROBLEM_H

#include "bundle_costs.h"
#include "solve.h"

#include <ceres/evaluation_callback.h>

#include <memory>

namespace bench {

class BundleProblem : public Solvable, private ceres::EvaluationCallback {
public:
  explicit BundleProblem(const Bundle &bundle);

  void reset() override;
  ceres::EvaluationCallback *callback() override { return this; }
  void build(ceres::Problem &problem) override;
  void advise(ceres::Solver::Options &options) override;
  double chi2() override;

private:
  const Bundle &bundle_;
  std::vector<std::unique_ptr<ceres::CostFunction>> costs_;
  std::vector<Rotation> rotations_;
  std::vector<std::array<double, 9>> keyframes_; /* pose, and what a bal camera has of its own */
  std::vector<std::array<double, 3>> landmarks_;

  void PrepareForEvaluation(bool evaluate_jacobians, bool new_evaluation_point) override;
  std::unique_ptr<ceres::CostFunction> cost_function(const Bundle::Observation &observation);
};

} // namespace bench

#endif
