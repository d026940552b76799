package dev.mezzo.cli;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.linalg.NativeInfo;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Summary;
import dev.mezzo.slam.Initialization;
import dev.mezzo.slam.PoseGraph3;
import dev.mezzo.study.HomeRobot;
import dev.mezzo.study.TrajectoryError;
import dev.mezzo.study.report.HtmlReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mezzo demo}. */
@Command(
    name = "demo",
    description =
        "Simulate a home robot on two floors, let its odometry drift, and correct it by its loop "
            + "closures in double, single, mixed and half precision.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
final class DemoCommand implements Callable<Integer> {
  /** Times are of the later ones: the first show how the JVM warms up, not the solver. */
  private static final int RUNS = 4;

  /** Beyond this one run is long enough. */
  private static final int LARGE = 10_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Any number; the same one gives the same robot. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--poses",
      paramLabel = "N",
      defaultValue = "5000",
      description = "How many poses, one every 0.3 m. Default: ${DEFAULT-VALUE}.")
  private int poses;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      defaultValue = "mezzo-demo.html",
      description = "Where the report goes, a web page of one file. Default: ${DEFAULT-VALUE}.")
  private Path report;

  @Override
  public Integer call() throws IOException {
    if (poses < 2) {
      throw new ParameterException(spec.commandLine(), "--poses is at least 2, not " + poses);
    }
    Targets.check(spec.commandLine(), "--report", report);
    HomeRobot.Simulation robot = HomeRobot.simulate(seed, poses);
    PoseGraph3 graph = robot.graph();
    HtmlReport page =
        begin(robot)
            .fact("Odometry edges", Integer.toString(graph.edges().size() - robot.loopClosures()))
            .fact("Loop closures", Integer.toString(robot.loopClosures()));

    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "A robot drives %.0f m through a house on two floors in %s: %d poses, %d loop closures"
            + " (seed %d).%n%n",
        robot.metres(),
        days(robot),
        poses,
        robot.loopClosures(),
        seed);
    out.println(
        "                position error, m    rotation"
            + "                              linear   fall-    time");
    out.println(
        "precision         rmse       max    error, deg"
            + "           chi2   steps    steps   backs       s");
    TrajectoryError drift = TrajectoryError.between(robot.truth(), graph.poses());
    out.println(row("(odometry)", drift, graph.chi2()));
    out.flush();

    Start<Pose3> start = Start.given(graph, Initialization.ODOMETRY);
    boolean usable = true;
    for (PrecisionPolicy policy : PrecisionPolicy.NAMED) {
      Summary summary;
      try (var progress = new Progress(spec.commandLine().getErr())) {
        Optimizer optimizer =
            Optimizer.builder()
                .precision(policy)
                .listener(progress.listener(policy.name() + ": "))
                .build();
        summary =
            Solve.run(start, optimizer, LossFunction.NONE, poses > LARGE ? 1 : RUNS).summary();
      }
      TrajectoryError error = TrajectoryError.between(robot.truth(), graph.poses());
      out.println(
          row(policy.name(), error, summary.finalChi2())
              + String.format(
                  Locale.ROOT,
                  "%8d %8d %7d %7.3f%s",
                  summary.iterations().size(),
                  summary.linearIterations(),
                  summary.fallbacks().size(),
                  summary.seconds().total(),
                  summary.termination().isUsable() ? "" : "  " + summary.termination()));
      out.flush();
      page.run(policy.name(), summary, graph);
      usable &= summary.termination().isUsable() || !policy.guarded();
      if (policy.equals(PrecisionPolicy.MIXED)) {
        finishHead(page, drift, error, summary);
      }
    }
    page.show(PrecisionPolicy.MIXED.name()).write(report);
    out.println();
    out.println("half is everything naively in 16 bits: what mixed precision is there to avoid.");
    out.println("Report: " + report.toAbsolutePath().normalize());
    if (!usable) {
      throw new Failure(Failure.NUMERICAL, "numerical failure: see the table above");
    }
    return 0;
  }

  private HtmlReport begin(HomeRobot.Simulation robot) {
    return new HtmlReport("Home robot demo")
        .truth(robot.truth())
        .start("odometry alone", robot.graph())
        .fact("Input", "simulated home robot on two floors, seed " + seed)
        .fact("Distance", String.format(Locale.ROOT, "%.0f m in %s", robot.metres(), days(robot)))
        .fact("Poses", Integer.toString(poses))
        .fact("Machine", Machine.describe())
        .fact("Mezzo", Main.Version.mezzo() + ", kernels " + NativeInfo.kernel());
  }

  private static void finishHead(
      HtmlReport page, TrajectoryError before, TrajectoryError after, Summary mixed) {
    page.headline("position error before", metres(before))
        .headline("after, mixed precision", metres(after))
        .headline("time, mixed precision", Machine.seconds(mixed.seconds().total()))
        .headline("fallbacks", Integer.toString(mixed.fallbacks().size()));
  }

  private static String days(HomeRobot.Simulation robot) {
    return robot.days() == 1 ? "1 day" : robot.days() + " days";
  }

  private static String metres(TrajectoryError error) {
    return String.format(Locale.ROOT, "%.3f m rmse", error.translation().rmse());
  }

  private static String row(String name, TrajectoryError error, double chi2) {
    return String.format(
        Locale.ROOT,
        "%-13s %8.4f %9.4f %13.4f %14.6g",
        name,
        error.translation().rmse(),
        error.translation().max(),
        Math.toDegrees(error.rotation().rmse()),
        chi2);
  }
}
