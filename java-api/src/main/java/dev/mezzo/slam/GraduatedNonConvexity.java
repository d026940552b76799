package dev.mezzo.slam;

import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.Summary;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/**
 * Optimises a pose graph some of whose edges are false, and says which: graduated non-convexity
 * (GNC; Yang, Antonante, Tzoumas and Carlone, RA-L 2020). The truncated sum of squares
 *
 * <pre>
 *   sum over known inliers, priors and observations of e^T Omega e
 *   + sum over all other edges of min(e^T Omega e, threshold),
 * </pre>
 *
 * <p>is approached through a sequence of weighted least-squares problems, from one in which no edge
 * has a say that would carry the rest away to one in which every edge counts whole or not at all.
 * An edge whose squared error exceeds its threshold there is rejected, and has no influence on the
 * poses; all others fit by least squares.
 *
 * <ul>
 *   <li><b>Threshold</b>: the quantile of the chi-square distribution, for as many degrees of
 *       freedom as the edge measures, that a true edge stays below with the {@link
 *       Builder#inlierProbability}. It supposes that information matrices are right: where noise is
 *       larger than they say, true edges are rejected.
 *   <li><b>Known inliers</b> are never rejected: unless told otherwise the odometry, that is the
 *       first edge between each pose and the one with the next id. Nor are priors and observations.
 *   <li><b>Start</b>: the known inliers chained. An estimate that was optimised together with false
 *       edges is a bad start, since true edges no longer fit it; one known to be good can be used
 *       by {@link Builder#start}. Parts that known inliers do not join, such as the trajectories of
 *       several robots, are joined by the edges between them that most others agree with.
 *   <li><b>Rounds</b>: one accepted step of the optimiser each, with edges of weight zero left out.
 *       When all weights are 0 or 1, steps follow until convergence. This is done three times from
 *       the start, with weights at first for all, half or a fifth of what does not fit there; then
 *       from where the truncated sum is lowest, as long as that lowers it: what drift kept from
 *       fitting fits then. It ends earlier if every edge fits.
 * </ul>
 *
 * <pre>{@code
 * var result = GraduatedNonConvexity.builder().build().optimize(graph);
 * for (var edge : result.rejected()) {
 *   IO.println(edge.from() + " -> " + edge.to() + ": chi2 " + edge.chi2());
 * }
 * }</pre>
 *
 * <p>Holds options only: immutable, safe for use by several threads, each with a graph of its own.
 */
public final class GraduatedNonConvexity {

  /** Through which family of losses the truncated sum of squares is approached. */
  public enum Surrogate {
    /** Truncated least squares, made convex: GNC-TLS. */
    TRUNCATED_LEAST_SQUARES("tls"),
    /** Geman-McClure's loss with a scale that shrinks to the threshold: GNC-GM. */
    GEMAN_MCCLURE("gm");

    private final String label;

    Surrogate(String label) {
      this.label = label;
    }

    /** Lower case, as on the command line. */
    @Override
    public String toString() {
      return label;
    }
  }

  /**
   * An edge that does not fit the others.
   *
   * @param index its place in {@link PoseGraph#edges()}
   * @param from id of the pose that measured
   * @param to id of the pose that was measured
   * @param chi2 its e^T Omega e at the result
   * @param threshold what it exceeds
   */
  public record RejectedEdge(int index, long from, long to, double chi2, double threshold) {}

  /**
   * What was found. An immutable value. The poses of the graph are those that the edges fit that
   * are not rejected.
   *
   * @param rejected in order of their indices
   * @param threshold squared error above which an edge that measures every component is rejected
   * @param knownInliers how many edges could not be rejected
   * @param truncatedChi2 the objective at the result: the final chi2 of the summary, and the
   *     thresholds of the rejected edges
   * @param repetitions how often the whole sequence was gone through
   * @param rounds weighted problems in all
   * @param iterations outer iterations of the optimiser in all
   * @param summary of the last solve, to convergence, with the edges that are not rejected; its
   *     times are those of all solves together, with the choice of weights counted as set-up
   */
  public record Result(
      List<RejectedEdge> rejected,
      double threshold,
      int knownInliers,
      double truncatedChi2,
      int repetitions,
      int rounds,
      int iterations,
      Summary summary) {
    /** Copies the list. */
    public Result {
      rejected = List.copyOf(rejected);
    }

    /**
     * The rejected edges by index.
     *
     * @return a new set
     */
    public BitSet rejectedIndices() {
      var indices = new BitSet();
      rejected.forEach(edge -> indices.set(edge.index()));
      return indices;
    }
  }

