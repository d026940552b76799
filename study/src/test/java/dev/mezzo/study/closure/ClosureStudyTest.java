package dev.mezzo.study.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.slam.PoseGraph2;
import dev.mezzo.study.HomeRobot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClosureStudyTest {
  private static final int POSES = 1200;

  @TempDir private Path folder;

  private final HomeRobot.Simulation robot = HomeRobot.simulate(3, POSES);
  private final ClosureGraph home =
      ClosureGraph.of("home", robot.graph(), "the simulated truth", robot.truth());

  @Tag("long")
  @Test
  void everyClosureIsAProblemThatMixedSolvesAsWellAsDouble() throws Exception {
    ClosureResults results = study(home).run(folder.resolve("all.csv"), Map.of());
    assertThat(results.problems()).isEqualTo(robot.loopClosures()).isGreaterThan(10);
    assertThat(home.isTruthKnown()).isTrue();
    for (ClosureProblem problem : results.all()) {
      ClosureSolve reference = problem.by(ClosureSolver.DOUBLE);
      ClosureSolve mixed = problem.by(ClosureSolver.MIXED);
      assertThat(mixed.chi2Before()).isEqualTo(reference.chi2Before());
      assertThat(mixed.chi2After()).isLessThanOrEqualTo(reference.chi2After() * (1 + 1e-6));
      assertThat(mixed.errorAfter() / reference.errorAfter()).isCloseTo(1, within(1e-6));
    }
    ClosureFigures figures = results.figures();
    assertThat(figures.after(ClosureSolver.MIXED).mean())
        .isLessThan(0.9 * figures.odometry().mean());
    assertThat(figures.worstPercentile(ClosureSolver.MIXED)).isLessThan(1e-6);
    assertThat(figures.after(ClosureSolver.ONLINE).mean())
        .isCloseTo(figures.after(ClosureSolver.DOUBLE).mean(), within(1e-3));
    assertThat(results.halved().found(ClosureSolver.HALF).median()).isLessThan(0.9);
    assertThat(results.halved().worstChi2(ClosureSolver.ARTICLE)).isLessThan(1e-6);
    assertThat(results.halved().iterated(ClosureSolver.ARTICLE)).isEqualTo(1);
    assertThat(Files.readAllLines(folder.resolve("all.csv")))
        .hasSize(1 + 4 * results.problems() + 2 * results.halved().count());
  }

  @Test
  void fewerProblemsCanBeAskedFor() throws Exception {
    ClosureResults results = study(home).problems(3).run(folder.resolve("few.csv"), Map.of());
    assertThat(results.problems()).isEqualTo(3);
    assertThat(results.all()).hasSize(robot.loopClosures());
  }

  @Tag("long")
  @Test
  void anInterruptedStudyGoesOnWithTheSameRows() throws Exception {
    ClosureGraph other = ClosureGraph.of("other", HomeRobot.simulate(4, POSES).graph());
    Path csv = folder.resolve("study.csv");
    ClosureStudy stopped =
        study(home, other)
            .progress(
                (done, all, left) -> {
                  if (done > robot.loopClosures()) {
                    throw new IllegalStateException("the power fails");
                  }
                });
    assertThat(catchThrowable(() -> stopped.run(csv, Map.of()))).hasMessage("the power fails");
    assertThat(csv).doesNotExist();
    int[] first = {-1};
    ClosureResults results =
        study(home, other)
            .progress(
                (done, all, left) -> {
                  if (first[0] < 0) {
                    first[0] = done;
                  }
                })
            .run(csv, Map.of());
    assertThat(first[0]).isEqualTo(robot.loopClosures());
    assertThat(results.problems()).isEqualTo(home.closures() + other.closures());
    assertThat(outcomes(csv)).isEqualTo(outcomes(whole(home, other)));
    assertThat(results.map(home)).hasSize(POSES);
  }

  @Test
  void theReportHasTheFiguresOfTheTable() throws Exception {
    ClosureResults results = study(home).problems(5).run(folder.resolve("r.csv"), Map.of());
    Path page = folder.resolve("r.html");
    results.writeReport(page, Map.of("Processor", "a fast one"));
    String mean = "%.4f".formatted(results.figures().after(ClosureSolver.MIXED).mean());
    assertThat(results.toText()).contains("odometry alone", mean);
    assertThat(Files.readString(page))
        .contains("a fast one", "odometry alone", "home without and with loop closures");
  }

  @Test
  void aGraphWithoutClosuresOrWithGapsIsNone() {
    var chain = new PoseGraph2();
    chain.addPose(0, Pose2.identity());
    chain.addPose(1, Pose2.identity());
    chain.addEdge(0, 1, Pose2.of(1, 0, 0), new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClosureGraph.of("chain", chain))
        .withMessageContaining("no loop closures");
    chain.addPose(2, Pose2.identity());
    chain.addEdge(0, 2, Pose2.of(2, 0, 0), new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClosureGraph.of("gap", chain))
        .withMessageContaining("pose 2");
  }

  @Test
  void whatIsNoEdgeIsLeftOutAndSaid() {
    PoseGraph2 loop = new PoseGraph2();
    double[] information = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    for (long id = 0; id < 4; id++) {
      loop.addPose(id, Pose2.identity());
      if (id > 0) {
        loop.addEdge(id - 1, id, Pose2.of(1, 0, 1.6), information);
      }
    }
    loop.addEdge(3, 0, Pose2.of(1, 0, 1.5), information);
    assertThat(ClosureGraph.of("loop", loop).notes()).isEmpty();
    loop.addPrior(2, Pose2.identity(), information);
    assertThat(ClosureGraph.of("loop", loop).notes())
        .singleElement()
        .asString()
        .contains("loop: ", "left out, 1 in all");
  }

  @Test
  void truthMustBeAsLongAsTheGraph() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ClosureGraph.of("home", robot.graph(), "short", robot.truth().subList(0, 9)))
        .withMessageContaining("1200 poses")
        .withMessageContaining("short has 9");
  }

  private static ClosureStudy study(ClosureGraph... graphs) {
    return new ClosureStudy(List.of(graphs)).warmUp(Duration.ZERO);
  }

  private Path whole(ClosureGraph... graphs) throws IOException, InterruptedException {
    Path csv = folder.resolve("whole.csv");
    study(graphs).run(csv, Map.of());
    return csv;
  }

  /** Rows without their times. */
  private static List<String> outcomes(Path csv) throws IOException {
    List<String> lines = Files.readAllLines(csv);
    List<String> head = List.of(lines.getFirst().split(","));
    return lines.stream()
        .map(
            line -> {
              String[] cells = line.split(",");
              cells[head.indexOf("seconds")] = "";
              cells[head.indexOf("cpu_seconds")] = "";
              return String.join(",", cells);
            })
        .toList();
  }
}
