package dev.mezzo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.cli.doctor.OpenBlasCore;
import dev.mezzo.slam.Initialization;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PgoBenchTest {
  private static final ChildProcess.Ending ENDED = new ChildProcess.Ending(true, 0);

  /** As g2o prints it for Gauss-Newton, Levenberg-Marquardt, dogleg. */
  private static final String G2O =
      """
      # Used Compiler: GNU 12.2.0
      Read input from sphere.g2o
      Loaded 2500 vertices
      # graph is fixed by priors or already fixed vertex
      Initial chi2 = 2547810.848513
      iteration= 0\t chi2= 45723.291232\t time= 0.174273\t cumTime= 0.174273\t edges= 4949\t schur= 0
      iteration= 1\t chi2= 727.150000\t time= 0.16\t cumTime= 0.334273\t edges= 4949\t schur= 0\
      \t lambda= 20.5\t levenbergIter= 3
      iteration= 2\t chi2= 727.149411\t time= 1.6e-01\t cumTime= 4.94273e-01\t edges= 4949\
      \t Delta= 10000\t step= GN\t tries= 1
      """;

  @TempDir private Path folder;

  @Test
  void theLinesOfG2oTellChi2AndTimeOfItsSteps() {
    BenchRun run = PgoG2o.parse(G2O, ENDED, 2547810.8485);
    assertThat(run.points())
        .containsExactly(
            new BenchRun.Point(2547810.8485, 0),
            new BenchRun.Point(45723.291232, 0.174273),
            new BenchRun.Point(727.15, 0.334273),
            new BenchRun.Point(727.149411, 0.494273));
    assertThat(run.finalChi2()).isEqualTo(727.149411);
    assertThat(run.factorizations()).isEqualTo(5);
    assertThat(run.stepsTo(727.1494112, 1e-5)).isEqualTo(2);
    assertThat(run.stepsTo(727.1494112, 1e-12)).as("but for the digits it prints").isEqualTo(3);
    assertThat(run.secondsTo(700, 1e-5)).isNaN();
  }

  @Test
  void g2oMayDivergeOrBeStoppedOrFail() {
    String diverging =
        """
        iteration= 0\t chi2= inf\t time= 0.1\t cumTime= 0.1\t edges= 9
        iteration= 1\t chi2= -nan\t time= 0.1\t cumTime= 0.2\t edges= 9
        iteration= 2\t chi2= 5.0
        """;
    BenchRun run = PgoG2o.parse(diverging, new ChildProcess.Ending(false, 137), 7);
    assertThat(run.points()).hasSize(3);
    assertThat(run.stepsTo(7, 0)).as("the start").isZero();
    assertThat(run.stepsTo(5, 0)).isEqualTo(-1);
    assertThat(run.termination()).isEqualTo("time-limit");

    BenchRun failed = PgoG2o.parse("Allocating \"lm_var\" failed!\n\n", ENDED, 7);
    assertThat(failed.termination()).contains("lm_var");
    assertThat(failed.secondsTo(1, 1e-5)).isNaN();
  }

  @Test
  void everyWholeSolveOfCeresIsRead() {
    String text =
        """
        solve
        point 100 0.01 0
        point 20 0.02 1
        end 20.5 0.03 CONVERGENCE
        solve
        point 100 0.011 0
        point 20 0.021 7
        point nan 0.024 8
        end 20 0.031 NO_CONVERGENCE
        solve
        point 100 0.01 0
        """;
    List<BenchRun> runs = CeresSolver.parse(text, false);
    assertThat(runs).hasSize(2);
    assertThat(runs.get(0).secondsTo(20, 1e-6)).isEqualTo(0.02);
    assertThat(runs.get(0).finalChi2()).isEqualTo(20.5);
    assertThat(runs.get(1).termination()).isEqualTo("no-convergence");
    assertThat(runs.get(1).factorizations()).isEqualTo(15);
    assertThat(runs.get(1).bestChi2()).isEqualTo(20);
    assertThat(CeresSolver.parse(text, true).get(1).linearIterations()).isEqualTo(15);
  }

  @Test
  void blasIsToldOfProcessorsItMayBeTooOldFor() {
    assertThat(OpenBlasCore.of(List.of("sse2", "avx2", "fma"))).isEqualTo("HASWELL");
    assertThat(
            OpenBlasCore.of(
                List.of("avx2", "fma", "avx512f", "avx512dq", "avx512cd", "avx512bw", "avx512vl")))
        .isEqualTo("SKYLAKEX");
    assertThat(OpenBlasCore.of(List.of("asimd", "fphp"))).isEmpty();
    assertThat(BenchEnvironment.variables()).containsEntry("OPENBLAS_NUM_THREADS", "1");
  }

  /** Steps through given values of chi2, a second each, at a pace of its own. */
  private static final class Stepper implements BenchSolver {
    private final String name;
    private final double pace;
    private final double[] chi2;
    final List<Double> until = new ArrayList<>();

    Stepper(String name, double pace, double... chi2) {
      this.name = name;
      this.pace = pace;
      this.chi2 = chi2;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public List<BenchRun> run(Task task, Progress progress) {
      until.add(task.until());
      List<BenchRun.Point> points = new ArrayList<>();
      points.add(new BenchRun.Point(task.problem().startChi2(), 0));
      for (double value : chi2) {
        points.add(new BenchRun.Point(value, pace * points.size()));
      }
      double end = chi2[chi2.length - 1];
      return List.of(
          new BenchRun(points, 0, end, pace * chi2.length, "done", 0, 1, BenchRun.Details.NONE));
    }
  }

  private BenchSet<PgoProblem> measure(PgoData data, BenchSolver... solvers) throws Exception {
    var effort = new BenchRounds.Effort(3, 0, 0, 1);
    var bench = new PgoBench(new BenchRounds(List.of(solvers), effort), data, Initialization.FILE);
    var progress = new Progress(new PrintWriter(new StringWriter()), false);
    Path files = Files.createDirectories(folder.resolve("files"));
    return bench.measure(Graphs.square(folder), files, progress);
  }

  @Test
  void solversAreComparedByTheTimeToTheBestOfTheRun() throws Exception {
    var mixed = new Stepper(PgoResults.MIXED, 1, 3, 2, 2);
    var slow = new Stepper("slow", 4, 3, 2 * (1 + 5e-6), 2 * (1 + 5e-7));
    var lost = new Stepper("lost", 1, 2.1);
    BenchSet<PgoProblem> set = measure(PgoData.of(folder), mixed, slow, lost);
    assertThat(set.reference()).isEqualTo(2);
    assertThat(set.seconds(set.row("slow"), 1e-5).median()).isEqualTo(8);
    assertThat(set.speed(PgoResults.MIXED, "slow", 1e-5)).isEqualTo(4);
    assertThat(set.speed(PgoResults.MIXED, "slow", 1e-6)).isEqualTo(6);
    assertThat(set.seconds(set.row("lost"), 1e-5).isMeasured()).isFalse();
    assertThat(mixed.until).containsExactly(-1.0, 2 * (1 + 1e-6), 2 * (1 + 1e-6));
    assertThat(lost.until).as("who does not get there is not asked again").hasSize(1);

    var results = new PgoResults(List.of(set, set), 3, "2.1.0");
    assertThat(results.speedOver("slow", 1e-6).value()).isCloseTo(6, within(1e-12));
    assertThat(results.speedOver("lost", 1e-5).without()).containsExactly("square", "square");
  }

  @Test
  void aKnownReferenceIsToBeReachedAndTheRunKnowsItsFurtherDigits() throws Exception {
    Path graph = Graphs.square(folder);
    Path table = folder.resolve("REFERENCE.tsv");
    Files.writeString(table, "file\tg2o_chi2_best\nother.g2o\t9\nsquare.g2o\t1.5\n");
    BenchSet<PgoProblem> worse = measure(PgoData.of(folder), new Stepper("a", 1, 2));
    assertThat(worse.reference()).isEqualTo(1.5);
    assertThat(worse.referenceOf()).isEqualTo("REFERENCE.tsv");
    BenchSet<PgoProblem> same = measure(PgoData.of(folder), new Stepper("a", 1, 1.5000002));
    assertThat(same.reference()).isEqualTo(1.5000002);
    assertThat(same.referenceOf()).contains("run");
    assertThat(PgoData.of(folder).reference(graph)).isEqualTo(1.5);

    Files.writeString(table, "name\n");
    assertThatThrownBy(() -> PgoData.of(folder)).isInstanceOf(Failure.class);
  }

  @Test
  void aSolverOfAnotherProblemIsFoundOut() {
    var wrong =
        new BenchSolver() {
          @Override
          public String name() {
            return "wrong";
          }

          @Override
          public List<BenchRun> run(Task task, Progress progress) {
            return List.of(BenchRun.failed(2 * task.problem().startChi2(), ""));
          }
        };
    assertThatThrownBy(() -> measure(PgoData.of(folder), wrong)).hasMessageContaining("wrong");
  }

  @Test
  void everyoneIsGivenTheSamePosesAndGauge() throws IOException {
    Path files = Files.createDirectories(folder.resolve("files"));
    PgoProblem problem = PgoProblem.make(Graphs.square(folder), Initialization.FILE, files);
    assertThat(problem.file()).content().contains("\nFIX 0\n", "VERTEX_SE2 3 0.3 1.2 -1.6\n");
    assertThat(problem.start()).isEqualTo("file");
    Path bare = Graphs.squareWithoutVertices(folder);
    PgoProblem placed = PgoProblem.make(bare, Initialization.FILE, files);
    assertThat(placed.start()).isEqualTo("spanning-tree");
    assertThat(placed.file()).content().contains("FIX 0", "VERTEX_SE2 3 ");
  }

  @Test
  void growthIsTheExponentOfThePosesThatFitsBest() {
    List<PgoScaling.Row> rows = new ArrayList<>();
    for (int poses : new int[] {100, 1000, 10_000}) {
      double seconds = 1e-6 * Math.pow(poses, 1.25);
      var run = new BenchRun(List.of(), 0, 1, seconds, "", 0, 1, BenchRun.Details.NONE);
      rows.add(new PgoScaling.Row(poses, 2 * poses, "mixed", run, List.of(run)));
    }
    var scaling = new PgoScaling(rows);
    assertThat(scaling.growth("mixed", PgoScaling.Row::seconds)).isCloseTo(1.25, within(1e-12));
    assertThat(scaling.growth("double", PgoScaling.Row::seconds)).isNaN();
  }

  @Test
  void theStorageOfStepsIsCounted() {
    assertThat(PgoResultsText.counted(List.of("b16", "fp32", "b16")))
        .isEqualTo("b16 in 2, fp32 in 1 of 3 steps");
  }

  @Test
  void whatMakesNoSenseIsSaid() {
    assertThat(Session.run("bench", "pgo", "--rounds", "0").err()).contains("at least 1");
    assertThat(Session.run("bench", "pgo", "--g2o", folder).exitCode()).isEqualTo(2);
    assertThat(Session.run("bench", "pgo", "--scaling", "10").exitCode()).isEqualTo(2);
    assertThat(Session.run("bench", "pgo", "--scaling", "--quick").err()).contains("alone");
    Session unbuilt = Session.run("bench", "pgo", folder.resolve("map.g2o"));
    assertThat(unbuilt.exitCode()).isEqualTo(1);
    assertThat(unbuilt.err()).contains("not built", "./mezzo bench pgo").hasLineCount(1);
  }
}
