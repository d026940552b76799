package dev.mezzo.study.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.mezzo.study.HomeRobot;
import dev.mezzo.study.SimulatedBundle;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileStudyTest {
  @TempDir private static Path folder;

  private static ProfileResults results;

  @BeforeAll
  static void study() throws Exception {
    results = study(problems()).run(folder.resolve("profile.csv"), Map.of("seed", "1"));
  }

  private static ProfileStudy study(Map<String, Callable<ProfiledProblem>> problems) {
    return new ProfileStudy(problems).repeat(2).warmUp(Duration.ZERO);
  }

  private static Map<String, Callable<ProfiledProblem>> problems() {
    Map<String, Callable<ProfiledProblem>> problems = new LinkedHashMap<>();
    problems.put(
        "windows",
        () ->
            ProfiledProblem.odometry(
                "windows",
                List.of(SimulatedBundle.window(20, 1), SimulatedBundle.window(20, 2)),
                SimulatedBundle.HELD));
    problems.put(
        "bundle",
        () ->
            ProfiledProblem.bundle("bundle", SimulatedBundle.window(15, 1), SimulatedBundle.HELD));
    problems.put("home", () -> ProfiledProblem.graph("home", HomeRobot.simulate(1, 400).graph()));
    problems.put(
        "closures",
        () -> ProfiledProblem.closures("closures", HomeRobot.simulate(1, 1500).graph()));
    return problems;
  }

  @Test
  void everyProblemHasAProfileInEveryArithmeticThatThereIs() {
    assertThat(results.profiles()).hasSize(4 + 4 + 4 + 3);
    for (Profile profile : results.profiles()) {
      assertThat(profile.totalSeconds()).isPositive();
      assertThat(profile.steps()).isPositive();
      double time = 0;
      double flops = 0;
      for (Stage stage : Stage.values()) {
        assertThat(profile.seconds().get(stage)).isNotNegative();
        assertThat(profile.bytes().get(stage)).isNotNegative();
        time += stage == Stage.SETUP ? 0 : profile.shareOfTime(stage);
        flops += profile.shareOfFlops(stage);
      }
      assertThat(time).isCloseTo(1, within(1e-9));
      assertThat(flops).isCloseTo(1, within(1e-9));
      assertThat(profile.flops().get(Stage.SETUP)).isZero();
    }
  }

  @Test
  void theWayOfTheArticleIsMostlyProductsInBundleAdjustment() {
    Profile article = of("bundle", Arithmetic.ARTICLE);
    assertThat(article.linearIterations()).isGreaterThan(50);
    assertThat(article.shareOfGradientFlops(Stage.PRODUCTS)).isBetween(0.75, 0.92);
    assertThat(article.factorizations()).isPositive();
  }

  @Test
  void allInDoubleWithEliminationThereAreNoConjugateGradients() {
    Profile direct = of("bundle", Arithmetic.DOUBLE);
    assertThat(direct.linearIterations()).isZero();
    assertThat(direct.flops().get(Stage.PRODUCTS)).isZero();
    assertThat(direct.shareOfGradientFlops(Stage.PRODUCTS)).isNaN();
    assertThat(direct.flops().get(Stage.TRIANGULAR)).isPositive();
  }

  @Test
  void narrowerJacobiansMoveFewerBytesForTheSameProducts() {
    assertThat(bytesOfProducts(Arithmetic.MIXED)).isLessThan(bytesOfProducts(Arithmetic.SINGLE));
  }

  private static double bytesOfProducts(Arithmetic arithmetic) {
    Profile profile = of("windows", arithmetic);
    assertThat(profile.linearIterations()).isPositive();
    return profile.bytes().get(Stage.PRODUCTS) / profile.linearIterations();
  }

  @Tag("long")
  @Test
  void anotherRunGoesOnFromTheFilesOfAnInterruptedOne() throws Exception {
    Map<String, Callable<ProfiledProblem>> broken = problems();
    broken.put(
        "home",
        () -> {
          throw new IOException("no such graph");
        });
    Path csv = folder.resolve("again.csv");
    try {
      study(broken).run(csv, Map.of("seed", "1"));
    } catch (IOException e) {
      assertThat(e).hasMessage("no such graph");
    }
    assertThat(csv).doesNotExist();
    ProfileResults whole = study(problems()).run(csv, Map.of("seed", "1"));
    assertThat(whole.profiles()).hasSameSizeAs(results.profiles());
    for (int k = 0; k < whole.profiles().size(); k++) {
      assertThat(whole.profiles().get(k).flops()).isEqualTo(results.profiles().get(k).flops());
    }
  }

  @Test
  void tablesPageAndJsonHoldWhatWasMeasured() throws IOException {
    assertThat(results.toText())
        .contains("bundle adjustment: bundle", "loop closures: closures", "beside the article");
    assertThat(Files.readAllLines(folder.resolve("profile.csv"))).hasSize(1 + 15);
    Path page = folder.resolve("profile.html");
    results.writeReport(page, Map.of("Seed", "1"));
    assertThat(page)
        .content()
        .contains("Where the time goes", "Beside the article", "Memory traffic", "Seed");
    var text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      results.writeJson(json);
      json.writeEndObject();
    }
    assertThat(text.toString())
        .contains("\"arithmetic\":\"article\"", "\"triangular_solves\":", "\"article\":0.83");
  }

  @Test
  void noRunAtAllIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> study(problems()).repeat(0));
  }

  private static Profile of(String problem, Arithmetic arithmetic) {
    return results.profiles().stream()
        .filter(p -> p.problem().equals(problem) && p.arithmetic() == arithmetic)
        .findFirst()
        .orElseThrow();
  }
}
