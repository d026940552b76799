package dev.mezzo.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.Problem;
import dev.mezzo.optimize.Summary;
import dev.mezzo.slam.BundleAdjustment;
import dev.mezzo.study.profile.Arithmetic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Mezzo in a JVM of its own, for {@code mezzo bench ba}: {@code BaWorker PRECISION LIMIT FILE}
 * reads a bundle, then solves on command.
 */
public final class BaWorker {
  /** The article's way, in place of a precision. */
  static final String ARTICLE = "article";

  private final BaScene scene;
  private final Optimizer optimizer;

  private BaWorker(BaScene scene, Optimizer optimizer) {
    this.scene = scene;
    this.optimizer = optimizer;
  }

  /**
   * Answers commands until standard input ends.
   *
   * @param arguments precision or {@code article}, limit of a solve in seconds, file
   * @throws IOException if the file cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    Optimizer.Builder optimizer =
        BundleAdjustment.optimizer()
            .timeLimit(Duration.ofNanos(Math.round(1e9 * Double.parseDouble(arguments[1]))));
    if (arguments[0].equals(ARTICLE)) {
      Arithmetic.likeTheArticleOfBundles(optimizer);
    } else {
      optimizer.precision(new Choices.Precision().convert(arguments[0]));
    }
    var worker = new BaWorker(BaText.read(Path.of(arguments[2])), optimizer.build());
    SolveOnCommand.serve(worker::solve);
  }

  private double solve(JsonGenerator json) throws IOException {
    BundleAdjustment bundle = scene.toBundle();
    long begin = System.nanoTime();
    Problem problem = bundle.problem();
    long made = System.nanoTime();
    Summary summary = optimizer.optimize(problem);
    long solved = System.nanoTime();
    bundle.takeStates(problem);
    double seconds = 1e-9 * (System.nanoTime() - begin);
    double making = 1e-9 * (made - begin);
    double leaving = seconds - 1e-9 * (solved - begin);

    json.writeStartObject();
    var solve = new SummaryOfSolve(summary, bundle.chi2(), seconds, making, leaving);
    solve.write(json, Map.of());
    json.writeEndObject();
    return seconds;
  }
}
