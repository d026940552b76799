/*
 * A pose graph as Ceres' users pose it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_BENCH_CERES_POSE_GRAPH_PROBLEM_H
#define MEZZO_BENCH_CERES_POSE_GRAPH_PROBLEM_H

#include "pose_graph.h"
#include "solve.h"

#include <memory>

namespace bench {

class PoseGraphProblem : public Solvable {
public:
  explicit PoseGraphProblem(const PoseGraph &graph);

  void reset() override { poses_ = graph_.poses; }
  void build(ceres::Problem &problem) override;
  double chi2() override;

private:
  const PoseGraph &graph_;
  std::vector<std::unique_ptr<ceres::CostFunction>> costs_;
  std::vector<std::array<double, 7>> poses_;
  ceres::EigenQuaternionManifold rotations_;
};

} // namespace bench

#endif
