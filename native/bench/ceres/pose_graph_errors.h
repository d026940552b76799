/*
 * Errors of edges in g2o's convention, D = Z^-1 Xfrom^-1 Xto: translation of D, then in the plane its angle, in space
 * the vector part of its quaternion with w >= 0; whitened by the root of the information. For automatic
 * differentiation.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_BENCH_CERES_POSE_GRAPH_ERRORS_H
#define MEZZO_BENCH_CERES_POSE_GRAPH_ERRORS_H

#include "pose_graph.h"

#include <ceres/ceres.h>

#include <Eigen/Core>
#include <Eigen/Geometry>

#include <cmath>

namespace bench {

/* residual = U error, N numbers. */
template <int N, class T> void whiten(const PoseGraph::Edge &edge, const T *error, T *residual) {
  const Eigen::Map<const Eigen::Matrix<double, N, N, Eigen::RowMajor>> root(edge.root.data());
  Eigen::Map<Eigen::Matrix<T, N, 1>> whitened(residual);
  whitened.noalias() = root.template cast<T>() * Eigen::Map<const Eigen::Matrix<T, N, 1>>(error);
}

/* An angle in [-pi, pi). */
template <class T> T wrapped(const T &angle) {
  using std::floor;
  return angle - 2 * M_PI * floor((angle + M_PI) / (2 * M_PI));
}

struct Error2 {
  const PoseGraph::Edge &edge;

  /* A pose is x, y, heading. */
  template <class T> bool operator()(const T *from, const T *to, T *residual) const {
    using std::cos;
    using std::sin;
    const auto &z = edge.measurement;
    const T x = to[0] - from[0];
    const T y = to[1] - from[1];
    const T c = cos(from[2]);
    const T s = sin(from[2]);
    const T dx = c * x + s * y - z[0];
    const T dy = c * y - s * x - z[1];
    const double cz = std::cos(z[2]);
    const double sz = std::sin(z[2]);
    const T error[3] = {cz * dx + sz * dy, cz * dy - sz * dx, wrapped(to[2] - from[2] - z[2])};
    whiten<3>(edge, error, residual);
    return true;
  }
};

struct Error3 {
  const PoseGraph::Edge &edge;

  template <class T>
  bool operator()(const T *from_translation, const T *from_rotation, const T *to_translation, const T *to_rotation,
                  T *residual) const {
    using Vector = Eigen::Matrix<T, 3, 1>;
    using Quaternion = Eigen::Quaternion<T>;
    const Eigen::Map<const Vector> from(from_translation);
    const Eigen::Map<const Vector> to(to_translation);
    const Quaternion inverse = Eigen::Map<const Quaternion>(from_rotation).conjugate();
    const Vector translation = Eigen::Map<const Eigen::Vector3d>(edge.measurement.data()).template cast<T>();
    const Quaternion rotation =
        Eigen::Map<const Eigen::Quaterniond>(edge.measurement.data() + 3).conjugate().template cast<T>();

    Eigen::Matrix<T, 6, 1> error;
    error.template head<3>() = rotation * (inverse * (to - from) - translation);
    const Quaternion q = rotation * (inverse * Eigen::Map<const Quaternion>(to_rotation));
    error.template tail<3>() = q.w() < T(0) ? Vector(-q.vec()) : Vector(q.vec());
    whiten<6>(edge, error.data(), residual);
    return true;
  }
};

} // namespace bench

#endif
