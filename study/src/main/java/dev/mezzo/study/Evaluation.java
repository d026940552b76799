package dev.mezzo.study;

import dev.mezzo.slam.Alignment;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is known of an estimated trajectory that was compared with a reference.
 *
 * @param pair both as they were paired, before alignment
 * @param kind what the alignment fitted, scale aside
 * @param alignment what was applied to the estimate
 * @param plane what both were projected to after it, or nothing
 * @param aligned both as they were compared
 * @param absolute absolute pose errors, by relation; maybe none were wanted
 * @param delta how far poses of relative errors are apart
 * @param relative relative pose errors, by relation; maybe none were wanted
 * @param kitti the metric of KITTI, or nothing where the way is too short or not of frames
 */
public record Evaluation(
    TrajectoryPair pair,
    Alignment.Kind kind,
    Alignment alignment,
    Optional<TrajectoryPair.Plane> plane,
    TrajectoryPair aligned,
    List<PoseErrors> absolute,
    PoseDelta delta,
    List<PoseErrors> relative,
    Optional<KittiOdometry> kitti) {

  /** Copies the lists. */
  public Evaluation {
    absolute = List.copyOf(absolute);
    relative = List.copyOf(relative);
  }

  /**
   * Compares, aligned as is wanted.
   *
   * @param pair reference and estimate, paired
   * @param kind what the alignment fits
   * @param alignment estimate to reference
   * @param plane to project to after it, or nothing
   * @param absolute of what there are to be absolute errors
   * @param delta how far poses of relative errors are apart
   * @param relative of what there are to be relative errors
   * @return the errors
   * @throws IllegalArgumentException if there are too many pairs to be held in memory
   */
  public static Evaluation of(
      TrajectoryPair pair,
      Alignment.Kind kind,
      Alignment alignment,
      Optional<TrajectoryPair.Plane> plane,
      List<PoseRelation> absolute,
      PoseDelta delta,
      List<PoseRelation> relative) {
    TrajectoryPair aligned = pair.aligned(alignment);
    TrajectoryPair compared = plane.map(aligned::projected).orElse(aligned);
    KittiOdometry kitti = pair.reference().isTimed() ? null : KittiOdometry.of(compared);
    return new Evaluation(
        pair,
        kind,
        alignment,
        plane,
        compared,
        absolute.stream().map(compared::absolute).toList(),
        delta,
        relative.stream().map(relation -> compared.relative(delta, relation)).toList(),
        Optional.ofNullable(kitti).filter(odometry -> odometry.parts() > 0));
  }

  /**
   * The alignment in words.
   *
   * @return such as "SIM3, scale 1.0213"
   */
  public String alignmentInWords() {
    String fitted = kind == Alignment.Kind.NONE ? "none" : kind.name();
    boolean isScaled = alignment.scale() != 1 || kind == Alignment.Kind.SIM3;
    return isScaled
        ? String.format(Locale.ROOT, "%s, scale %.6g", fitted, alignment.scale())
        : fitted;
  }

  /**
   * The distance of the poses of relative errors, in words.
   *
   * @return such as "10 m, all pairs"
   */
  public String deltaInWords() {
    String number =
        delta.delta() == Math.rint(delta.delta())
            ? Long.toString((long) delta.delta())
            : Double.toString(delta.delta());
    String unit =
        delta.unit() == PoseDelta.Unit.FRAMES && delta.delta() == 1
            ? "frame"
            : delta.unit().label();
    return number + " " + unit + (delta.allPairs() ? ", all pairs" : "");
  }
}
