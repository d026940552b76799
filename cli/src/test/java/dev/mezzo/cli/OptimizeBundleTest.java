package dev.mezzo.cli;

import static dev.mezzo.cli.FlatJson.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.io.BundleFile;
import dev.mezzo.slam.BundleAdjustment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizeBundleTest {
  @TempDir private Path folder;

  @Test
  void jsonHasTheFieldsOfTheContract() throws IOException {
    Session session = Session.run("optimize", Bundles.walk(folder, "walk.txt"), "--json");
    assertThat(session.exitCode()).isZero();
    assertThat(session.err()).isEmpty();
    Map<String, Object> json = parse(session.out());
    assertThat(json)
        .containsEntry("kind", "bundle")
        .containsEntry("file", folder.resolve("walk.txt").toString())
        .containsEntry("variables", 66.0)
        .containsEntry("factors", 360.0)
        .containsEntry("residuals", 720.0)
        .containsEntry("precision", "mixed")
        .containsEntry("init", "file")
        .containsEntry("termination", "converged")
        .containsKeys(
            "solver",
            "preconditioner",
            "kernel",
            "iterations",
            "linear_iterations",
            "fallbacks",
            "seconds.read",
            "seconds.setup",
            "seconds.linearize",
            "seconds.precondition",
            "seconds.linear_solve",
            "seconds.update",
            "seconds.total",
            "seconds_cold.total",
            "factor_bytes",
            "jacobian_bytes");
    assertThat((double) json.get("final_chi2")).isLessThan(0.1 * (double) json.get("initial_chi2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mixed", "single"})
  void everyPrecisionReachesTheOptimumOfDouble(String precision) throws IOException {
    Path file = Bundles.walk(folder, "walk.txt");
    double best = chi2(Session.run("optimize", file, "--json", "--precision", "double"));
    double chi2 = chi2(Session.run("optimize", file, "--json", "--precision", precision));
    assertThat(chi2).isCloseTo(best, within(1e-6 * best));
  }

  @Test
  void freeIntrinsicsFitBetterAndAreWritten() throws IOException {
    Path file = Bundles.walk(folder, "walk.txt");
    double fixed = chi2(Session.run("optimize", file, "--json"));
    Path out = folder.resolve("out.txt");
    Session session = Session.run("optimize", file, "--json", "--intrinsics", "free", "--out", out);
    double free = chi2(session);
    assertThat(parse(session.out())).containsEntry("variables", 72.0);
    assertThat(free).isLessThan(0.999 * fixed);
    BundleAdjustment bundle = BundleFile.read(out).bundle();
    assertThat(bundle.chi2()).isCloseTo(free, within(1e-9 * free));
    assertThat(bundle.intrinsics(0)[0]).isNotEqualTo(500);
  }

  @ParameterizedTest
  @CsvSource({"walk.txt, out.bal", "walk.bal.gz, out.gz", "walk.bz2, out.txt.bz2"})
  void theResultIsWrittenAsItsNameSays(String name, String result) throws IOException {
    Path out = folder.resolve(result);
    Session session = Session.run("optimize", Bundles.walk(folder, name), "--out", out);
    assertThat(session.exitCode()).isZero();
    assertThat(session.out())
        .contains("BAL bundle, 6 cameras, 60 landmarks, 360 observations, intrinsics fixed")
        .contains("bundle     " + out);
    assertThat(Session.run("optimize", out, "--json").exitCode()).isZero();
  }

  @Test
  void aRobustLossAndRepeatedSolvesAreToldOf() throws IOException {
    Path file = Bundles.walk(folder, "walk.txt");
    double squared = chi2(Session.run("optimize", file, "--json"));
    Session session =
        Session.run("optimize", file, "--json", "--loss", "huber:0.5", "--repeat", "3");
    assertThat(chi2(session)).isLessThan(squared);
  }

  @Test
  void theReportShowsCamerasAndLandmarks() throws IOException {
    Path report = folder.resolve("report.html");
    Session session = Session.run("optimize", Bundles.walk(folder, "walk.txt"), "--report", report);
    assertThat(session.exitCode()).isZero();
    assertThat(Files.readString(report))
        .contains("\"isBundle\":true")
        .contains("<dt>Observations</dt><dd>360</dd>")
        .contains("<dt>Intrinsics</dt><dd>fixed</dd>");
  }

  @Test
  void malformedBundlesExitWithFileLineAndReason() throws IOException {
    Path file = folder.resolve("broken.txt");
    Files.writeString(file, "2 1 1\n0 3 1.0 2.0\n");
    Session session = Session.run("optimize", file);
    assertThat(session.exitCode()).isEqualTo(3);
    assertThat(session.err())
        .contains(file + ":2: observation 0 of 1: there is no landmark 3, only 1");
    assertThat(session.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--init=chordal", "--reject-outliers", "--intrinsics=some"})
  void optionsThatMakeNoSenseForABundleAreBadUsage(String option) throws IOException {
    Session session = Session.run("optimize", Bundles.walk(folder, "walk.txt"), option);
    assertThat(session.exitCode()).isEqualTo(2);
  }

  @Test
  void intrinsicsOfAPoseGraphAreBadUsage() throws IOException {
    Session session = Session.run("optimize", Graphs.square(folder), "--intrinsics", "free");
    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(session.err()).contains("is a pose graph");
  }

  private static double chi2(Session session) throws IOException {
    assertThat(session.exitCode()).as(session.err()).isZero();
    return (double) parse(session.out()).get("final_chi2");
  }
}
