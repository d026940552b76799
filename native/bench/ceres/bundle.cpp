/*
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bundle.h"

#include <ceres/rotation.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace bench {

namespace {

size_t parameters(Bundle::Model model) {
  return model == Bundle::Model::BAL ? 3 : model == Bundle::Model::PINHOLE ? 4 : 5;
}

class Reader {
public:
  Bundle bundle;

  void read(std::istream &in) {
    std::string text;
    std::getline(in, text);
    if (text != std::string(Bundle::MAGIC) + " 1")
      throw std::runtime_error("no bundle of version 1");
    while (std::getline(in, text)) {
      std::istringstream line(text);
      std::string tag;
      line >> tag;
      record(tag, line);
      if (!line)
        throw std::runtime_error("too few numbers: " + text);
    }
    if (bundle.observations.empty())
      throw std::runtime_error("no observation");
  }

private:
  void record(const std::string &tag, std::istream &line) {
    if (tag == "camera")
      camera(line);
    else if (tag == "keyframe")
      keyframe(line);
    else if (tag == "hold")
      bundle.keyframes[index(line, bundle.keyframes.size())].held = true;
    else if (tag == "landmark")
      bundle.landmarks.push_back(numbers<3>(line, 3));
    else if (tag == "pixel" || tag == "stereo")
      observation(tag == "stereo", line);
    else
      throw std::runtime_error("a record of unknown kind: " + tag);
  }

  void camera(std::istream &line) {
    std::string model, free;
    line >> model >> free;
    Bundle::Camera camera{};
    if (model == "bal")
      camera.model = Bundle::Model::BAL;
    else if (model == "stereo")
      camera.model = Bundle::Model::STEREO;
    else if (model == "pinhole")
      camera.model = Bundle::Model::PINHOLE;
    else
      throw std::runtime_error("an unknown camera: " + model);
    camera.free = free == "free";
    if (camera.free && camera.model != Bundle::Model::BAL)
      throw std::runtime_error("only bal cameras may be free");
    camera.intrinsics = numbers<5>(line, parameters(camera.model));
    bundle.cameras.push_back(camera);
  }

  void keyframe(std::istream &line) {
    const size_t camera = index(line, bundle.cameras.size());
    if (bundle.cameras[camera].free)
      for (const Bundle::Keyframe &other : bundle.keyframes)
        if (other.camera == camera)
          throw std::runtime_error("a free camera with two keyframes");
    const std::array<double, 7> pose = numbers<7>(line, 7);
    /* Ceres has w first; the inverse of the rotation is the conjugate. */
    const double rotation[] = {pose[6], -pose[3], -pose[4], -pose[5]};
    Bundle::Keyframe keyframe{camera, false, {}};
    ceres::QuaternionToAngleAxis(rotation, keyframe.pose.data());
    ceres::QuaternionRotatePoint(rotation, pose.data(), keyframe.pose.data() + 3);
    for (size_t i = 3; i < 6; i++)
      keyframe.pose[i] = -keyframe.pose[i];
    bundle.keyframes.push_back(keyframe);
  }

  void observation(bool stereo, std::istream &line) {
    const size_t keyframe = index(line, bundle.keyframes.size());
    const size_t landmark = index(line, bundle.landmarks.size());
    if (stereo != (bundle.cameras[bundle.keyframes[keyframe].camera].model == Bundle::Model::STEREO))
      throw std::runtime_error("an observation by a camera of another kind");
    bundle.observations.push_back({keyframe, landmark, stereo, numbers<3>(line, stereo ? 3 : 2)});
  }

  template <size_t N> static std::array<double, N> numbers(std::istream &line, size_t count) {
    std::array<double, N> read{};
    for (size_t k = 0; k < count; k++)
      line >> read[k];
    return read;
  }

  static size_t index(std::istream &line, size_t limit) {
    size_t value = limit;
    line >> value;
    if (value >= limit)
      throw std::runtime_error("there is no number " + std::to_string(value));
    return value;
  }
};

} // namespace

Bundle read_bundle(const std::string &path) {
  std::ifstream file(path);
  if (!file)
    throw std::runtime_error("cannot be read");
  Reader reader;
  reader.read(file);
  return std::move(reader.bundle);
}

} // namespace bench
