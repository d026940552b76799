package dev.mezzo.slam;

import dev.mezzo.optimize.Manifold;
import dev.mezzo.optimize.Problem;
import java.util.List;

/**
 * Where the parts of a {@link BundleAdjustment} are among the variables of a problem: keyframes,
 * then the free intrinsic parameters of cameras, then tags, then landmarks.
 */
final class BundleLayout {
  private final List<BundleCamera> cameras;
  private final int[] intrinsics;
  private final int firstTag;
  private final int firstLandmark;

  BundleLayout(List<BundleCamera> cameras, int keyframes, int tags) {
    this.cameras = cameras;
    intrinsics = new int[cameras.size()];
    int at = keyframes;
    for (int c = 0; c < intrinsics.length; c++) {
      intrinsics[c] = cameras.get(c).isFixed() ? -1 : at++;
    }
    firstTag = at;
    firstLandmark = at + tags;
  }

  int keyframe(int keyframe) {
    return keyframe;
  }

  /** -1 where they are held. */
  int intrinsics(int camera) {
    return intrinsics[camera];
  }

  int tag(int tag) {
    return firstTag + tag;
  }

  int landmark(int landmark) {
    return firstLandmark + landmark;
  }

  BundleCamera camera(int camera) {
    return cameras.get(camera);
  }

  /** Adds the variables of the free intrinsic parameters, those of the keyframes being there. */
  void addIntrinsics(Problem problem) {
    for (BundleCamera camera : cameras) {
      if (!camera.isFixed()) {
        problem.addVariable(Manifold.euclidean(camera.model().parameters()), camera.intrinsics());
      }
    }
  }
}
