package dev.mezzo.study.closure;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.slam.PoseGraph;
import java.util.ArrayList;
import java.util.List;

/** A pose graph whose loop closures are studied, with what its trajectories are compared with. */
public final class ClosureGraph {
  private final String name;
  private final ClosureReplay<?> replay;
  private final ClosureTruth truth;
  private final double odometryChi2;
  private final List<String> notes = new ArrayList<>();

  private ClosureGraph(
      String name, ClosureReplay<?> replay, ClosureTruth truth, double odometryChi2) {
    this.name = name;
    this.replay = replay;
    this.truth = truth;
    this.odometryChi2 = odometryChi2;
  }

  /**
   * A graph without known truth: trajectories are compared with the optimum of the whole graph, in
   * double precision.
   *
   * @param name for tables
   * @param graph in the plane or in space
   * @return with the optimum as its truth
   * @throws IllegalArgumentException if it has no loop closures, or keyframes without odometry
   */
  public static ClosureGraph of(String name, PoseGraph<?> graph) {
    return of(name, checked(graph), null, null);
  }

  /**
   * A graph whose truth may be known. True poses that do not fit are not used: if the optimum of
   * the whole graph is no nearer to them than odometry alone.
   *
   * @param name for tables
   * @param graph in the plane or in space
   * @param source where the true poses come from, in words
   * @param truth true poses, in the order of the ids of the graph's poses
   * @return with the truth if it fits, else with the optimum as its truth
   * @throws IllegalArgumentException if it has no loop closures, or keyframes without odometry, or
   *     not as many poses as there are true ones
   */
  public static ClosureGraph of(String name, PoseGraph<?> graph, String source, List<Pose3> truth) {
    ClosureReplay<?> replay = checked(graph);
    if (truth.size() != replay.keyframes()) {
      throw new IllegalArgumentException(
          "has %d poses, and %s has %d".formatted(replay.keyframes(), source, truth.size()));
    }
    return of(name, replay, source, truth);
  }

  private static ClosureReplay<?> checked(PoseGraph<?> graph) {
    ClosureReplay<?> replay = ClosureReplay.of(graph);
    if (replay.closures() == 0) {
      throw new IllegalArgumentException("has no loop closures");
    }
    List<Long> gaps = replay.gaps();
    if (!gaps.isEmpty()) {
      throw new IllegalArgumentException(
          "no odometry leads to pose %d from the one before (and so with %d more)"
              .formatted(gaps.getFirst(), gaps.size() - 1));
    }
    return replay;
  }

  private static <P> ClosureGraph of(
      String name, ClosureReplay<P> replay, String source, List<Pose3> given) {
    PoseGraph<P> whole = replay.whole();
    double chi2 = whole.chi2();
    whole.optimize(Optimizer.builder().precision(PrecisionPolicy.DOUBLE).build());
    ClosureTruth truth =
        given == null
            ? ClosureTruth.ofOptimum(whole.poses())
            : ClosureTruth.of(source, given, replay.odometryAlone(), whole.poses());
    ClosureGraph made = new ClosureGraph(name, replay, truth, chi2);
    int others = replay.graph().measurements() - replay.graph().edges().size();
    if (others > 0) {
      made.notes.add(
          "%s: measurements of landmarks and places are left out, %,d in all"
              .formatted(name, others));
    }
    return made;
  }

  /**
   * Its name.
   *
   * @return for tables
   */
  public String name() {
    return name;
  }

  /**
   * How many problems it holds.
   *
   * @return its loop closures
   */
  public int closures() {
    return replay.closures();
  }

  /**
   * What its trajectories are compared with.
   *
   * @return in words
   */
  public String truth() {
    return truth.description();
  }

  /**
   * Whether its trajectories are compared with true poses.
   *
   * @return false if with the optimum
   */
  public boolean isTruthKnown() {
    return truth.isGiven();
  }

  /**
   * What a reader must know.
   *
   * @return sentences
   */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** The same for the same graph and truth, and hardly ever for others. */
  String fingerprint() {
    return "%d keyframes, %d closures, chi2 %s, %s"
        .formatted(replay.keyframes(), closures(), odometryChi2, truth.description());
  }

  ClosureReplay<?> replay() {
    return replay;
  }

  ClosureTruth comparedWith() {
    return truth;
  }
}
