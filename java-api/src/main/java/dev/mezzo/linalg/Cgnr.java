package dev.mezzo.linalg;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Preconditioned conjugate gradients on the normal equations (A^T A + lambda I) x = g without
 * forming A^T A (CGLS; Hestenes and Stiefel 1952; Björck, Numerical Methods for Least Squares
 * Problems, section 7.4): w = A p, curvature ||w||^2 + lambda ||p||^2, q = A^T w. The product form
 * is what lets a low-precision A keep the soft modes that a rounded A^T A loses.
 *
 * <p>Progress is measured in the preconditioned norm r^T M^-1 r, in which soft modes count, not in
 * ||r||, in which they are invisible. The residual is computed anew from x from time to time,
 * because the recurrence drifts in low precision.
 *
 * <p>A solve can be continued with another preconditioner or a more precise matrix: {@link #start},
 * then {@link #run} as often as needed. Owned by an arena and confined to its thread; {@link #run}
 * allocates nothing.
 */
public final class Cgnr {
  /** Iterations between two computations of the residual from x. */
  private static final int RESIDUAL_REFRESH = 50;

  /** Iterations before the rate of convergence is trusted. */
  private static final int PROBE = 5;

  /** Largest {@link Limits#window}. */
  private static final int MAX_WINDOW = 15;

  /** How a {@link #run} ended. */
  public enum Outcome {
    /** The tolerance is met. */
    CONVERGED,
    /** The iteration limit was reached. */
    ITERATION_LIMIT,
    /** At the rate seen so far, more iterations would be needed than {@link Limits#worthwhile}. */
    UNPROMISING,
    /** A curvature or an inner product was not positive or not finite. */
    BREAKDOWN,
    /** The deadline passed. */
    TIME_LIMIT
  }

  /** When to stop. Set by the caller before each {@link #run}. */
  public static final class Limits {
    /**
     * Relative accuracy of x in the energy norm: the decrease of the model that is still to be had,
     * over the decrease so far, is estimated to be below the square of this.
     */
    public double tolerance = 1e-2;

    /**
     * Iterations that must together have contributed less than the square of {@link #tolerance},
     * besides the estimate from the preconditioned residual. 0 where M is close to A^T A; some
     * where it may not be, because the residual does not show modes on which M is far stiffer than
     * A^T A until they have been found (Strakoš and Tichý, ETNA 13, 2002).
     */
    public int window;

    /**
     * Decrease of the model that is not worth having, in the units of the scaled right-hand side
     * squared: as good as converged where no more than this is left, also before the first
     * iteration.
     */
    public double negligible;

    /** Most iterations of one run. */
    public int maxIterations = 1000;

    /**
     * Iterations beyond which going on is worth less than doing something else; infinite for never.
     */
    public double worthwhile = Double.POSITIVE_INFINITY;

    /** As of {@link System#nanoTime()}. */
    public long deadline = Long.MAX_VALUE;

    /** Default limits. */
    public Limits() {}
  }

  private final Vector g;
  private final Vector x;
  private final Vector r;
  private final Vector z;
  private final Vector p;
  private final Vector q;
  private final Vector w;
  private final Vector halfColumns;
  private final Vector halfRows;
  private final boolean roundOperands;
  private final boolean roundVectors;
  private final Arena arena;
  private MemorySegment half;
  private final Rounding rounding;

  /** Decrease of the model after each of the last iterations of a run. */
  private final double[] history = new double[MAX_WINDOW + 1];

  /** Whether r and z are those of the first iteration. */
  private boolean isPreconditioned;

  private int iterations;
  private double decrease;
  private long preconditionerNanos;
  private long productNanos;

  /**
   * Work space.
   *
   * @param arena owns it
   * @param columns of the operators to come
   * @param rows of the matrices to come; 0 where operators are no matrices
   * @param vectors storage of the vectors; {@link Precision#HALF} computes in fp32 and rounds each
   *     result to fp16
   * @param operands to which the vectors that an fp16 matrix is multiplied with are rounded, scaled
   *     to magnitudes of at most a quarter; not wider than {@code vectors}
   */
  public Cgnr(Arena arena, long columns, long rows, Precision vectors, Precision operands) {
    this.arena = arena;
    Precision computed = vectors == Precision.HALF ? Precision.SINGLE : vectors;
    long n = columns;
    long m = rows;
    roundVectors = vectors == Precision.HALF;
    roundOperands = !roundVectors && operands == Precision.HALF;
    g = new Vector(arena, computed, n);
    x = new Vector(arena, computed, n);
    r = new Vector(arena, computed, n);
    z = new Vector(arena, computed, n);
    p = new Vector(arena, computed, n);
    q = new Vector(arena, computed, n);
    w = new Vector(arena, computed, m);
    halfColumns = roundOperands ? new Vector(arena, Precision.HALF, n) : null;
    halfRows = roundOperands ? new Vector(arena, Precision.HALF, m) : null;
    half = roundVectors ? arena.allocate(Math.max(1, Math.max(n, m)) * Short.BYTES, 64) : null;
    rounding = new Rounding(arena);
  }

  /**
   * Takes another size; ends the solve.
   *
   * @param n columns of the operators to come
   * @param m rows of the matrices to come; 0 where operators are no matrices
   */
  public void resize(long n, long m) {
    g.resize(n);
    x.resize(n);
    r.resize(n);
    z.resize(n);
    p.resize(n);
    q.resize(n);
    w.resize(m);
    if (roundOperands) {
      halfColumns.resize(n);
      halfRows.resize(m);
    }
    if (roundVectors && half.byteSize() < Math.max(n, m) * Short.BYTES) {
      half = arena.allocate(Math.max(n, m) * Short.BYTES * 3 / 2, 64);
    }
  }

  /**
   * Begins a solve at x = 0.
   *
   * @param rightHandSide g, one fp64 number per column; rounded to the storage of the vectors
   * @param scale factor applied to it before rounding
   */
  public void start(Vector rightHandSide, double scale) {
    g.assign(rightHandSide, scale);
    round(g);
    x.clear();
    iterations = 0;
    decrease = 0;
    isPreconditioned = false;
  }

  /**
   * Iterates from the present x.
   *
   * @param a operator, fp64 where the vectors are, else fp32 or fp16
   * @param lambda damping, at least 0
   * @param m preconditioner
   * @param limits when to stop
   * @return how it ended; {@link #solution()} is usable in every case
   */
  public Outcome run(NormalOperator a, double lambda, Preconditioner m, Limits limits) {
    preconditionerNanos = 0;
    productNanos = 0;
    if (!isPreconditioned) {
      if (iterations == 0) {
        r.assign(g, 1);
      } else {
        residual(a, lambda);
      }
      precondition(m);
    }
    isPreconditioned = false;
    double rho = r.dot(z);
    if (rho > 0 && rho <= limits.negligible) {
      return Outcome.CONVERGED;
    }
    if (!(rho > 0) || !Double.isFinite(rho)) {
      return rho == 0 ? Outcome.CONVERGED : Outcome.BREAKDOWN;
    }
    double square = limits.tolerance * limits.tolerance;
    p.assign(z, 1);
    history[0] = decrease;
    double longest = 0;
    double best = 1;
    for (int k = 1; ; k++) {
      if (k > limits.maxIterations) {
        return Outcome.ITERATION_LIMIT;
      }
      if (System.nanoTime() - limits.deadline > 0) {
        return Outcome.TIME_LIMIT;
      }
      double curvature = normalTimes(a);
      if (lambda > 0) {
        curvature += lambda * p.dot(p);
      }
      double alpha = rho / curvature;
      if (!(curvature > 0) || !Double.isFinite(alpha) || !Double.isFinite(curvature)) {
        return Outcome.BREAKDOWN;
      }
      r.cgStep(alpha, lambda, p, q, x);
      round(x);
      round(r);
      decrease += alpha * rho;
      longest = Math.max(longest, alpha);
      iterations++;
      if (k % RESIDUAL_REFRESH == 0) {
        residual(a, lambda);
      }
      precondition(m);
      double next = r.dot(z);
      if (!(next >= 0) || Double.isInfinite(next)) {
        return Outcome.BREAKDOWN;
      }
      if (next == 0) {
        return Outcome.CONVERGED; // nothing is left, and there is no direction to go on in
      }
      // What is left, r^T (A^T A)^-1 r, is at most r^T M^-1 r over the smallest eigenvalue of
      // M^-1 A^T A; the reciprocal of the longest step length is the best estimate of that
      // eigenvalue at hand (an upper one).
      double error = next * longest / decrease;
      double enough = Math.max(square, limits.negligible / decrease);
      boolean settled = isSettled(k, limits.window, enough);
      if (error <= enough && settled) {
        return Outcome.CONVERGED;
      }
      best = Math.min(best, error);
      if (k >= PROBE && expected(k, best, enough) > limits.worthwhile) {
        return Outcome.UNPROMISING;
      }
      p.xpby(z, next / rho);
      round(p);
      rho = next;
    }
  }

  /**
   * What is left to be taken off the model at the {@link #start}, as far as a preconditioner can
   * tell: g^T M^-1 g. A {@link #run} with the same one goes on from there.
   *
   * @param m preconditioner
   * @return in the units of the scaled right-hand side squared
   */
  public double promise(Preconditioner m) {
    r.assign(g, 1);
    precondition(m);
    isPreconditioned = true;
    return r.dot(z);
  }

  /** z = M^-1 r. */
  private void precondition(Preconditioner m) {
    long begun = System.nanoTime();
    m.apply(r, z);
    preconditionerNanos += System.nanoTime() - begun;
    round(z);
  }

  /** Whether the last iterations together brought little. */
  private boolean isSettled(int k, int window, double square) {
    history[k % history.length] = decrease;
    return window == 0
        || (k >= window && decrease - history[(k - window) % history.length] <= square * decrease);
  }

  /** Iterations in all, if the rate of the first k lasts. */
  private static double expected(int k, double best, double square) {
    return best < 1 ? Math.max(k, k * Math.log(square) / Math.log(best)) : Double.POSITIVE_INFINITY;
  }

  /**
   * How far x is from the solution, by one application of a preconditioner that is the inverse of
   * A^T A + lambda I but for rounding. The residual is computed anew.
   *
   * @param a operator, as for {@link #run}
   * @param lambda damping
   * @param inverse the preconditioner
   * @return error of x in the energy norm, over that of x = 0; NaN if that cannot be told
   */
  public double error(NormalOperator a, double lambda, Preconditioner inverse) {
    residual(a, lambda);
    inverse.apply(r, z);
    double left = r.dot(z);
    return Math.sqrt(left / (decrease + left));
  }

  /** q = A^T A p; returns ||A p||^2. */
  private double normalTimes(NormalOperator a) {
    long begun = System.nanoTime();
    double square = product(a);
    productNanos += System.nanoTime() - begun;
    return square;
  }

  private double product(NormalOperator a) {
    if (roundOperands
        && a instanceof BlockSparseMatrix half
        && half.precision() == Precision.HALF) {
      double scale = assignScaled(halfColumns, p) * half.scale();
      double norm2 = half.timesHalf(halfColumns, halfRows);
      half.transposeTimes(1 / scale, halfRows, q);
      return norm2 / (scale * scale);
    }
    if (!roundVectors) {
      return a.normalTimes(p, q);
    }
    return roundedNormalTimes(a, p);
  }

  /** q = A^T fl(A v), where there is an A to round between; returns the square of v in A^T A. */
  private double roundedNormalTimes(NormalOperator a, Vector v) {
    if (!(a instanceof BlockSparseMatrix matrix)) {
      return a.normalTimes(v, q);
    }
    double curvature = matrix.times(v, w);
    round(w);
    matrix.transposeTimes(w, q);
    return curvature;
  }

  /** to = fl(scale from), magnitudes at most a quarter; returns the scale, a power of two. */
  private double assignScaled(Vector to, Vector from) {
    double largest = from.maxAbs();
    double scale =
        largest >= Double.MIN_NORMAL ? Math.scalb(1.0, -Math.getExponent(largest) - 3) : 1;
    to.assign(from, scale, rounding);
    return scale;
  }

  /** r = g - (A^T A + lambda I) x. */
  private void residual(NormalOperator a, double lambda) {
    long begun = System.nanoTime();
    roundedNormalTimes(a, x);
    productNanos += System.nanoTime() - begun;
    r.assign(g, 1);
    r.axpy(-1, q);
    if (lambda > 0) {
      r.axpy(-lambda, x);
    }
    round(r);
  }

  private void round(Vector v) {
    if (roundVectors) {
      v.roundToHalf(half, rounding);
    }
  }

  /**
   * The present x.
   *
   * @return valid until the next {@link #start} or {@link #run}; not to be written
   */
  public Vector solution() {
    return x;
  }

  /**
   * Iterations since {@link #start}.
   *
   * @return over all runs
   */
  public int iterations() {
    return iterations;
  }

  /**
   * What the iterations since {@link #start} took off the model: the sum of alpha r^T M^-1 r.
   *
   * @return decrease of ||A x - b||^2 + lambda ||x||^2 for g = A^T b, in the units of the scaled
   *     right-hand side squared
   */
  public double modelDecrease() {
    return decrease;
  }

  /**
   * Wall time that the last {@link #run} spent in the preconditioner.
   *
   * @return nanoseconds
   */
  public long preconditionerNanos() {
    return preconditionerNanos;
  }

  /**
   * Wall time that the last {@link #run} spent in products with the operator, both of them, and in
   * rounding their operands.
   *
   * @return nanoseconds
   */
  public long productNanos() {
    return productNanos;
  }

  /**
   * What rounding vectors to fp16 did.
   *
   * @return counts of zero where no vector is fp16
   */
  public Rounding rounding() {
    return rounding;
  }
}
