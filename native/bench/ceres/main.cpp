/*
 * Optimises a pose graph with Ceres, as its users do, on one thread:
 *
 *   mezzo-bench-ceres [--solver cholesky|cgnr] [--strategy lm|dogleg] [--until CHI2] [--time-limit S] [--spend S] FILE
 *
 * or, with --version alone, says which version of Ceres this is. FILE is what Mezzo writes in g2o's format. Repeats the
 * solve from the same start until S seconds have been spent, at least once. Prints lines of words:
 *
 *   solve
 *   point CHI2 SECONDS LINEAR     the start, and after each step; seconds since the problem began to be built
 *   end CHI2 SECONDS TERMINATION  of what was found, computed anew
 *
 * CHI2 is the sum of squares. Reading is not timed, nor is the making of the edges' cost functions: both are what a
 * program has at hand that wants a graph optimised.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "errors.h"

#include <ceres/ceres.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <vector>

namespace {

using bench::PoseGraph;
using Clock = std::chrono::steady_clock;

constexpr int MOST_STEPS = 500;
constexpr int MOST_SOLVES = 20;

struct Arguments {
  ceres::Solver::Options options;
  std::string file;
  double until = -1;
  double spend = 0;
};

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

std::unique_ptr<ceres::CostFunction> cost_function(const PoseGraph &graph, const PoseGraph::Edge &edge) {
  if (graph.dimension == 2)
    return std::make_unique<ceres::AutoDiffCostFunction<bench::Error2, 3, 3, 3>>(new bench::Error2{edge});
  return std::make_unique<ceres::AutoDiffCostFunction<bench::Error3, 6, 3, 4, 3, 4>>(new bench::Error3{edge});
}

class Solve {
public:
  Solve(const PoseGraph &graph, const Arguments &arguments) : graph_(graph), arguments_(arguments) {
    for (const PoseGraph::Edge &edge : graph.edges)
      costs_.push_back(cost_function(graph, edge));
  }

  /* Solves from the start of the graph; returns what it took, in seconds. */
  double run() {
    poses_ = graph_.poses;
    const Clock::time_point start = Clock::now();
    Watch watch(start, arguments_.until);
    ceres::Solver::Options options = arguments_.options;
    options.callbacks.push_back(&watch);
    ceres::Solver::Summary summary;
    {
      ceres::Problem::Options ownership;
      ownership.cost_function_ownership = ceres::DO_NOT_TAKE_OWNERSHIP;
      ownership.manifold_ownership = ceres::DO_NOT_TAKE_OWNERSHIP;
      ceres::Problem problem(ownership);
      build(problem);
      ceres::Solve(options, &problem, &summary);
    }
    const double seconds = seconds_since(start);
    std::printf("solve\n");
    for (const Watch::Point &point : watch.points)
      std::printf("point %.17g %.9f %d\n", point.chi2, point.seconds, point.linear);
    std::printf("end %.17g %.9f %s\n", chi2(), seconds, ceres::TerminationTypeToString(summary.termination_type));
    return seconds;
  }

private:
  const PoseGraph &graph_;
  const Arguments &arguments_;
  std::vector<std::unique_ptr<ceres::CostFunction>> costs_;
  std::vector<std::array<double, 7>> poses_;
  ceres::EigenQuaternionManifold rotations_;

  /* As in the examples that come with Ceres: translation and quaternion apart. */
  void build(ceres::Problem &problem) {
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

  double chi2() const {
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
};

[[noreturn]] void usage() {
  std::fprintf(stderr, "usage: mezzo-bench-ceres [--solver cholesky|cgnr] [--strategy lm|dogleg] [--until CHI2] "
                       "[--time-limit S] [--spend S] FILE\n");
  std::exit(2);
}

Arguments parse(int argc, char **argv) {
  Arguments arguments;
  ceres::Solver::Options &options = arguments.options;
  options.num_threads = 1;
  options.logging_type = ceres::SILENT;
  options.max_num_iterations = MOST_STEPS;
  options.linear_solver_type = ceres::SPARSE_NORMAL_CHOLESKY;
  options.sparse_linear_algebra_library_type = ceres::SUITE_SPARSE;
  options.preconditioner_type = ceres::JACOBI;
  /* Its own tolerances stop some graphs before six digits of chi2 are reached. */
  options.function_tolerance = 1e-12;
  options.gradient_tolerance = 1e-14;
  options.parameter_tolerance = 1e-14;
  for (int k = 1; k < argc; k++) {
    const std::string name = argv[k];
    if (name.compare(0, 2, "--") != 0) {
      arguments.file = name;
      continue;
    }
    if (++k == argc)
      usage();
    const std::string value = argv[k];
    if (name == "--until")
      arguments.until = std::atof(argv[k]);
    else if (name == "--time-limit")
      options.max_solver_time_in_seconds = std::atof(argv[k]);
    else if (name == "--spend")
      arguments.spend = std::atof(argv[k]);
    else if (name == "--solver" && value == "cgnr")
      options.linear_solver_type = ceres::CGNR;
    else if (name == "--strategy" && value == "dogleg")
      options.trust_region_strategy_type = ceres::DOGLEG;
    else if (!(name == "--solver" && value == "cholesky") && !(name == "--strategy" && value == "lm"))
      usage();
  }
  if (arguments.file.empty())
    usage();
  return arguments;
}

} // namespace

int main(int argc, char **argv) {
  if (argc == 2 && std::string(argv[1]) == "--version") {
    std::printf("%s\n", CERES_VERSION_STRING);
    return 0;
  }
  const Arguments arguments = parse(argc, argv);
  try {
    const PoseGraph graph = bench::read_g2o(arguments.file);
    Solve solve(graph, arguments);
    double spent = 0;
    for (int k = 0; k == 0 || (spent < arguments.spend && k < MOST_SOLVES); k++)
      spent += solve.run();
  } catch (const std::exception &e) {
    std::fprintf(stderr, "%s: %s\n", arguments.file.c_str(), e.what());
    return 1;
  }
  return 0;
}
