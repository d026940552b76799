/*
 * The structures that are measured.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bench.h"

namespace bench {

Handle<mezzo_jacobian> Structure::create() const {
  return make<mezzo_jacobian>(mezzo_jacobian_destroy, "Jacobian", [this](mezzo_jacobian **out) {
    return mezzo_jacobian_create(static_cast<int32_t>(dims.size()), dims.data(), 1, &group,
                                 static_cast<int64_t>(block_variables.size()), block_variables.data(), out);
  });
}

/* Each point is seen from nine or ten consecutive poses; observations come pose after pose, as a camera delivers them.
 */
Structure window_structure() {
  constexpr int32_t POSES = 20, POINTS = 293, OBSERVATIONS = 2750;
  Structure s;
  s.dims.assign(POSES, 6);
  s.dims.resize(POSES + POINTS, 3);
  s.group = {2, 2, OBSERVATIONS};
  for (int32_t pose = 0; pose < POSES; pose++)
    for (int32_t point = 0; point < POINTS; point++) {
      const int32_t first = point * 7 % 11;
      const int32_t seen = OBSERVATIONS / POINTS + (point < OBSERVATIONS % POINTS ? 1 : 0);
      if (pose >= first && pose < first + seen) {
        s.block_variables.push_back(pose);
        s.block_variables.push_back(POSES + point);
      }
    }
  return s;
}

Structure local_structure(int64_t variables) {
  Structure s;
  s.dims.assign(static_cast<size_t>(variables + REACH), 6);
  s.group = {6, 2, variables * NEIGHBOURS};
  s.block_variables.resize(static_cast<size_t>(variables) * NEIGHBOURS * 2);
  constexpr int64_t stride = REACH / NEIGHBOURS;
  in_parallel(variables, [&s](int64_t begin, int64_t end) {
    auto block = s.block_variables.begin() + begin * NEIGHBOURS * 2;
    for (int64_t v = begin; v < end; v++)
      for (int64_t k = 0; k < NEIGHBOURS; k++) {
        const double place = (1 + random_at(static_cast<uint64_t>(v * NEIGHBOURS + k))) / 2 * stride;
        *block++ = static_cast<int32_t>(v);
        *block++ = static_cast<int32_t>(v + 1 + k * stride + static_cast<int64_t>(place));
      }
  });
  return s;
}

} // namespace bench
