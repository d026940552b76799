package dev.mezzo.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.study.odometry.VisualSequence;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;

/**
 * A sliding window in a JVM of its own, for {@code mezzo bench window}: {@code WindowWorker
 * PRECISION SET KEYFRAMES FOLDER} drives through a simulated window to warm up, then through the
 * set, and prints an object.
 */
public final class WindowWorker {
  private static final int WARM_UP = 600;
  private static final int SEED = 1;
  private static final int SEED_OF_WARM_UP = 2;

  private WindowWorker() {}

  /**
   * Drives.
   *
   * @param arguments precision, set, keyframes of the simulated one, folder of public data
   * @throws IOException if a file cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    PrecisionPolicy precision = new Choices.Precision().convert(arguments[0]);
    WindowRun.warmUp(VisualSequence.simulated(SEED_OF_WARM_UP, WARM_UP), precision);
    VisualSequence sequence =
        WindowSet.valueOf(arguments[1])
            .sequence(SEED, Integer.parseInt(arguments[2]), Path.of(arguments[3]));
    var text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      WindowRun.run(sequence, precision, json);
    }
    System.out.println(text);
  }
}
