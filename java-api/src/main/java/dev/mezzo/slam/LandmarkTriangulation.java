package dev.mezzo.slam;

import dev.mezzo.geometry.CameraModel;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.slam.Triangulation.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Triangulates all landmarks of a bundle, each from its sightings: a pass over these. */
final class LandmarkTriangulation {
  private final BundleAdjustment bundle;
  private final List<Sighting> sightings;

  /** Sightings of landmark l are those that this names, from starts[l] to starts[l + 1] - 1. */
  private final int[] order;

  private final int[] starts;

  LandmarkTriangulation(BundleAdjustment bundle) {
    this.bundle = bundle;
    sightings = bundle.sightings();
    starts = new int[bundle.landmarks() + 1];
    for (Sighting s : sightings) {
      starts[s.landmark() + 1]++;
    }
    for (int l = 0; l < bundle.landmarks(); l++) {
      starts[l + 1] += starts[l];
    }
    order = new int[sightings.size()];
    int[] next = starts.clone();
    for (int k = 0; k < order.length; k++) {
      order[next[sightings.get(k).landmark()]++] = k;
    }
  }

  /** Moves those that have a point in front of their cameras; fixed ones are only judged. */
  List<Verdict> place(double leastParallax) {
    var triangulation = new Triangulation(leastParallax);
    List<Verdict> verdicts = new ArrayList<>(bundle.landmarks());
    for (int l = 0; l < bundle.landmarks(); l++) {
      triangulation.clear();
      for (int k = starts[l]; k < starts[l + 1]; k++) {
        add(sightings.get(order[k]), triangulation);
      }
      Verdict verdict = triangulation.solve();
      boolean isInFront = verdict == Verdict.GOOD || verdict == Verdict.LITTLE_PARALLAX;
      if (isInFront && !bundle.fixedLandmarks.get(l)) {
        bundle.setLandmark(l, triangulation.x(), triangulation.y(), triangulation.z());
      }
      verdicts.add(verdict);
    }
    return verdicts;
  }

  private void add(Sighting s, Triangulation triangulation) {
    BundleCamera camera = bundle.cameras.get(bundle.camera(s.keyframe()));
    CameraModel model = camera.model(s.kind());
    double[] state = new double[Pose3.STATE_SIZE];
    bundle.pose(s.keyframe()).toState(state, 0);
    triangulation.add(
        state, 0, model, camera.intrinsics(), 0, s.measured(), 0, s.sigma(), s.sigmaThird());
  }
}
