package dev.mezzo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.io.InputException;
import dev.mezzo.study.profile.CgnrFlops;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaBenchTest {
  @TempDir private Path folder;

  private Path file(String... lines) throws IOException {
    return Files.write(folder.resolve("problem.txt"), List.of(lines));
  }

  /** A camera at (1, 0, 0), turned by a quarter about z, sees (1, 2, 4) at (0.5, 0) z. */
  @Test
  void keyframesOfTumAreWorldToCameraTranslationFirst() throws IOException {
    Path file =
        file(
            "# a comment",
            "1 1 1",
            "100 200 10 20",
            "0 0 60 19",
            "0 1 0 0 0 -1.5707963267948966",
            "1 2 4");
    BaScene scene = BaFiles.readTum(file);
    BaScene.Keyframe keyframe = scene.keyframes().getFirst();
    assertThat(keyframe.pose().x()).isCloseTo(1, within(1e-15));
    assertThat(scene.chi2()).as("one pixel beside (60, 20)").isCloseTo(1, within(1e-12));
  }

  @Test
  void camerasOfBundlerAndBalAreOneModelInTwoOrders() throws IOException {
    Path bal = file("1 1 1", "0 0 -51.2 -25.6", "0 0 0", "0 0 0", "100 0.1 0.01", "2 1 4");
    BaScene one = BaFiles.readBal(bal);
    Path bundler =
        file(
            "# Bundle file v0.3",
            "1 1",
            "100 0.1 0.01",
            "1 0 0",
            "0 1 0",
            "0 0 1",
            "0 0 0",
            "2 1 4",
            "9 9 9",
            "1 0 77 -51.2 -25.6");
    BaScene same = BaFiles.readBundler(bundler);
    assertThat(same.cameras()).isEqualTo(one.cameras());
    assertThat(same.keyframes()).isEqualTo(one.keyframes());
    assertThat(same.landmarks()).isEqualTo(one.landmarks());
    assertThat(same.observations()).isEqualTo(one.observations());
    // (-x/z, -y/z) is (-0.5, -0.25), r^2 0.3125, 1 + 0.1 r^2 + 0.01 r^4 1.0322265625.
    double u = -50 * 1.0322265625 + 51.2;
    double v = -25 * 1.0322265625 + 25.6;
    assertThat(one.chi2()).isCloseTo(u * u + v * v, within(1e-12));
  }

  @Test
  void aFileThatEndsTooEarlyOrHoldsNoNumberIsSaidSoByLine() throws IOException {
    Path early = file("1 1 1", "0 0 60");
    assertThatThrownBy(() -> BaFiles.readTum(early))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("ends too early");
    Path wrong = file("1 1 1", "0 0 60 x");
    assertThatThrownBy(() -> BaFiles.readTum(wrong)).hasMessageContaining("x is no number");
    Path negative = file("-1 1 1");
    assertThatThrownBy(() -> BaFiles.readTum(negative)).hasMessageContaining("-1 is no count");
  }

  @Test
  void theTextThatSolversReadHoldsEveryDigit() throws IOException {
    var scene = new BaScene();
    scene.add(BaScene.Camera.of(BaScene.Model.STEREO, 1.0 / 3, 200, 10, 20, 0.1));
    scene.add(new BaScene.Camera(BaScene.Model.BAL, true, List.of(100.0, 1e-17, 0.0)));
    Pose3 pose = Pose3.of(0.1, -2, 1e-9, Rotation3.exp(0.1, 0.2, 0.3));
    scene.add(new BaScene.Keyframe(0, pose, true));
    scene.add(new BaScene.Keyframe(1, Pose3.identity(), false));
    scene.add(new BaScene.Landmark(1.0 / 7, 2, 3));
    scene.add(new BaScene.Observation(0, 0, 1.5, 0.5, 2.0 / 3));
    scene.add(new BaScene.Observation(1, 0, -1.5, 0.25, 0));
    Path file = folder.resolve("scene.txt");
    BaText.write(scene, file);
    assertThat(file).content().startsWith("mezzo-bundle 1\n").contains("\nhold 0\n");
    BaScene read = BaText.read(file);
    assertThat(read.cameras()).isEqualTo(scene.cameras());
    assertThat(read.keyframes()).isEqualTo(scene.keyframes());
    assertThat(read.landmarks()).isEqualTo(scene.landmarks());
    assertThat(read.observations()).isEqualTo(scene.observations());
    double chi2 = scene.chi2();
    assertThat(read.toBundle().chi2()).as("of the product").isCloseTo(chi2, within(1e-12 * chi2));

    Path other = file("ply");
    assertThatThrownBy(() -> BaText.read(other)).hasMessageContaining("no bundle");
  }

  @Test
  void aWindowOfTheSimulationIsThatOfTheArticle() {
    BaScene scene = BaSimulated.window(50, 1);
    assertThat(scene.keyframes()).hasSize(50);
    assertThat(scene.observations().size()).isBetween(2650, 2750);
    assertThat(scene.landmarks().size()).isBetween(200, 260);
    CgnrFlops flops =
        CgnrFlops.ofBundle(50, scene.landmarks().size(), scene.observations().size(), false);
    assertThat(flops.products()).isEqualTo(4.0 * 18 * scene.observations().size());
    assertThat(flops.share()).isBetween(0.8, 0.9);
  }

  /** Ends at a chi2 after a time. */
  private static BenchSolver solver(String name, double seconds, double end) {
    return new BenchSolver() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public List<BenchRun> run(Task task, Progress progress) {
        List<BenchRun.Point> points =
            List.of(
                new BenchRun.Point(task.problem().startChi2(), 0),
                new BenchRun.Point(end, seconds));
        return List.of(new BenchRun(points, 0, end, seconds, "done", 0, 1, BenchRun.Details.NONE));
      }
    };
  }

  @Test
  void targetsAreOfTheBestOfCeresAndTheWorstOfTheEnds() throws Exception {
    List<BenchSolver> solvers = new ArrayList<>();
    solvers.add(solver(BaSolvers.MIXED, 1, 2));
    solvers.add(solver(BaSolvers.SINGLE, 1, 1.9));
    solvers.add(solver(BaSolvers.DOUBLE, 3, 2 * (1 + 3e-6)));
    solvers.add(solver(BaSolvers.CERES_SCHUR.get(0), 8, 2));
    solvers.add(solver(BaSolvers.CERES_SCHUR.get(1), 6, 2));
    solvers.add(solver(BaSolvers.CERES_SCHUR.get(2), 1, 2.5));
    var effort = new BenchRounds.Effort(2, 0, 0, 1);
    var progress = new Progress(new PrintWriter(new StringWriter()), false);
    BaProblem problem = BaProblem.make("window", BaSimulated.window(3, 1), folder);
    BenchSet<BaProblem> set =
        new BenchRounds(solvers, effort).measure(problem, BaSolvers::isCeres, progress);
    var results = new BaResults(List.of(set), 2, List.of("Ceres"));
    assertThat(set.reference()).as("the best of Ceres").isEqualTo(2);
    assertThat(BaResults.excess(set, BaSolvers.SINGLE)).isNegative();
    assertThat(results.speedOverSchur().value()).isCloseTo(6, within(1e-12));
    assertThat(1e6 * results.worstExcess(BaSolvers.DOUBLE)).isCloseTo(3, within(1e-6));
    assertThat(results.worstExcess(BaSolvers.BOOFCV)).isNaN();
    assertThat(results.targets())
        .anySatisfy(target -> assertThat(target.isMeasured() && !target.isMet()).isTrue());
    assertThat(BaResultsText.of(results)).contains("window: 3 keyframes", "MISSED", "6.00");
    JsonTree json = JsonTree.parse(BaResultsJson.of(results));
    assertThat(json.get("sets").elements().getFirst().get("solvers").elements()).hasSize(6);
  }

  @Test
  void whatMakesNoSenseIsSaid() {
    assertThat(Session.run("bench", "ba", "--rounds", "0").err()).contains("at least 1");
    assertThat(Session.run("bench", "ba", "--set", "nowhere").exitCode()).isEqualTo(2);
    Session unbuilt = Session.run("bench", "ba", "--set", "simulated");
    assertThat(unbuilt.exitCode()).isEqualTo(1);
    assertThat(unbuilt.err()).contains("not built", "./mezzo bench ba").hasLineCount(1);
  }
}
