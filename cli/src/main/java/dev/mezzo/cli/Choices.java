package dev.mezzo.cli;

import dev.mezzo.linalg.JacobianStructure.Ordering;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer.Algorithm;
import dev.mezzo.optimize.Optimizer.FactorSource;
import dev.mezzo.optimize.Optimizer.LinearSolver;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Preconditioning;
import dev.mezzo.slam.GraduatedNonConvexity.Surrogate;
import dev.mezzo.slam.Initialization;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Values of options, by their names on the command line. */
final class Choices {
  private Choices() {}

  /** Precision policies. */
  static final class Precision implements ITypeConverter<PrecisionPolicy> {
    @Override
    public PrecisionPolicy convert(String text) {
      Map<String, PrecisionPolicy> choices = new LinkedHashMap<>();
      PrecisionPolicy.NAMED.forEach(policy -> choices.put(policy.name(), policy));
      return choose(text, choices);
    }
  }

  /** Linear solvers. */
  static final class Solver implements ITypeConverter<LinearSolver> {
    @Override
    public LinearSolver convert(String text) {
      Map<String, LinearSolver> choices = new LinkedHashMap<>();
      choices.put("auto", LinearSolver.AUTO);
      choices.put("cgnr", LinearSolver.CGNR);
      choices.put("direct", LinearSolver.DIRECT);
      choices.put("implicit-schur", LinearSolver.IMPLICIT_SCHUR);
      choices.put("schur", LinearSolver.SCHUR);
      return choose(text, choices);
    }
  }

  /** What becomes of intrinsic parameters. */
  enum Intrinsics {
    FIXED,
    FREE
  }

  /** Intrinsic parameters. */
  static final class IntrinsicParameters implements ITypeConverter<Intrinsics> {
    @Override
    public Intrinsics convert(String text) {
      Map<String, Intrinsics> choices = new LinkedHashMap<>();
      choices.put("fixed", Intrinsics.FIXED);
      choices.put("free", Intrinsics.FREE);
      return choose(text, choices);
    }
  }

  /** Outer algorithms. */
  static final class OuterAlgorithm implements ITypeConverter<Algorithm> {
    @Override
    public Algorithm convert(String text) {
      Map<String, Algorithm> choices = new LinkedHashMap<>();
      choices.put("dogleg", Algorithm.DOGLEG);
      choices.put("gn", Algorithm.GAUSS_NEWTON);
      choices.put("lm", Algorithm.LEVENBERG_MARQUARDT);
      return choose(text, choices);
    }
  }

  /** Preconditioners. */
  static final class Fill implements ITypeConverter<Preconditioning> {
    @Override
    public Preconditioning convert(String text) {
      try {
        return Preconditioning.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** What factors are of. */
  static final class Source implements ITypeConverter<FactorSource> {
    @Override
    public FactorSource convert(String text) {
      Map<String, FactorSource> choices = new LinkedHashMap<>();
      choices.put("estimate", FactorSource.ESTIMATE);
      choices.put("measurements", FactorSource.MEASUREMENTS);
      return choose(text, choices);
    }
  }

  /** Elimination orders. */
  static final class EliminationOrder implements ITypeConverter<Ordering> {
    @Override
    public Ordering convert(String text) {
      Map<String, Ordering> choices = new LinkedHashMap<>();
      choices.put("auto", Ordering.AUTO);
      choices.put("amd", Ordering.AMD);
      choices.put("metis", Ordering.METIS);
      choices.put("natural", Ordering.NATURAL);
      return choose(text, choices);
    }
  }

  /** Starting points. */
  static final class Init implements ITypeConverter<Initialization> {
    @Override
    public Initialization convert(String text) {
      Map<String, Initialization> choices = new LinkedHashMap<>();
      for (Initialization value : Initialization.values()) {
        choices.put(value.toString(), value);
      }
      return choose(text, choices);
    }
  }

  /** Edges that are never rejected. */
  static final class KnownInliers implements ITypeConverter<RejectionOptions.KnownInliers> {
    @Override
    public RejectionOptions.KnownInliers convert(String text) {
      Map<String, RejectionOptions.KnownInliers> choices = new LinkedHashMap<>();
      choices.put("odometry", RejectionOptions.KnownInliers.ODOMETRY);
      choices.put("none", RejectionOptions.KnownInliers.NONE);
      return choose(text, choices);
    }
  }

  /** Surrogates of graduated non-convexity. */
  static final class Gnc implements ITypeConverter<Surrogate> {
    @Override
    public Surrogate convert(String text) {
      Map<String, Surrogate> choices = new LinkedHashMap<>();
      for (Surrogate value : Surrogate.values()) {
        choices.put(value.toString(), value);
      }
      return choose(text, choices);
    }
  }

  /** Robust losses. */
  static final class Loss implements ITypeConverter<LossFunction> {
    @Override
    public LossFunction convert(String text) {
      try {
        return LossFunction.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  static <T> T choose(String text, Map<String, T> choices) {
    T value = choices.get(text);
    if (value == null) {
      throw new TypeConversionException(
          "'" + text + "' is none of " + String.join(", ", choices.keySet()));
    }
    return value;
  }
}
