package dev.mezzo.study.closure;

import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.study.profile.Arithmetic;
import java.util.List;
import java.util.Locale;

/** What solves the problem of a loop closure. */
public enum ClosureSolver {
  /** From scratch, in fp64, by CHOLMOD: the direct solver. */
  DOUBLE,

  /** From scratch, linear solves in fp32. */
  SINGLE,

  /** From scratch, in mixed precision. */
  MIXED,

  /** From scratch, as the article does it: triangular solves in fp16. */
  ARTICLE,

  /** From scratch, everything naively in fp16. */
  HALF,

  /** {@link dev.mezzo.slam.LoopCloser}, in mixed precision, with what it kept of earlier solves. */
  ONLINE;

  /** Those that solve the same problems from scratch, to be compared. */
  static final List<ClosureSolver> COMPARED = List.of(DOUBLE, SINGLE, MIXED);

  /** Those, and the map: what tables show. */
  static final List<ClosureSolver> SHOWN = List.of(DOUBLE, SINGLE, MIXED, ONLINE);

  /** For problems from scratch. */
  Optimizer optimizer() {
    return switch (this) {
      case DOUBLE -> of(PrecisionPolicy.DOUBLE);
      case SINGLE -> of(PrecisionPolicy.SINGLE);
      case MIXED, ONLINE -> of(PrecisionPolicy.MIXED);
      case ARTICLE -> Arithmetic.likeTheArticleOfGraphs(Optimizer.builder()).build();
      case HALF -> of(PrecisionPolicy.HALF);
    };
  }

  private static Optimizer of(PrecisionPolicy policy) {
    return Optimizer.builder().precision(policy).build();
  }

  /** For tables. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
