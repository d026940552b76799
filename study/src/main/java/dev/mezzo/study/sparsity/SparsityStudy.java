package dev.mezzo.study.sparsity;

import dev.mezzo.linalg.BlockHessian;
import dev.mezzo.linalg.BlockPattern;
import dev.mezzo.linalg.BlockSparseMatrix;
import dev.mezzo.linalg.IncompleteCholesky;
import dev.mezzo.linalg.JacobianStructure;
import dev.mezzo.linalg.JacobianStructure.Ordering;
import dev.mezzo.linalg.LandmarkElimination;
import dev.mezzo.linalg.Precision;
import dev.mezzo.optimize.LinearizedProblem;
import dev.mezzo.study.run.StudyProgress;
import dev.mezzo.study.run.StudyRun;
import dev.mezzo.study.run.StudyTask;
import dev.mezzo.study.sparsity.SparsityMatrix.Kind;
import dev.mezzo.study.sparsity.SparsityMatrix.Parts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the matrices of problems as the solver does, and notes what they are like.
 *
 * <pre>{@code
 * List<SparsityResult> results = SparsityStudy.run(problems, Path.of("sparsity.csv"), progress);
 * SparsityReport.page(results).write(Path.of("sparsity.html"));
 * }</pre>
 */
public final class SparsityStudy {
  /** Factors with more scalars than this are not made: 200 MB in fp64. */
  static final long MOST_VALUES = 25_000_000;

  /** Tolerance of the factor by size: that of the solver's own choice. */
  static final double DROP = 3e-3;

  /** First shift of a factor by size that breaks down, and how it grows. */
  private static final double FIRST_SHIFT = 1e-3;

  private static final int SHIFTS = 10;

  private static final String REDUCED = SparsityMatrix.COMPLETE + " of the reduced system";

  private final Arena arena;
  private final LinearizedProblem linear;
  private final List<SparsityMatrix> matrices = new ArrayList<>();

  private SparsityStudy(Arena arena, LinearizedProblem linear) {
    this.arena = arena;
    this.linear = linear;
  }

  /**
   * Makes the matrices of problems, one after the other, and writes a table of them.
   *
   * @param problems with names of their own
   * @param csv one row for each matrix
   * @param progress hears of each problem that is done
   * @return one result for each problem
   * @throws IOException if the table cannot be written
   * @throws InterruptedException if this thread is interrupted
   * @throws ArithmeticException if a residual or a Jacobian is not finite
   */
  public static List<SparsityResult> run(
      List<SparsityProblem> problems, Path csv, StudyProgress progress)
      throws IOException, InterruptedException {
    List<SparsityResult> results = new ArrayList<>();
    List<StudyTask> tasks = new ArrayList<>();
    for (SparsityProblem problem : problems) {
      tasks.add(
          new StudyTask(
              problem.name(),
              () -> {
                var result = new SparsityResult(problem, matrices(problem));
                results.add(result);
                return result.matrices().stream().map(SparsityMatrix::cells).toList();
              }));
    }
    // Never resumed: pictures need the patterns, which are quicker made than kept.
    new StudyRun(csv, Map.of(), SparsityMatrix.COLUMNS).fresh(true).progress(progress).run(tasks);
    return results;
  }

  /**
   * Makes the matrices.
   *
   * @param problem of poses, or of cameras and landmarks
   * @return Jacobian, Hessians, factors
   * @throws ArithmeticException if a residual or a Jacobian is not finite
   */
  public static List<SparsityMatrix> matrices(SparsityProblem problem) {
    try (Arena arena = Arena.ofConfined()) {
      var study = new SparsityStudy(arena, new LinearizedProblem(arena, problem.problem()));
      study.jacobian();
      int kept = 0;
      for (boolean isLandmark : study.linear.landmarks()) {
        kept += isLandmark ? 0 : 1;
      }
      if (kept < study.linear.landmarks().length) {
        study.bundle(kept);
      } else {
        study.graph();
      }
      return study.matrices;
    }
  }

  private void jacobian() {
    Map<Precision, Long> bytes = new EnumMap<>(Precision.class);
    for (Precision format : SparsityMatrix.FORMATS) {
      if (format != Precision.BLOCK16) {
        try (Arena own = Arena.ofConfined()) {
          var matrix = new BlockSparseMatrix(own, linear.structure(), format);
          bytes.put(format, matrix.bytes());
        }
      }
    }
    matrices.add(
        new SparsityMatrix(
            "Jacobian",
            "",
            Kind.JACOBIAN,
            linear.pattern(),
            bytes,
            Double.NaN,
            Double.NaN,
            null,
            null));
  }

