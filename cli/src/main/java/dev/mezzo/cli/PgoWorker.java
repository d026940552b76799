package dev.mezzo.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.mezzo.io.PoseGraphFile;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Problem;
import dev.mezzo.optimize.Summary;
import dev.mezzo.slam.Initialization;
import dev.mezzo.slam.PoseGraph;
import dev.mezzo.study.CityRobot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Mezzo in a JVM of its own, for {@code mezzo bench pgo}: {@code PgoWorker PRECISION LIMIT FILE}
 * reads the graph, or simulates it where {@code FILE} is {@code city:SEED:POSES} and places its
 * poses by chordal relaxation, then solves on command.
 */
public final class PgoWorker {
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
    SolveOnCommand.serve(worker::solve);
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
    var solve = new SummaryOfSolve(summary, graph.chi2(), seconds, making, leaving);
    solve.write(json, Map.of(BenchStages.PLACE, placing));
    json.writeEndObject();
    return seconds;
  }
}
