package dev.mezzo.study.profile;

import dev.mezzo.linalg.Precision;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Preconditioning;
import dev.mezzo.slam.BundleAdjustment;
import dev.mezzo.slam.LoopCloser;
import java.util.Locale;

/** In which precision, and how, a problem is solved. */
public enum Arithmetic {
  /** All in fp64. */
  DOUBLE,
  /** Linear solves in fp32. */
  SINGLE,
  /** Mezzo's default. */
  MIXED,
  /**
   * As the article does it: conjugate gradients on the Jacobian (CGNR), without elimination of
   * landmarks. With landmarks: products with fp16 operands, block-Jacobi. Without: products in
   * fp32, an incomplete Cholesky factor without fill, kept from step to step while it serves, its
   * triangular solves in fp16.
   */
  ARTICLE;

  /** More than any block is worth to its row: what is left is block-Jacobi. */
  private static final double DROP_ALL = 1e300;

  /** The name in tables, the same as that of the precision policy if it is one. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Precisions of the article's bundle adjustment: products of the Jacobian with fp16 operands, all
   * else in fp32, residuals and update in fp64.
   *
   * @return the policy, named "article", with steps repaired where they fail
   */
  public static PrecisionPolicy articleOfBundles() {
    return new PrecisionPolicy(
        "article",
        Precision.HALF,
        Precision.HALF,
        Precision.SINGLE,
        Precision.SINGLE,
        Precision.SINGLE,
        Precision.DOUBLE,
        Precision.DOUBLE,
        true);
  }

  private static PrecisionPolicy articleOfGraphs() {
    return new PrecisionPolicy(
        "article",
        Precision.SINGLE,
        Precision.SINGLE,
        Precision.HALF,
        Precision.HALF,
        Precision.SINGLE,
        Precision.DOUBLE,
        Precision.DOUBLE,
        true);
  }

  /** Whether landmarks are eliminated. */
  boolean eliminates(Application application) {
    return application.hasLandmarks() && this != ARTICLE;
  }

  Optimizer optimizer(Application application) {
    return switch (application) {
      case ODOMETRY, BUNDLE -> bundles().threads(1).build();
      case GRAPH -> graphs().threads(1).build();
      case CLOSURE -> LoopCloser.defaultOptions().precision(policy(application)).build();
    };
  }

  PrecisionPolicy policy(Application application) {
    return switch (this) {
      case DOUBLE -> PrecisionPolicy.DOUBLE;
      case SINGLE -> PrecisionPolicy.SINGLE;
      case MIXED -> PrecisionPolicy.MIXED;
      case ARTICLE -> application.hasLandmarks() ? articleOfBundles() : articleOfGraphs();
    };
  }

  /**
   * Makes an optimiser of bundles work as the article's does.
   *
   * @param options of an optimiser
   * @return the same
   */
  public static Optimizer.Builder likeTheArticleOfBundles(Optimizer.Builder options) {
    return options
        .precision(articleOfBundles())
        .linearSolver(Optimizer.LinearSolver.CGNR)
        .preconditioner(Preconditioning.drop(DROP_ALL));
  }

  /**
   * Makes an optimiser of pose graphs work as the article's does: an incomplete Cholesky factor
   * without fill, its triangular solves in fp16, products in fp32.
   *
   * @param options of an optimiser
   * @return the same
   */
  public static Optimizer.Builder likeTheArticleOfGraphs(Optimizer.Builder options) {
    return options
        .precision(articleOfGraphs())
        .linearSolver(Optimizer.LinearSolver.CGNR)
        .preconditioner(Preconditioning.level(0));
  }

  private Optimizer.Builder bundles() {
    Optimizer.Builder options = BundleAdjustment.optimizer();
    return this == ARTICLE
        ? likeTheArticleOfBundles(options)
        : options.precision(policy(Application.BUNDLE));
  }

  private Optimizer.Builder graphs() {
    return this == ARTICLE
        ? likeTheArticleOfGraphs(Optimizer.builder())
        : Optimizer.builder().precision(policy(Application.GRAPH));
  }
}
