/*
 * As in the examples that come with Ceres: automatic derivatives, translation and quaternion apart.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pose_graph_problem.h"

#include "pose_graph_errors.h"

namespace bench {

namespace {

std::unique_ptr<ceres::CostFunction> cost_function(const PoseGraph &graph, const PoseGraph::Edge &edge) {
  if (graph.dimension == 2)
    return std::make_unique<ceres::AutoDiffCostFunction<Error2, 3, 3, 3>>(new Error2{edge});
  return std::make_unique<ceres::AutoDiffCostFunction<Error3, 6, 3, 4, 3, 4>>(new Error3{edge});
}

} // namespace

PoseGraphProblem::PoseGraphProblem(const PoseGraph &graph) : graph_(graph) {
  for (const PoseGraph::Edge &edge : graph.edges)
    costs_.push_back(cost_function(graph, edge));
}

void PoseGraphProblem::build(ceres::Problem &problem) {
  for (size_t k = 0; k < costs_.size(); k++) {
    double *from = poses_[graph_.edges[k].from].data();
    double *to = poses_[graph_.edges[k].to].data();
    if (graph_.dimension == 2) {
      problem.AddResidualBlock(costs_[k].get(), nullptr, from, to);
    } else {
      problem.AddResidualBlock(costs_[k].get(), nullptr, from, from + 3, to, to + 3);
      problem.SetManifold(from + 3, &rotations_);
      problem.SetManifold(to + 3, &rotations_);
    }
  }
  for (size_t v = 0; v < poses_.size(); v++) {
    double *pose = poses_[v].data();
    if (!graph_.fixed[v] || !problem.HasParameterBlock(pose))
      continue;
    problem.SetParameterBlockConstant(pose);
    if (graph_.dimension == 3)
      problem.SetParameterBlockConstant(pose + 3);
  }
}

double PoseGraphProblem::chi2() {
  double sum = 0;
  for (size_t k = 0; k < costs_.size(); k++) {
    const double *from = poses_[graph_.edges[k].from].data();
    const double *to = poses_[graph_.edges[k].to].data();
    const double *plane[] = {from, to};
    const double *space[] = {from, from + 3, to, to + 3};
    double residual[6] = {};
    costs_[k]->Evaluate(graph_.dimension == 2 ? plane : space, residual, nullptr);
    for (double r : residual)
      sum += r * r;
  }
  return sum;
}

} // namespace bench
