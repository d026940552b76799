/*
 * Optimises a pose graph or a bundle with Ceres, as its users do, on one thread:
 *
 *   mezzo-bench-ceres [--solver SOLVER] [--strategy lm|dogleg] [--until CHI2] [--time-limit S] [--spend S] FILE
 *
 * or, with --version alone, says which version of Ceres this is. FILE is a pose graph that Mezzo wrote in g2o's format,
 * or a bundle (bundle.h). SOLVER is cholesky or cgnr, for bundles also dense-schur, sparse-schur,
 * sparse-schur-mixed, iterative-schur. Repeats the solve from the same start until S seconds have been spent, at least
 * once. Prints lines of words:
 *
 *   solve
 *   point CHI2 SECONDS LINEAR     the start, and after each step; seconds since the problem began to be built
 *   end CHI2 SECONDS TERMINATION  of what was found, computed anew
 *
 * CHI2 is the sum of squares. Reading is not timed, nor is the making of the cost functions: both are what a program
 * has at hand that wants something optimised.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bundle_problem.h"
#include "pose_graph_problem.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <string>

namespace {

constexpr int MOST_STEPS = 500;

struct Arguments {
  ceres::Solver::Options options;
  std::string file;
  bench::Effort effort;
};

[[noreturn]] void usage() {
  std::fprintf(stderr, "usage: mezzo-bench-ceres [--solver SOLVER] [--strategy lm|dogleg] [--until CHI2] "
                       "[--time-limit S] [--spend S] FILE\n");
  std::exit(2);
}

bool choose_solver(const std::string &name, ceres::Solver::Options &options) {
  options.sparse_linear_algebra_library_type = ceres::SUITE_SPARSE;
  options.preconditioner_type = ceres::JACOBI;
  if (name == "cholesky") {
    options.linear_solver_type = ceres::SPARSE_NORMAL_CHOLESKY;
  } else if (name == "cgnr") {
    options.linear_solver_type = ceres::CGNR;
  } else if (name == "dense-schur") {
    options.linear_solver_type = ceres::DENSE_SCHUR;
    options.dense_linear_algebra_library_type = ceres::LAPACK;
  } else if (name == "sparse-schur") {
    options.linear_solver_type = ceres::SPARSE_SCHUR;
  } else if (name == "sparse-schur-mixed") {
    /* SuiteSparse 5 has no single precision. */
    options.linear_solver_type = ceres::SPARSE_SCHUR;
    options.sparse_linear_algebra_library_type = ceres::EIGEN_SPARSE;
    options.use_mixed_precision_solves = true;
    options.max_num_refinement_iterations = 3;
  } else if (name == "iterative-schur") {
    options.linear_solver_type = ceres::ITERATIVE_SCHUR;
    options.preconditioner_type = ceres::SCHUR_JACOBI;
  } else {
    return false;
  }
  return true;
}

Arguments parse(int argc, char **argv) {
  Arguments arguments;
  ceres::Solver::Options &options = arguments.options;
  options.num_threads = 1;
  options.logging_type = ceres::SILENT;
  options.max_num_iterations = MOST_STEPS;
  choose_solver("cholesky", options);
  /* Its own tolerances stop some problems before six digits of chi2 are reached. */
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
      arguments.effort.until = std::atof(argv[k]);
    else if (name == "--time-limit")
      options.max_solver_time_in_seconds = std::atof(argv[k]);
    else if (name == "--spend")
      arguments.effort.spend = std::atof(argv[k]);
    else if (name == "--strategy" && value == "dogleg")
      options.trust_region_strategy_type = ceres::DOGLEG;
    else if (!(name == "--solver" && choose_solver(value, options)) && !(name == "--strategy" && value == "lm"))
      usage();
  }
  if (arguments.file.empty())
    usage();
  return arguments;
}

bool is_bundle(const std::string &path) {
  std::ifstream file(path);
  std::string word;
  return file >> word && word == bench::Bundle::MAGIC;
}

void run(bench::Solvable &&solvable, const Arguments &arguments) {
  bench::solve(solvable, arguments.options, arguments.effort);
}

} // namespace

int main(int argc, char **argv) {
  if (argc == 2 && std::string(argv[1]) == "--version") {
    std::printf("%s\n", CERES_VERSION_STRING);
    return 0;
  }
  const Arguments arguments = parse(argc, argv);
  try {
    if (is_bundle(arguments.file)) {
      const bench::Bundle bundle = bench::read_bundle(arguments.file);
      run(bench::BundleProblem(bundle), arguments);
    } else {
      const bench::PoseGraph graph = bench::read_g2o(arguments.file);
      run(bench::PoseGraphProblem(graph), arguments);
    }
  } catch (const std::exception &e) {
    std::fprintf(stderr, "%s: %s\n", arguments.file.c_str(), e.what());
    return 1;
  }
  return 0;
}
