package dev.mezzo.optimize;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Wall time by stage of one solve, which Java Flight Recorder sees as events too. */
final class Stages {
  private final LinearizeEvent linearizeEvent = new LinearizeEvent();
  private final PreconditionEvent preconditionEvent = new PreconditionEvent();
  private final LinearSolveEvent linearSolveEvent = new LinearSolveEvent();
  private final UpdateEvent updateEvent = new UpdateEvent();

  private long start = System.nanoTime();
  private long ready;
  private long linearize;
  private long precondition;
  private long linearSolve;
  private long triangularSolve;
  private long products;
  private long update;

  /** Begins to count from now on. */
  void restart() {
    start = System.nanoTime();
    linearize = 0;
    precondition = 0;
    linearSolve = 0;
    triangularSolve = 0;
    products = 0;
    update = 0;
  }

  /** The structure is there; what follows is iteration. */
  void setupDone() {
    ready = System.nanoTime();
  }

  long begin(Stage stage) {
    event(stage).begin();
    return System.nanoTime();
  }

  void end(Stage stage, long begun) {
    long nanos = System.nanoTime() - begun;
    switch (stage) {
      case LINEARIZE -> linearize += nanos;
      case PRECONDITION -> precondition += nanos;
      case LINEAR_SOLVE -> linearSolve += nanos;
      case UPDATE -> update += nanos;
    }
    Event event = event(stage);
    event.end();
    if (event.shouldCommit()) {
      event.commit();
    }
  }

  /** Part of {@link Stage#LINEAR_SOLVE} that was spent in triangular solves. */
  void addTriangularSolve(long nanos) {
    triangularSolve += nanos;
  }

  /** Part of {@link Stage#LINEAR_SOLVE} that was spent in products with the Jacobian. */
  void addProducts(long nanos) {
    products += nanos;
  }

  static void fallback(Fallback fallback) {
    PrecisionFallbackEvent event = new PrecisionFallbackEvent();
    if (event.isEnabled()) {
      event.iteration = fallback.iteration();
      event.rung = fallback.rung().toString();
      event.reason = fallback.reason();
      event.commit();
    }
  }

  double elapsed() {
    return seconds(System.nanoTime() - start);
  }

  /** As of {@link System#nanoTime()}. */
  long startNanos() {
    return start;
  }

  StageTimes times() {
    return new StageTimes(
        seconds(ready - start),
        seconds(linearize),
        seconds(precondition),
        seconds(linearSolve),
        seconds(triangularSolve),
        seconds(products),
        seconds(update),
        elapsed());
  }

  private static double seconds(long nanos) {
    return nanos * 1e-9;
  }

  private Event event(Stage stage) {
    return switch (stage) {
      case LINEARIZE -> linearizeEvent;
      case PRECONDITION -> preconditionEvent;
      case LINEAR_SOLVE -> linearSolveEvent;
      case UPDATE -> updateEvent;
    };
  }

  /** Parts of an iteration. */
  enum Stage {
    LINEARIZE,
    PRECONDITION,
    LINEAR_SOLVE,
    UPDATE
  }

  @Name("dev.mezzo.Linearize")
  @Label("Linearize")
  @Category("Mezzo")
  @StackTrace(false)
  private static final class LinearizeEvent extends Event {}

  @Name("dev.mezzo.Precondition")
  @Label("Precondition")
  @Category("Mezzo")
  @StackTrace(false)
  private static final class PreconditionEvent extends Event {}

  @Name("dev.mezzo.LinearSolve")
  @Label("Linear solve")
  @Category("Mezzo")
  @StackTrace(false)
  private static final class LinearSolveEvent extends Event {}

  @Name("dev.mezzo.Update")
  @Label("Update")
  @Category("Mezzo")
  @StackTrace(false)
  private static final class UpdateEvent extends Event {}

  @Name("dev.mezzo.PrecisionFallback")
  @Label("Precision fallback")
  @Category("Mezzo")
  @StackTrace(false)
  static final class PrecisionFallbackEvent extends Event {
    @Label("Iteration")
    int iteration;

    @Label("Rung")
    String rung;

    @Label("Reason")
    String reason;
  }
}