  /** Cameras before landmarks, as they are drawn; landmarks before cameras, as they are solved. */
  private void bundle(int kept) {
    JacobianStructure structure = linear.structure();
    boolean[] isLandmark = linear.landmarks();
    int landmarks = isLandmark.length - kept;
    hessian(
        "Hessian",
        "cameras first",
        new BlockHessian(arena, structure, order(isLandmark, 0, kept)),
        new Parts(kept, "cameras", "landmarks"));
    factor(
        SparsityMatrix.COMPLETE,
        "landmarks first",
        new BlockHessian(arena, structure, order(isLandmark, landmarks, 0)),
        new Parts(landmarks, "landmarks", "cameras"));
    var elimination = new LandmarkElimination(arena, structure, isLandmark);
    var natural = new BlockHessian(arena, elimination, Ordering.NATURAL);
    hessian("reduced camera system", "", natural, null);
    factor(REDUCED, "camera order", natural, null);
    factor(REDUCED, "AMD order", new BlockHessian(arena, elimination, Ordering.AMD), null);
  }

  /** All variables, those of a kind in their order, from the place on where their kind begins. */
  private static int[] order(boolean[] isLandmark, int cameras, int landmarks) {
    int[] order = new int[isLandmark.length];
    int camera = cameras;
    int landmark = landmarks;
    for (int v = 0; v < order.length; v++) {
      order[isLandmark[v] ? landmark++ : camera++] = v;
    }
    return order;
  }

  private void graph() {
    JacobianStructure structure = linear.structure();
    for (Ordering ordering : List.of(Ordering.NATURAL, Ordering.AMD, Ordering.METIS)) {
      String order = ordering == Ordering.NATURAL ? "odometry order" : ordering + " order";
      BlockHessian hessian;
      try {
        hessian = new BlockHessian(arena, structure, structure.order(ordering));
      } catch (UnsupportedOperationException e) {
        continue; // a library without METIS
      }
      hessian("Hessian", order, hessian, null);
      factor(SparsityMatrix.COMPLETE, order, hessian, null);
      if (ordering == Ordering.NATURAL) {
        incomplete(order, hessian, 0);
        incomplete(order, hessian, 1);
      } else if (ordering == Ordering.AMD) {
        dropped(order, hessian);
      }
    }
  }

  private void hessian(String name, String order, BlockHessian hessian, Parts parts) {
    Map<Precision, Long> bytes = Map.of(Precision.DOUBLE, hessian.size() * Double.BYTES);
    BlockPattern pattern = hessian.pattern();
    matrices.add(
        new SparsityMatrix(
            name, order, Kind.SYMMETRIC, pattern, bytes, Double.NaN, Double.NaN, null, parts));
  }

  private void factor(String name, String order, BlockHessian hessian, Parts parts) {
    try (Arena own = Arena.ofConfined()) {
      int level = IncompleteCholesky.COMPLETE;
      var factor = IncompleteCholesky.create(own, hessian, level, MOST_VALUES);
      add(name, order, hessian, factor, parts);
    }
  }

  private void incomplete(String order, BlockHessian hessian, int level) {
    try (Arena own = Arena.ofConfined()) {
      var factor = IncompleteCholesky.create(own, hessian, level, MOST_VALUES);
      add("incomplete factor, level " + level, order, hessian, factor, null);
    }
  }

  /** By size, with the least shift of a sequence with which it does not break down. */
  private void dropped(String order, BlockHessian hessian) {
    hessian.assemble(linear.jacobian(), linear.scale());
    double shift = 0;
    for (int k = 0; k <= SHIFTS; k++) {
      try (Arena own = Arena.ofConfined()) {
        var factor = IncompleteCholesky.create(own, hessian, shift, DROP, MOST_VALUES);
        if (factor != null) {
          String name = "incomplete factor, drop " + factor.dropTolerance();
          add(name, order, hessian, factor, null);
          return;
        }
      }
      shift = k == 0 ? FIRST_SHIFT : 2 * shift;
    }
    add("incomplete factor, drop " + DROP, order, hessian, null, null);
  }

  private void add(
      String name, String order, BlockHessian hessian, IncompleteCholesky factor, Parts parts) {
    Map<Precision, Long> bytes = new EnumMap<>(Precision.class);
    if (factor != null) {
      for (Precision format : SparsityMatrix.FORMATS) {
        bytes.put(format, factor.bytes(format));
      }
    }
    matrices.add(
        new SparsityMatrix(
            name,
            order,
            Kind.FACTOR,
            factor == null ? null : factor.pattern(),
            bytes,
            factor == null ? Double.NaN : factor.values() / (double) hessian.size(),
            factor == null ? Double.NaN : factor.flops(),
            hessian.pattern(),
            parts));
  }
}
