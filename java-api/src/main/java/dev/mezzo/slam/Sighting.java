package dev.mezzo.slam;

import java.util.Objects;

/**
 * What a keyframe's camera measured of a landmark, as it was added to a {@link BundleAdjustment}:
 * u, v and what else a camera of that kind measures, each with its standard deviation. An immutable
 * value.
 *
 * @param keyframe index
 * @param landmark index
 * @param kind what was measured
 * @param u first coordinate in the (left) image, pixels
 * @param v second coordinate
 * @param third first coordinate in the right image, or depth; 0 if there is none
 * @param sigma standard deviation of u and v
 * @param sigmaThird standard deviation of the third number
 */
public record Sighting(
    int keyframe,
    int landmark,
    Kind kind,
    double u,
    double v,
    double third,
    double sigma,
    double sigmaThird) {

  /** What was measured. */
  public enum Kind {
    /** (u, v), by a single camera or the left one of a pair. */
    SINGLE,
    /** (uL, uR, v), by a rectified stereo camera. */
    STEREO,
    /** (u, v) and the depth. */
    DEPTH
  }

  /** Checks that nothing is null. */
  public Sighting {
    Objects.requireNonNull(kind, "kind");
  }

  /** The numbers, in the order of the camera's model. */
  double[] measured() {
    return switch (kind) {
      case SINGLE -> new double[] {u, v};
      case STEREO -> new double[] {u, third, v};
      case DEPTH -> new double[] {u, v, third};
    };
  }
}
