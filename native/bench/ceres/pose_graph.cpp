/*
 * Reader of the records that Mezzo writes: every number with all its digits, vertices before edges.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pose_graph.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <unordered_map>

namespace bench {

namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/* U of a positive semi-definite matrix; of a singular one by its eigenvectors. */
Matrix square_root(const Matrix &information) {
  const Eigen::LLT<Matrix> cholesky(information);
  if (cholesky.info() == Eigen::Success)
    return cholesky.matrixU();
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(information);
  const Matrix root = eigen.eigenvalues().cwiseMax(0).cwiseSqrt().asDiagonal() * eigen.eigenvectors().transpose();
  return Eigen::HouseholderQR<Matrix>(root).matrixQR().triangularView<Eigen::Upper>();
}

class Reader {
public:
  PoseGraph graph;

  void read(std::istream &in) {
    std::string text;
    while (std::getline(in, text)) {
      std::istringstream line(text);
      std::string tag;
      if (!(line >> tag) || tag[0] == '#')
        continue;
      record(tag, line);
      if (!line)
        throw std::runtime_error("too few numbers: " + text);
    }
    if (graph.edges.empty())
      throw std::runtime_error("no edge");
  }

private:
  std::unordered_map<long long, size_t> index_;
  size_t origin_ = NONE;

  static constexpr size_t NONE = static_cast<size_t>(-1);

  void record(const std::string &tag, std::istream &line) {
    if (tag == "VERTEX_SE2" || tag == "VERTEX_SE3:QUAT") {
      graph.dimension = tag == "VERTEX_SE2" ? 2 : 3;
      long long id = 0;
      line >> id;
      index_[id] = graph.poses.size();
      graph.poses.push_back(pose(line));
      graph.fixed.push_back(false);
    } else if (tag == "FIX") {
      graph.fixed[vertex(line)] = true;
    } else if (tag == "EDGE_SE2" || tag == "EDGE_SE3:QUAT") {
      const size_t from = vertex(line);
      edge(from, vertex(line), line);
    } else if (tag == "EDGE_PRIOR_SE2") {
      edge(origin(), vertex(line), line);
    } else if (tag == "EDGE_SE3_PRIOR") {
      const size_t to = vertex(line);
      long long offset = 0;
      line >> offset;
      edge(origin(), to, line);
    } else if (tag == "PARAMS_SE3OFFSET") {
      graph.dimension = 3;
      long long id = 0;
      line >> id;
      if (pose(line) != std::array<double, 7>{0, 0, 0, 0, 0, 0, 1})
        throw std::runtime_error("a sensor beside the body: only poses, edges and priors of poses are read");
    } else {
      throw std::runtime_error("a record of unknown kind: " + tag);
    }
  }

  size_t vertex(std::istream &line) {
    long long id = 0;
    line >> id;
    const auto found = index_.find(id);
    if (!line || found == index_.end())
      throw std::runtime_error("there is no vertex " + std::to_string(id));
    return found->second;
  }

  size_t origin() {
    if (origin_ == NONE) {
      origin_ = graph.poses.size();
      graph.poses.push_back({});
      if (graph.dimension == 3)
        graph.poses.back()[6] = 1;
      graph.fixed.push_back(true);
    }
    return origin_;
  }

  std::array<double, 7> pose(std::istream &line) const {
    std::array<double, 7> numbers{};
    for (size_t k = 0; k < (graph.dimension == 2 ? 3 : 7); k++)
      line >> numbers[k];
    return numbers;
  }

  void edge(size_t from, size_t to, std::istream &line) {
    PoseGraph::Edge edge{from, to, pose(line), {}};
    const int n = graph.dimension == 2 ? 3 : 6;
    Matrix information(n, n);
    for (int i = 0; i < n; i++)
      for (int j = i; j < n; j++) {
        line >> information(i, j);
        information(j, i) = information(i, j);
      }
    Eigen::Map<Matrix>(edge.root.data(), n, n) = square_root(information);
    graph.edges.push_back(edge);
  }
};

} // namespace

PoseGraph read_g2o(const std::string &path) {
  std::ifstream file(path);
  if (!file)
    throw std::runtime_error("cannot be read");
  Reader reader;
  reader.read(file);
  return std::move(reader.graph);
}

} // namespace bench
