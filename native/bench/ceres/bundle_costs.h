/*
 * Reprojection errors with analytic derivatives. The rotations of keyframes and their derivatives are computed once an
 * evaluation, not once an observation.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_BENCH_CERES_BUNDLE_COSTS_H
#define MEZZO_BENCH_CERES_BUNDLE_COSTS_H

#include "bundle.h"

#include <ceres/sized_cost_function.h>

#include <Eigen/Core>
#include <Eigen/Geometry>

namespace bench {

/* What all observations of a keyframe share. */
struct Rotation {
  Eigen::Matrix3d matrix;   /* R, of the rotation vector w */
  Eigen::Matrix3d jacobian; /* J of R(w + d) = Exp(J d) R(w), to first order in d */

  void set(const double *vector) {
    const Eigen::Map<const Eigen::Vector3d> w(vector);
    const double square = w.squaredNorm();
    const double angle = std::sqrt(square);
    const bool small = angle < 1e-4;
    const double a = small ? 1 - square / 6 : std::sin(angle) / angle;
    const double b = small ? 0.5 - square / 24 : (1 - std::cos(angle)) / square;
    const double c = small ? 1.0 / 6 - square / 120 : (1 - a) / square;
    Eigen::Matrix3d hat;
    hat << 0, -w.z(), w.y(), w.z(), 0, -w.x(), -w.y(), w.x(), 0;
    const Eigen::Matrix3d hat2 = hat * hat;
    matrix = Eigen::Matrix3d::Identity() + a * hat + b * hat2;
    jacobian = Eigen::Matrix3d::Identity() + b * hat + c * hat2;
  }
};

/* Each camera model: what it measures of p, the derivatives by p, and those by intrinsics where they are wanted. */
template <int ROWS> using ByPoint = Eigen::Matrix<double, ROWS, 3, Eigen::RowMajor>;

struct PinholeModel {
  static constexpr int ROWS = 2;

  static void see(const Eigen::Vector3d &p, const double *k, double *out, ByPoint<2> *by_point) {
    const double iz = 1 / p.z();
    const double a = p.x() * iz;
    const double b = p.y() * iz;
    out[0] = k[0] * a + k[2];
    out[1] = k[1] * b + k[3];
    if (by_point)
      *by_point << k[0] * iz, 0, -k[0] * a * iz, 0, k[1] * iz, -k[1] * b * iz;
  }
};

struct StereoModel {
  static constexpr int ROWS = 3;

  static void see(const Eigen::Vector3d &p, const double *k, double *out, ByPoint<3> *by_point) {
    const double iz = 1 / p.z();
    const double left = p.x() * iz;
    const double right = (p.x() - k[4]) * iz;
    const double b = p.y() * iz;
    out[0] = k[0] * left + k[2];
    out[1] = k[0] * right + k[2];
    out[2] = k[1] * b + k[3];
    if (by_point)
      *by_point << k[0] * iz, 0, -k[0] * left * iz, k[0] * iz, 0, -k[0] * right * iz, 0, k[1] * iz, -k[1] * b * iz;
  }
};

struct BalModel {
  static constexpr int ROWS = 2;

  /* by_intrinsics: row-major, the rows a stride apart. */
  static void see(const Eigen::Vector3d &p, const double *k, double *out, ByPoint<2> *by_point,
                  double *by_intrinsics = nullptr, int stride = 0) {
    const double iz = -1 / p.z();
    const double a = p.x() * iz;
    const double b = p.y() * iz;
    const double square = a * a + b * b;
    const double d = 1 + square * (k[1] + square * k[2]);
    out[0] = k[0] * d * a;
    out[1] = k[0] * d * b;
    if (by_point) {
      const double slope = 2 * k[0] * (k[1] + 2 * k[2] * square);
      const double ua = (k[0] * d + slope * a * a) * iz;
      const double ub = slope * a * b * iz;
      const double vb = (k[0] * d + slope * b * b) * iz;
      *by_point << ua, ub, a * ua + b * ub, ub, vb, a * ub + b * vb;
    }
    if (by_intrinsics) {
      const double f = k[0] * square;
      by_intrinsics[0] = d * a;
      by_intrinsics[1] = f * a;
      by_intrinsics[2] = f * square * a;
      by_intrinsics[stride] = d * b;
      by_intrinsics[stride + 1] = f * b;
      by_intrinsics[stride + 2] = f * square * b;
    }
  }
};

/* Predicted minus measured. Blocks: keyframe, landmark. A keyframe is w and t of p = R(w) X + t, and f, k1, k2 where
 * these are free. */
template <class Model, int KEYFRAME> class Reprojection : public ceres::SizedCostFunction<Model::ROWS, KEYFRAME, 3> {
public:
  Reprojection(const Bundle::Observation &observation, const double *intrinsics, const Rotation *rotation)
      : observation_(observation), intrinsics_(intrinsics), rotation_(rotation) {}

  bool Evaluate(double const *const *blocks, double *residual, double **jacobians) const override {
    constexpr int ROWS = Model::ROWS;
    using Row = Eigen::RowVector3d;
    const double *keyframe = blocks[0];
    const Eigen::Vector3d turned = rotation_->matrix * Eigen::Map<const Eigen::Vector3d>(blocks[1]);
    const Eigen::Vector3d p = turned + Eigen::Map<const Eigen::Vector3d>(keyframe + 3);
    ByPoint<ROWS> by_point;
    double *by_keyframe = jacobians ? jacobians[0] : nullptr;
    see(p, keyframe, residual, jacobians ? &by_point : nullptr, by_keyframe);
    for (int i = 0; i < ROWS; i++)
      residual[i] -= observation_.measured[static_cast<size_t>(i)];
    if (!jacobians)
      return true;
    if (by_keyframe)
      for (int i = 0; i < ROWS; i++) {
        const Row by_p = by_point.row(i);
        const Row by_turn = turned.transpose().cross(by_p);
        Eigen::Map<Row>(by_keyframe + i * KEYFRAME) = by_turn * rotation_->jacobian;
        Eigen::Map<Row>(by_keyframe + i * KEYFRAME + 3) = by_p;
      }
    if (jacobians[1]) {
      Eigen::Map<ByPoint<ROWS>> by_landmark(jacobians[1]);
      by_landmark.noalias() = by_point * rotation_->matrix;
    }
    return true;
  }

private:
  const Bundle::Observation &observation_;
  const double *intrinsics_;
  const Rotation *rotation_;

  void see(const Eigen::Vector3d &p, const double *keyframe, double *out, ByPoint<Model::ROWS> *by_point,
           double *by_keyframe) const {
    if constexpr (KEYFRAME == 9)
      Model::see(p, keyframe + 6, out, by_point, by_keyframe ? by_keyframe + 6 : nullptr, KEYFRAME);
    else
      Model::see(p, intrinsics_, out, by_point);
  }
};

} // namespace bench

#endif
