package dev.mezzo.study.profile;

import dev.mezzo.linalg.Precision;
import dev.mezzo.optimize.IterationRecord;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.StageTimes;
import dev.mezzo.optimize.Summary;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a solve did, stage by stage: seconds as they were measured, floating-point operations and
 * bytes as they follow from what the solver counted and from the sizes of its structures.
 *
 * <p>Operations on dense blocks are those of the usual algorithms: 2 m n k of a product of m x k
 * and k x n, 2 m n^2 of the QR factorisation of a landmark's rows and as much to form its
 * orthogonal factor. Bytes are of arrays that are as long as the problem is: read or written once
 * counts once, whether or not a cache holds them.
 */
final class Work {
  private static final int LANDMARK = 3;

  /** The residual is computed anew after so many iterations, by another pair of products. */
  private static final int REFRESH = 50;

  /** Vectors read or written for inner products and updates in an iteration. */
  private static final int VECTOR_SWEEPS = 11;

  final Map<Stage, Double> seconds = new EnumMap<>(Stage.class);
  final Map<Stage, Double> flops = new EnumMap<>(Stage.class);
  final Map<Stage, Double> bytes = new EnumMap<>(Stage.class);
  int steps;
  int linearIterations;
  int factorizations;

  Work() {
    for (Stage stage : Stage.values()) {
      seconds.put(stage, 0.0);
      flops.put(stage, 0.0);
      bytes.put(stage, 0.0);
    }
  }

  /** Adds what a solve did. */
  void addCounts(Summary summary, Sizes sizes, PrecisionPolicy policy) {
    steps += summary.iterations().size();
    linearIterations += summary.linearIterations();
    factorizations += summary.factorizations();
    double linearizations = (double) summary.jacobianEvaluations() / sizes.factors();
    addEvaluations(summary, sizes, linearizations);
    addPreconditioner(summary, sizes, linearizations);
    addSolves(summary, sizes, policy);
  }

  /** Adds what a solve took. */
  void addSeconds(StageTimes t) {
    double vectors = t.linearSolve() - t.triangularSolve() - t.products();
    double known = t.linearize() + t.precondition() + t.linearSolve() + t.update();
    add(seconds, Stage.JACOBIAN, t.linearize());
    add(seconds, Stage.PRECONDITIONER, t.precondition());
    add(seconds, Stage.PRODUCTS, t.products());
    add(seconds, Stage.TRIANGULAR, t.triangularSolve());
    add(seconds, Stage.VECTORS, Math.max(0, vectors));
    add(seconds, Stage.UPDATE, t.update());
    add(seconds, Stage.SETUP, Math.max(0, t.total() - known));
  }

  private void addEvaluations(Summary summary, Sizes sizes, double linearizations) {
    Sizes.Kind kind = sizes.kind();
    add(flops, Stage.JACOBIAN, (double) summary.jacobianEvaluations() * kind.jacobianFlops);
    add(bytes, Stage.JACOBIAN, linearizations * Double.BYTES * (sizes.entries() + sizes.rows()));
    double moves = summary.iterations().size();
    add(
        flops,
        Stage.UPDATE,
        (double) summary.residualEvaluations() * kind.residualFlops
            + moves * (sizes.poses() * kind.retractFlops + LANDMARK * (double) sizes.landmarks()));
    double evaluations = (double) summary.residualEvaluations() / sizes.factors();
    add(
        bytes,
        Stage.UPDATE,
        Double.BYTES * (evaluations * sizes.rows() + moves * 3 * sizes.columns()));
  }

  private void addPreconditioner(Summary summary, Sizes sizes, double linearizations) {
    // Norms of columns and the gradient: each scalar is multiplied and added twice.
    double work = linearizations * 4 * sizes.entries();
    double moved = linearizations * 2 * Double.BYTES * sizes.entries();
    double factors = summary.factorizations();
    double rounded = factors * (Double.BYTES * sizes.factorEntries() + summary.factorBytes());
    if (sizes.isEliminated()) {
      double eliminations = summary.iterations().size();
      double observations = sizes.rows() / 2.0;
      // Q and R of each landmark's rows; F scaled, Q^T F, and both gradients.
      double qr = 4.0 * LANDMARK * LANDMARK * (sizes.rows() + LANDMARK * sizes.landmarks());
      double eliminate =
          qr + sizes.kept() * (1 + 2.0 * LANDMARK + 2) + observations * 4.0 * LANDMARK;
      int pose = sizes.kind().pose;
      double reduce = sizes.kept() * (double) pose + sizes.pairs() * 2.0 * LANDMARK * pose * pose;
      work += eliminations * eliminate + factors * (reduce + sizes.factorFlops());
      moved += eliminations * (Double.BYTES * sizes.entries() + summary.jacobianBytes()) + rounded;
    } else {
      work += factors * (sizes.hessianFlops() + sizes.factorFlops());
      moved +=
          factors * Double.BYTES * sizes.entries()
              + (summary.linearIterations() > 0
                  ? linearizations * (Double.BYTES * sizes.entries() + summary.jacobianBytes())
                  : 0)
              + rounded;
    }
    add(flops, Stage.PRECONDITIONER, work);
    add(bytes, Stage.PRECONDITIONER, moved);
  }

  private void addSolves(Summary summary, Sizes sizes, PrecisionPolicy policy) {
    double applications = 0;
    for (IterationRecord step : summary.iterations()) {
      applications += step.linearIterations() + 1;
    }
    double iterations = summary.linearIterations();
    double products = iterations * (1 + 1.0 / REFRESH);
    double columns =
        sizes.isEliminated() ? sizes.columns() - LANDMARK * sizes.landmarks() : sizes.columns();
    CgnrFlops each =
        CgnrFlops.of(
            (double) sizes.rows(),
            columns,
            (double) (sizes.isEliminated() ? sizes.kept() : sizes.entries()),
            sizes.triangularFlops());
    // The projection that elimination leaves, w - Q (Q^T w).
    double projection = sizes.isEliminated() ? 4.0 * LANDMARK * sizes.rows() : 0;
    add(flops, Stage.PRODUCTS, products * (each.products() + projection));
    add(flops, Stage.TRIANGULAR, applications * each.preconditioner());
    add(flops, Stage.VECTORS, iterations * each.vectors());
    int vector = policy.vectors() == Precision.DOUBLE ? Double.BYTES : Float.BYTES;
    // Products with operands rounded to fp16 are two sweeps over the Jacobian, others are one.
    int sweeps = policy.operands().isSixteenBit() ? 2 : 1;
    add(
        bytes,
        Stage.PRODUCTS,
        products * (sweeps * summary.jacobianBytes() + 2 * vector * columns));
    add(bytes, Stage.TRIANGULAR, applications * 2 * (summary.factorBytes() + vector * columns));
    add(bytes, Stage.VECTORS, iterations * VECTOR_SWEEPS * vector * columns);
    if (sizes.isEliminated()) {
      // Landmarks follow the poses: R^-1 (c - Q^T F x).
      double back = summary.iterations().size();
      add(
          flops,
          Stage.VECTORS,
          back * (2.0 * sizes.kept() + 2.0 * LANDMARK * sizes.rows() + 9.0 * sizes.landmarks()));
      add(bytes, Stage.VECTORS, back * summary.jacobianBytes());
    }
  }

  private static void add(Map<Stage, Double> sums, Stage stage, double value) {
    sums.merge(stage, value, Double::sum);
  }

  /** Sum over all stages. */
  static double total(Map<Stage, Double> of) {
    return of.values().stream().mapToDouble(value -> value).sum();
  }
}
