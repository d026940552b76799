/*
 * As in Ceres' example of bundle adjustment, world-to-camera rotation vectors and translations, but with analytic
 * derivatives; landmarks are eliminated first.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bundle_problem.h"

#include <algorithm>

namespace bench {

BundleProblem::BundleProblem(const Bundle &bundle) : bundle_(bundle), rotations_(bundle.keyframes.size()) {
  for (const Bundle::Observation &observation : bundle.observations)
    costs_.push_back(cost_function(observation));
}

std::unique_ptr<ceres::CostFunction> BundleProblem::cost_function(const Bundle::Observation &observation) {
  const Bundle::Camera &camera = bundle_.cameras[bundle_.keyframes[observation.keyframe].camera];
  const double *intrinsics = camera.intrinsics.data();
  const Rotation *rotation = &rotations_[observation.keyframe];
  if (camera.free)
    return std::make_unique<Reprojection<BalModel, 9>>(observation, nullptr, rotation);
  if (camera.model == Bundle::Model::BAL)
    return std::make_unique<Reprojection<BalModel, 6>>(observation, intrinsics, rotation);
  if (camera.model == Bundle::Model::STEREO)
    return std::make_unique<Reprojection<StereoModel, 6>>(observation, intrinsics, rotation);
  return std::make_unique<Reprojection<PinholeModel, 6>>(observation, intrinsics, rotation);
}

void BundleProblem::reset() {
  keyframes_.assign(bundle_.keyframes.size(), {});
  for (size_t k = 0; k < keyframes_.size(); k++) {
    const Bundle::Keyframe &keyframe = bundle_.keyframes[k];
    std::copy(keyframe.pose.begin(), keyframe.pose.end(), keyframes_[k].begin());
    std::copy_n(bundle_.cameras[keyframe.camera].intrinsics.begin(), 3, keyframes_[k].begin() + 6);
  }
  landmarks_ = bundle_.landmarks;
}

void BundleProblem::build(ceres::Problem &problem) {
  for (size_t k = 0; k < costs_.size(); k++) {
    const Bundle::Observation &observation = bundle_.observations[k];
    problem.AddResidualBlock(costs_[k].get(), nullptr, keyframes_[observation.keyframe].data(),
                             landmarks_[observation.landmark].data());
  }
  for (size_t k = 0; k < keyframes_.size(); k++)
    if (bundle_.keyframes[k].held && problem.HasParameterBlock(keyframes_[k].data()))
      problem.SetParameterBlockConstant(keyframes_[k].data());
}

void BundleProblem::advise(ceres::Solver::Options &options) {
  auto ordering = std::make_shared<ceres::ParameterBlockOrdering>();
  for (const Bundle::Observation &observation : bundle_.observations) {
    ordering->AddElementToGroup(landmarks_[observation.landmark].data(), 0);
    ordering->AddElementToGroup(keyframes_[observation.keyframe].data(), 1);
  }
  options.linear_solver_ordering = ordering;
}

double BundleProblem::chi2() {
  PrepareForEvaluation(false, true);
  double sum = 0;
  for (size_t k = 0; k < costs_.size(); k++) {
    const Bundle::Observation &observation = bundle_.observations[k];
    const double *blocks[] = {keyframes_[observation.keyframe].data(), landmarks_[observation.landmark].data()};
    double residual[3] = {};
    costs_[k]->Evaluate(blocks, residual, nullptr);
    for (double r : residual)
      sum += r * r;
  }
  return sum;
}

void BundleProblem::PrepareForEvaluation(bool, bool new_evaluation_point) {
  if (!new_evaluation_point)
    return;
  for (size_t k = 0; k < keyframes_.size(); k++)
    rotations_[k].set(keyframes_[k].data());
}

} // namespace bench
