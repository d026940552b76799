/*
 * A bundle adjustment problem as Mezzo's benchmark writes it:
 *
 *   mezzo-bundle 1
 *   camera MODEL fixed|free PARAMETER...     pinhole fx fy cx cy; bal f k1 k2; stereo fx fy cx cy baseline
 *   keyframe CAMERA TX TY TZ QX QY QZ QW     pose of the camera in the world, unit quaternion camera to world
 *   hold KEYFRAME                            its pose is known
 *   landmark X Y Z
 *   pixel KEYFRAME LANDMARK U V
 *   stereo KEYFRAME LANDMARK UL UR V
 *
 * Cameras, keyframes and landmarks count from 0 in the order of their lines, each line after those that it names.
 * Pinhole and stereo cameras look along +z, bal cameras along -z. A free camera, a bal one, has one keyframe.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEZZO_BENCH_CERES_BUNDLE_H
#define MEZZO_BENCH_CERES_BUNDLE_H

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace bench {

struct Bundle {
  static constexpr const char *MAGIC = "mezzo-bundle";

  enum class Model { PINHOLE, BAL, STEREO };

  struct Camera {
    Model model;
    bool free;
    std::array<double, 5> intrinsics;
  };

  struct Keyframe {
    size_t camera;
    bool held;
    std::array<double, 6> pose; /* world to camera: rotation vector, then translation */
  };

  struct Observation {
    size_t keyframe;
    size_t landmark;
    bool stereo;
    std::array<double, 3> measured;
  };

  std::vector<Camera> cameras;
  std::vector<Keyframe> keyframes;
  std::vector<std::array<double, 3>> landmarks;
  std::vector<Observation> observations;
};

/* Reads a file; throws std::runtime_error with a reason. */
Bundle read_bundle(const std::string &path);

} // namespace bench

#endif
