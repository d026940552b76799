package dev.mezzo.cli;

import static dev.mezzo.cli.FlatJson.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.io.PoseGraphFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizeCommandTest {
  @TempDir private Path folder;

  @Test
  void jsonHasEveryFieldOfTheContract() throws IOException {
    Session session = Session.run("optimize", Graphs.square(folder), "--json");
    assertThat(session.exitCode()).isZero();
    assertThat(session.err()).isEmpty();
    Map<String, Object> json = parse(session.out());
    assertThat(json)
        .containsKeys(
            "file",
            "kind",
            "variables",
            "factors",
            "residuals",
            "precision",
            "solver",
            "preconditioner",
            "kernel",
            "initial_chi2",
            "final_chi2",
            "iterations",
            "linear_iterations",
            "history",
            "termination",
            "fallbacks",
            "seconds.read",
            "seconds.setup",
            "seconds.linearize",
            "seconds.precondition",
            "seconds.linear_solve",
            "seconds.triangular_solve",
            "seconds.products",
            "seconds.update",
            "seconds.total",
            "seconds_cold.total",
            "factor_bytes",
            "jacobian_bytes",
            "init");
    assertThat(json)
        .containsEntry("file", folder.resolve("square.g2o").toString())
        .containsEntry("kind", "pose-graph-2d")
        .containsEntry("variables", 4.0)
        .containsEntry("factors", 4.0)
        .containsEntry("residuals", 12.0)
        .containsEntry("precision", "mixed")
        .containsEntry("solver", "cgnr")
        .containsEntry("termination", "converged")
        .containsEntry("init", "chordal");
  }

  @Test
  void jsonTellsChi2ToTheLastBit() throws IOException {
    Path out = folder.resolve("out.g2o");
    Path square = Graphs.square(folder);
    double before = PoseGraphFile.read(square).graph().chi2();
    Session session = Session.run("optimize", square, "--json", "--init", "file", "--out", out);
    Map<String, Object> json = parse(session.out());
    assertThat((double) json.get("initial_chi2")).isEqualTo(before);
    double after = PoseGraphFile.read(out).graph().chi2();
    assertThat((double) json.get("final_chi2")).isCloseTo(after, within(1e-12 * after));
    assertThat(after).isLessThan(before);
  }

  @ParameterizedTest
  @CsvSource({
    "double, auto, dogleg",
    "double, direct, lm",
    "double, cgnr, dogleg",
    "single, auto, dogleg",
    "mixed, cgnr, dogleg",
    "mixed, auto, lm",
  })
  void everyGuardedPrecisionReachesTheSameOptimum(String precision, String solver, String algorithm)
      throws IOException {
    Path square = Graphs.square(folder);
    Map<String, Object> reference =
        parse(Session.run("optimize", square, "--json", "--solver", "direct").out());
    Session session =
        Session.run(
            "optimize",
            square,
            "--json",
            "--precision",
            precision,
            "--solver",
            solver,
            "--algorithm",
            algorithm);
    assertThat(session.exitCode()).isZero();
    Map<String, Object> json = parse(session.out());
    double best = (double) reference.get("final_chi2");
    assertThat((double) json.get("final_chi2")).isCloseTo(best, within(1e-6 * best));
    assertThat(json).containsEntry("precision", precision);
  }

  @ParameterizedTest
  @CsvSource({"auto, AMD", "amd, AMD", "natural, natural"})
  void theReportNamesTheOrderOfElimination(String ordering, String name) throws IOException {
    Path square = Graphs.square(folder);
    Session session = Session.run("optimize", square, "--json", "--ordering", ordering);
    assertThat(session.exitCode()).isZero();
    assertThat((String) parse(session.out()).get("preconditioner")).contains(name + " order");
  }

  @ParameterizedTest
  @CsvSource({
    "complete, complete Cholesky",
    "level:1, IC(1)",
    "drop:0.01, IC(drop 1e-02)",
  })
  void theReportNamesWhatIsKeptOfTheFactor(String fill, String name) throws IOException {
    Path square = Graphs.square(folder);
    Session session = Session.run("optimize", square, "--json", "--preconditioner", fill);
    assertThat(session.exitCode()).isZero();
    assertThat((String) parse(session.out()).get("preconditioner")).startsWith(name);
  }

  @ParameterizedTest
  @CsvSource({
    "--preconditioner, level:-1, a level of fill is at least 0",
    "--preconditioner, ilu, none of auto",
    "--ordering, rcm, none of auto",
    "--factor-source, odometry, none of estimate",
    "--factor-memory, 0, memory limit is positive",
  })
  void aPreconditionerThatMakesNoSenseIsAMistakeOfTheCommandLine(
      String option, String value, String message) throws IOException {
    Session session = Session.run("optimize", Graphs.square(folder), option, value);
    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(session.err()).contains(message);
  }

  @Test
  void theDirectSolverMeansDoublePrecisionUnlessSaidOtherwise() throws IOException {
    Path square = Graphs.square(folder);
    assertThat(parse(Session.run("optimize", square, "--json", "--solver", "direct").out()))
        .containsEntry("precision", "double")
        .containsEntry("solver", "direct")
        .containsEntry("linear_iterations", 0.0);
    Session session = Session.run("optimize", square, "--solver", "direct", "--precision", "mixed");
    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(session.err()).contains("fp64 only");
  }

  @Test
  void aFileWithoutVerticesStartsFromItsMeasurementsByItself() throws IOException {
    Path edges = Graphs.squareWithoutVertices(folder);
    Map<String, Object> chosen = parse(Session.run("optimize", edges, "--json").out());
    double tree = initialChi2(edges, "spanning-tree");
    assertThat(tree).isLessThan(12); // residuals: it agrees with the measurements
    assertThat((double) chosen.get("initial_chi2")).isEqualTo(tree);
    assertThat(chosen).containsEntry("init", "spanning-tree");
    assertThat(Session.run("optimize", edges).out()).contains("spanning tree, chi2");
  }

  @Test
  void aFileWithoutVerticesStartsFromChordalRelaxationWhereASpanningTreeDoesNotAgree()
      throws IOException {
    String loose = Files.readString(Graphs.squareWithoutVertices(folder));
    String tight = loose.replace(" 100 0 0 100 0 400", " 10000 0 0 10000 0 40000");
    Path edges = Files.writeString(folder.resolve("tight.g2o"), tight);
    Map<String, Object> chosen = parse(Session.run("optimize", edges, "--json").out());
    double chordal = initialChi2(edges, "chordal");
    assertThat(chordal).isLessThan(initialChi2(edges, "spanning-tree"));
    assertThat((double) chosen.get("initial_chi2")).isEqualTo(chordal);
    assertThat(chosen).containsEntry("init", "chordal");
    assertThat(Session.run("optimize", edges).out()).contains("chordal relaxation, chi2");
  }

  @Test
  void theStartCanBeChosen() throws IOException {
    Path square = Graphs.square(folder);
    assertThat(initialChi2(square, "odometry")).isNotEqualTo(initialChi2(square, "file"));
    assertThat(initialChi2(square, "chordal")).isNotEqualTo(initialChi2(square, "file"));
  }

  @Test
  void withoutAWordTheStartIsChosenAsByAuto() throws IOException {
    Path square = Graphs.square(folder);
    Map<String, Object> silent = parse(Session.run("optimize", square, "--json").out());
    Map<String, Object> auto =
        parse(Session.run("optimize", square, "--json", "--init", "auto").out());
    for (String field : new String[] {"init", "initial_chi2", "final_chi2"}) {
      assertThat(auto.get(field)).as(field).isEqualTo(silent.get(field)).isNotEqualTo("auto");
    }
  }

  private static double initialChi2(Path file, String init) throws IOException {
    Map<String, Object> json = parse(Session.run("optimize", file, "--json", "--init", init).out());
    assertThat(json).containsEntry("init", init);
    return (double) json.get("initial_chi2");
  }

  @Test
  void repeatedSolvesStartFromTheSamePlaceAndEndAtTheSame() throws IOException {
    Path square = Graphs.square(folder);
    Map<String, Object> once = parse(Session.run("optimize", square, "--json").out());
    Map<String, Object> often =
        parse(Session.run("optimize", square, "--json", "--repeat", "5").out());
    for (String field : new String[] {"initial_chi2", "final_chi2", "iterations", "factors"}) {
      assertThat(often.get(field)).as(field).isEqualTo(once.get(field));
    }
  }

  @Test
  void aRobustLossLowersTheInfluenceOfTheBadLoop() throws IOException {
    Path square = Graphs.square(folder);
    double squared = finalChi2(square, "none");
    double huber = finalChi2(square, "huber:0.1");
    assertThat(huber).isLessThan(squared);
  }

  private static double finalChi2(Path file, String loss) throws IOException {
    return (double)
        parse(Session.run("optimize", file, "--json", "--loss", loss).out()).get("final_chi2");
  }

  @Test
  void limitsEndASolveEarly() throws IOException {
    Path square = Graphs.square(folder);
    assertThat(parse(Session.run("optimize", square, "--json", "--max-iterations", "1").out()))
        .containsEntry("termination", "max-iterations")
        .containsEntry("iterations", 1.0);
    assertThat(Session.run("optimize", square, "--time-limit", "60000").exitCode()).isZero();
  }

  @Test
  void theTextTellsStartResultAndHowItWasSolved() throws IOException {
    Session session = Session.run("optimize", Graphs.square(folder));
    assertThat(session.out())
        .contains("4 poses, 4 edges", "chordal relaxation, chi2", "converged", "precision mixed")
        .contains("fallbacks  none", "seconds");
    assertThat(session.out()).isASCII().doesNotContain("\u001b");
    Session verbose = Session.run("optimize", Graphs.square(folder), "--verbose");
    assertThat(verbose.out()).contains("iter").contains("region");
  }

  @Test
  void outAndReportAreWrittenAndNamed() throws IOException {
    Path out = folder.resolve("out.g2o");
    Path report = folder.resolve("report.html");
    Session session =
        Session.run("optimize", Graphs.square(folder), "--out", out, "--report", report);
    assertThat(session.exitCode()).isZero();
    assertThat(session.out()).contains(out.toString(), report.toString());
    assertThat(report).content().contains("<title>square.g2o</title>", "chi2 at the start");
    assertThat(PoseGraphFile.read(out).graph().size()).isEqualTo(4);
  }

  @Test
  void whatWasPutRightInTheInputIsSaidOnStandardError() throws IOException {
    Path square = Graphs.square(folder);
    Files.writeString(square, Files.readString(square) + "SOMETHING 1 2 3\n");
    Session session = Session.run("optimize", square, "--json");
    assertThat(session.exitCode()).isZero();
    assertThat(session.err()).contains("warning").contains("SOMETHING");
    assertThat(parse(session.out()).get("warnings.0").toString()).contains("SOMETHING");
  }

  @Test
  void badInputIsToldWithFileLineAndReason() throws IOException {
    Path square = Graphs.square(folder);
    Files.writeString(square, "VERTEX_SE2 0 0 0 0\nVERTEX_SE2 1 1 zero 0\n");
    Session session = Session.run("optimize", square, "--json");
    assertThat(session.exitCode()).isEqualTo(3);
    assertThat(session.out()).isEmpty();
    assertThat(session.err()).startsWith(square + ":2: ").hasLineCount(1);
  }

  @Test
  void aFileThatIsNotThereIsBadInput() {
    Session session = Session.run("optimize", folder.resolve("none.g2o"));
    assertThat(session.exitCode()).isEqualTo(3);
    assertThat(session.err()).contains("none.g2o").hasLineCount(1);
  }

  @Test
  void aGraphWithoutMeasurementsIsBadInput() throws IOException {
    Path lonely = Files.writeString(folder.resolve("lonely.g2o"), "VERTEX_SE2 0 0 0 0\n");
    Session session = Session.run("optimize", lonely);
    assertThat(session.exitCode()).isEqualTo(3);
    assertThat(session.err()).contains("no measurement");
  }

  @Test
  void aGraphThatIsHeldEverywhereIsBadInput() throws IOException {
    Path square = Graphs.square(folder);
    Files.writeString(square, Files.readString(square) + "FIX 0 1 2 3\n");
    Session session = Session.run("optimize", square);
    assertThat(session.exitCode()).isEqualTo(3);
    assertThat(session.err()).contains("every pose is held");
  }

  @Test
  void aFailedRunLeavesTheOldOutput() throws IOException {
    Path square = Graphs.square(folder);
    Files.writeString(square, "EDGE_SE2 0 1 nonsense\n");
    Path out = Files.writeString(folder.resolve("out.g2o"), "old");
    assertThat(Session.run("optimize", square, "--out", out).exitCode()).isEqualTo(3);
    assertThat(out).hasContent("old");
  }

  @Test
  void numbersThatOverflowAreANumericalFailure() throws IOException {
    Path square = Graphs.square(folder);
    Files.writeString(
        square, "EDGE_SE2 0 1 1e200 0 0 1 0 0 1 0 1\nEDGE_SE2 1 0 1e200 0 0 1 0 0 1 0 1\n");
    Path out = Files.writeString(folder.resolve("out.g2o"), "old");
    Session session = Session.run("optimize", square, "--json", "--out", out);
    assertThat(session.exitCode()).isEqualTo(4);
    assertThat(parse(session.out())).containsEntry("termination", "numerical-failure");
    assertThat(session.out()).contains("\"final_chi2\":null");
    assertThat(session.err()).contains("numerical failure", "was not written").hasLineCount(1);
    assertThat(out).hasContent("old");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--precision=quad",
        "--solver=magic",
        "--init=guess",
        "--loss=huber",
        "--loss=huber:-1",
        "--algorithm=newton",
        "--threads=0",
        "--threads=two",
        "--max-iterations=-1",
        "--time-limit=0",
        "--repeat=0",
        "--no-such-option",
        "--out=/no/such/folder/x.g2o",
        "--report=/no/such/folder/x.html",
        "--report=/",
      })
  void badUsageExitsWithTwoAndOneHint(String option) throws IOException {
    Session session = Session.run("optimize", Graphs.square(folder), option);
    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(session.out()).isEmpty();
    assertThat(session.err()).startsWith("mezzo: ").contains("mezzo optimize --help");
  }

  @Test
  void landmarksAreOptimisedCountedDrawnAndWrittenBack() throws IOException {
    Path file = Graphs.landmarks(folder);
    Path out = folder.resolve("out.g2o");
    Path page = folder.resolve("out.html");
    Session session =
        Session.run("optimize", file, "--json", "--repeat", 3, "--out", out, "--report", page);
    assertThat(session.exitCode()).isZero();
    Map<String, Object> json = parse(session.out());
    assertThat(json)
        .containsEntry("kind", "pose-graph-2d")
        .containsEntry("variables", 4.0)
        .containsEntry("factors", 5.0)
        .containsEntry("residuals", 11.0);
    PoseGraphFile corrected = PoseGraphFile.read(out);
    assertThat(corrected.graph().landmark(10).x()).isCloseTo(2, within(0.01));
    assertThat(corrected.graph().landmark(11).y()).isCloseTo(-1, within(0.01));
    // A tenth of a metre between odometry and the difference of sights, of 1 and of 4 x 100 / 2.
    assertThat(corrected.graph().chi2()).isCloseTo(0.01 / (1 + 1 / 100.0), within(1e-8));
    assertThat(page).content().contains("\"landmarks\":[");
    Session text = Session.run("optimize", file);
    assertThat(text.out()).contains("2 poses, 1 edges, 0 priors, 2 landmarks, 4 observations");
  }

  @Test
  void aMapIsOptimisedAlsoWhereEveryPoseIsHeld() throws IOException {
    Path file = folder.resolve("map.g2o");
    Files.writeString(file, "VERTEX_SE2 0 0 0 0\nVERTEX_XY 1 5 5\nEDGE_SE2_XY 0 1 3 4 1 0 1\n");
    Session session = Session.run("optimize", file, "--json", "--init", "file");
    assertThat(session.exitCode()).isZero();
    assertThat((Double) parse(session.out()).get("final_chi2")).isLessThan(1e-12);
  }

  @Test
  void whatLandmarksLeaveOpenIsWarnedOf() throws IOException {
    Path file = folder.resolve("loose.g2o");
    Files.writeString(
        file,
        """
        VERTEX_SE2 0 0 0 0
        VERTEX_SE2 1 1 0 0
        VERTEX_XY 2 3 3
        EDGE_SE2_XY 0 2 3 3 1 0 1
        EDGE_SE2_XY 1 2 2.1 3 1 0 1
        """);
    Path page = folder.resolve("loose.html");
    Session session = Session.run("optimize", file, "--report", page, "--init", "file");
    assertThat(session.exitCode()).isZero();
    String warning = "pose 1 and the rest have only landmark 2 in common";
    assertThat(session.err()).contains("mezzo: warning: " + warning);
    assertThat(page).content().contains(warning);
  }

  @Test
  void aReportNeverOverwritesAPoseGraph() throws IOException {
    Path square = Graphs.square(folder);
    String content = Files.readString(square);
    assertThat(Session.run("optimize", square, "--report", square).exitCode()).isEqualTo(2);
    Path out = folder.resolve("both");
    assertThat(Session.run("optimize", square, "--report", out, "--out", out).exitCode())
        .isEqualTo(2);
    assertThat(square).hasContent(content);
    assertThat(out).doesNotExist();
  }

  @Test
  void theInputMayBeTheOutput() throws IOException {
    Path square = Graphs.square(folder);
    double before = PoseGraphFile.read(square).graph().chi2();
    assertThat(Session.run("optimize", square, "--out", square).exitCode()).isZero();
    assertThat(PoseGraphFile.read(square).graph().chi2()).isLessThan(before);
  }
}
