/*
 * Times solves, from the moment that the problem begins to be built.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "solve.h"

#include <chrono>
#include <cstdio>
#include <vector>

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int MOST_SOLVES = 20;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/* Notes chi2 and time of each step; ends the solve once chi2 is low enough. */
class Watch : public ceres::IterationCallback {
public:
  Watch(Clock::time_point start, double until) : start_(start), until_(until) {}

  ceres::CallbackReturnType operator()(const ceres::IterationSummary &step) override {
    points.push_back({2 * step.cost, seconds_since(start_), step.linear_solver_iterations});
    return 2 * step.cost <= until_ ? ceres::SOLVER_TERMINATE_SUCCESSFULLY : ceres::SOLVER_CONTINUE;
  }

  struct Point {
    double chi2;
    double seconds;
    int linear;
  };
  std::vector<Point> points;

private:
  Clock::time_point start_;
  double until_;
};

/* Solves from the start; returns what it took, in seconds. */
double solve_once(Solvable &solvable, ceres::Solver::Options options, double until) {
  solvable.reset();
  const Clock::time_point start = Clock::now();
  Watch watch(start, until);
  options.callbacks.push_back(&watch);
  ceres::Solver::Summary summary;
  {
    ceres::Problem::Options ownership;
    ownership.cost_function_ownership = ceres::DO_NOT_TAKE_OWNERSHIP;
    ownership.manifold_ownership = ceres::DO_NOT_TAKE_OWNERSHIP;
    ownership.evaluation_callback = solvable.callback();
    ceres::Problem problem(ownership);
    solvable.build(problem);
    solvable.advise(options);
    ceres::Solve(options, &problem, &summary);
  }
  const double seconds = seconds_since(start);
  std::printf("solve\n");
  for (const Watch::Point &point : watch.points)
    std::printf("point %.17g %.9f %d\n", point.chi2, point.seconds, point.linear);
  std::printf("end %.17g %.9f %s\n", solvable.chi2(), seconds,
              ceres::TerminationTypeToString(summary.termination_type));
  return seconds;
}

} // namespace

void solve(Solvable &solvable, const ceres::Solver::Options &options, const Effort &effort) {
  double spent = 0;
  for (int k = 0; k == 0 || (spent < effort.spend && k < MOST_SOLVES); k++)
    spent += solve_once(solvable, options, effort.until);
}

} // namespace bench
