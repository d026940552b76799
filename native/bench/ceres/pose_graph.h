/*
 * A pose graph as Mezzo writes it in g2o's format: what the benchmark of Ceres solves.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_BENCH_CERES_POSE_GRAPH_H
#define MEZZO_BENCH_CERES_POSE_GRAPH_H

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace bench {

/* Poses hold x y heading in the plane; x y z, then the quaternion x y z w in space. */
struct PoseGraph {
  struct Edge {
    size_t from; /* pose that measures */
    size_t to;   /* pose that is measured */
    std::array<double, 7> measurement;
    std::array<double, 36> root; /* U, upper triangular, row-major, U^T U the information */
  };

  int dimension = 0; /* 2 or 3 */
  std::vector<std::array<double, 7>> poses;
  std::vector<bool> fixed;
  std::vector<Edge> edges; /* priors are edges from a fixed pose at the origin */
};

/* Reads a file; throws std::runtime_error with a reason where it holds anything but poses, edges, priors of poses and
 * FIX. */
PoseGraph read_g2o(const std::string &path);

} // namespace bench

#endif