  private final Builder options;

  private GraduatedNonConvexity(Builder options) {
    this.options = new Builder(options);
  }

  /**
   * Default options, to be changed.
   *
   * @return GNC-TLS, inlier probability 0.99, odometry as known inliers and as start, mixed
   *     precision
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Moves the poses to an optimum of the truncated sum of squares.
   *
   * @param graph its poses are moved, unless the solve fails numerically; not to be used by other
   *     threads meanwhile
   * @param <P> Pose2 or Pose3
   * @return which edges were rejected, and what happened
   * @throws IllegalArgumentException if there is no edge, no pose that may move, or no edge of an
   *     index that was named a known inlier
   */
  public <P> Result optimize(PoseGraph<P> graph) {
    return new Annealing<>(graph, options).run();
  }

  /**
   * The odometry of a graph, as it counts among known inliers by default: for each pose the first
   * edge, whichever way it points, that leads to the pose with the next higher id.
   *
   * @param graph any graph
   * @return indices of edges, a new set
   */
  public static BitSet odometry(PoseGraph<?> graph) {
    return Odometry.of(graph);
  }

  /**
   * Options of {@link GraduatedNonConvexity}. Each method changes one and returns this builder. Not
   * safe for use by several threads.
   */
  public static final class Builder {
    Optimizer optimizer = Optimizer.builder().build();
    Surrogate surrogate = Surrogate.TRUNCATED_LEAST_SQUARES;
    double inlierProbability = 0.99;
    BitSet knownInliers; // null for odometry
    Initialization start; // null for the known inliers
    int repetitions = 6;
    Duration timeLimit = Duration.ofDays(365);

    private Builder() {}

    private Builder(Builder other) {
      optimizer = other.optimizer;
      surrogate = other.surrogate;
      inlierProbability = other.inlierProbability;
      knownInliers = other.knownInliers == null ? null : (BitSet) other.knownInliers.clone();
      start = other.start;
      repetitions = other.repetitions;
      timeLimit = other.timeLimit;
    }

    /**
     * What solves the weighted problems; an {@link Optimizer} with its defaults unless set. Its
     * limits hold for each problem; a listener that asks to stop ends the whole.
     *
     * @param value the optimiser
     * @return this
     */
    public Builder optimizer(Optimizer value) {
      this.optimizer = Objects.requireNonNull(value);
      return this;
    }

    /**
     * The family of losses; {@link Surrogate#TRUNCATED_LEAST_SQUARES} unless set.
     *
     * @param value the family
     * @return this
     */
    public Builder surrogate(Surrogate value) {
      this.surrogate = Objects.requireNonNull(value);
      return this;
    }

    /**
     * The share of true edges that are to be kept, if their noise is as their information matrices
     * say; 0.99 unless set.
     *
     * @param value above 0, below 1
     * @return this
     */
    public Builder inlierProbability(double value) {
      if (!(value > 0 && value < 1)) {
        throw new IllegalArgumentException(
            "the probability of inliers lies between 0 and 1, not at " + value);
      }
      this.inlierProbability = value;
      return this;
    }

    /**
     * Which edges are never rejected; {@link GraduatedNonConvexity#odometry} unless set.
     *
     * @param edges indices of edges; empty if every edge may be false
     * @return this
     */
    public Builder knownInliers(BitSet edges) {
      this.knownInliers = (BitSet) edges.clone();
      return this;
    }

    /**
     * Where poses start; along the known inliers unless set.
     *
     * @param value {@link Initialization#FILE} for the poses as they are
     * @return this
     */
    public Builder start(Initialization value) {
      this.start = Objects.requireNonNull(value);
      return this;
    }

    /**
     * How often the sequence is gone through at most: three times from the start, then from the
     * best end while that lowers the truncated sum of squares; 6 unless set.
     *
     * @param value at least 1
     * @return this
     */
    public Builder repetitions(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("one repetition is the least, not " + value);
      }
      this.repetitions = value;
      return this;
    }

    /**
     * Limit of wall time of the whole; none unless set. What was not decided in time is decided by
     * the squared errors of the moment.
     *
     * @param value positive
     * @return this
     */
    public Builder timeLimit(Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException("the time limit is positive, not " + value);
      }
      this.timeLimit = value;
      return this;
    }

    /**
     * Graduated non-convexity with these options.
     *
     * @return immutable; later changes of this builder do not affect it
     */
    public GraduatedNonConvexity build() {
      return new GraduatedNonConvexity(this);
    }
  }
}
