package dev.mezzo.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.mezzo.io.PoseGraphFile;
import dev.mezzo.optimize.Fallback;
import dev.mezzo.optimize.IterationRecord;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Problem;
import dev.mezzo.optimize.Summary;
import dev.mezzo.slam.Initialization;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.study.CityRobot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Mezzo in a JVM of its own, for {@code mezzo bench pgo}: {@code PgoWorker PRECISION LIMIT FILE}
 * reads the graph, or simulates it where {@code FILE} is {@code city:SEED:POSES} and places its
 * poses by chordal relaxation, then solves on command. Each line {@code SECONDS} on standard input
 * asks for solves from the start until so many seconds are spent, at least one; a line of JSON, an
 * array with an object for each, answers.
 */
public final class PgoWorker {
  /** As many as tell a median; times of hundreds would only cost time. */
  private static final int MOST_SOLVES = 20;

  /** Begins the names of simulated graphs. */
  static final String CITY = "city:";

  private final StartedGraph<?> start;
  private final Optimizer optimizer;

  /** How long it took to place the poses. */
  private final double placing;

  private PgoWorker(String source, PrecisionPolicy precision, double limit) throws IOException {
    PoseGraph<?> graph;
    if (source.startsWith(CITY)) {
      String[] numbers = source.substring(CITY.length()).split(":");
      graph = CityRobot.simulate(Long.parseLong(numbers[0]), Integer.parseInt(numbers[1]));
      long begin = System.nanoTime();
      graph.initialize(Initialization.CHORDAL);
      placing = 1e-9 * (System.nanoTime() - begin);
    } else {
      graph = PoseGraphFile.read(Path.of(source)).graph();
      placing = 0;
    }
    start = StartedGraph.of(graph);
    optimizer =
        Optimizer.builder()
            .precision(precision)
            .timeLimit(Duration.ofNanos(Math.round(1e9 * limit)))
            .build();
  }

  private record StartedGraph<P>(PoseGraph<P> graph, Start<P> start) {
    static <P> StartedGraph<P> of(PoseGraph<P> graph) {
      return new StartedGraph<>(graph, Start.given(graph, Initialization.FILE));
    }
  }

  /**
   * Answers commands until standard input ends.
   *
   * @param arguments precision, limit of a solve in seconds, file or city
   * @throws IOException if the file cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    PrecisionPolicy precision = new Choices.Precision().convert(arguments[0]);
    var worker = new PgoWorker(arguments[2], precision, Double.parseDouble(arguments[1]));
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(worker.solve(Double.parseDouble(line)));
      System.out.flush();
    }
  }

  private String solve(double spend) throws IOException {
    var text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartArray();
      double spent = 0;
      for (int k = 0; k == 0 || (spent < spend && k < MOST_SOLVES); k++) {
        spent += solve(json);
      }
      json.writeEndArray();
    }
    return text.toString();
  }

  private double solve(JsonGenerator json) throws IOException {
    PoseGraph<?> graph = start.graph();
    start.start().restore();
    long begin = System.nanoTime();
    Problem problem = graph.toProblem(LossFunction.NONE);
    long made = System.nanoTime();
    Summary summary = optimizer.optimize(problem);
    long solved = System.nanoTime();
    graph.setPoses(problem);
    double seconds = 1e-9 * (System.nanoTime() - begin);
    double making = 1e-9 * (made - begin);
    double leaving = seconds - 1e-9 * (solved - begin);

    json.writeStartObject();
    json.writeArrayFieldStart("points");
    point(json, summary.initialChi2(), making);
    for (IterationRecord step : summary.iterations()) {
      point(json, step.chi2(), making + step.seconds());
    }
    json.writeEndArray();
    json.writeNumberField("final_chi2", graph.chi2());
    json.writeNumberField("seconds", seconds);
    json.writeStringField("termination", summary.termination().toString());
    json.writeNumberField("linear_iterations", summary.linearIterations());
    json.writeNumberField("factorizations", summary.factorizations());
    json.writeStringField("preconditioner", summary.preconditioner());
    json.writeArrayFieldStart("storage");
    for (IterationRecord step : summary.iterations()) {
      json.writeString(step.factorStorage());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("fallbacks");
    for (Fallback fallback : summary.fallbacks()) {
      json.writeString(fallback.toString());
    }
    json.writeEndArray();
    json.writeObjectFieldStart("stages");
    for (Map.Entry<String, Double> stage :
        PgoStages.of(summary.seconds(), making, leaving).entrySet()) {
      json.writeNumberField(stage.getKey(), stage.getValue());
    }
    json.writeNumberField(PgoStages.PLACE, placing);
    json.writeEndObject();
    json.writeNumberField("factor_bytes", summary.factorBytes());
    json.writeNumberField("jacobian_bytes", summary.jacobianBytes());
    json.writeNumberField("peak_bytes", peakBytes());
    json.writeEndObject();
    return seconds;
  }

  private static void point(JsonGenerator json, double chi2, double seconds) throws IOException {
    json.writeStartArray();
    json.writeNumber(chi2);
    json.writeNumber(seconds);
    json.writeEndArray();
  }

  /** The most memory that this process has held; 0 if the system does not tell. */
  private static long peakBytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }
}
