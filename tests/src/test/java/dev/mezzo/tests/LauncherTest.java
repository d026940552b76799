package dev.mezzo.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher script in a checkout of its own, with blanks in its path. Every tool it calls, the
 * JDK too, is a stand-in that notes its call in a file, so that nothing is installed and nothing
 * built.
 */
class LauncherTest {
  private static final String NOTE_CALL = "echo \"${0##*/} $*\" >>\"$CALLS\"\n";

  @TempDir private Path folder;
  private Path checkout;
  private Path tools;
  private Path jdk;
  private Path calls;

  private record Run(int exitCode, String out, String err) {}

  @BeforeEach
  void makeCheckoutAndTools() throws IOException {
    checkout = Files.createDirectories(folder.resolve("a check out"));
    Files.copy(Path.of("../mezzo"), checkout.resolve("mezzo"), StandardCopyOption.COPY_ATTRIBUTES);
    for (String file :
        List.of(
            "pom.xml",
            "CMakeLists.txt",
            "CMakePresets.json",
            "build-tools/quietly.sh",
            "native/include/mezzo.h",
            "native/src/status.c",
            "cli/pom.xml",
            "cli/src/main/java/Main.java",
            "cli/src/test/java/MainTest.java")) {
      write(checkout.resolve(file), "");
    }

    calls = write(folder.resolve("calls"), "");
    tools = folder.resolve("tools");
    for (String tool :
        List.of(
            "cc", "c++", "ninja", "aarch64-linux-gnu-gcc", "qemu-aarch64", "mmdebstrap", "xz")) {
      script(tools.resolve(tool), "");
    }
    for (String tests : List.of("test-aarch64.sh", "test-packages.sh")) {
      script(checkout.resolve("build-tools").resolve(tests), NOTE_CALL);
    }
    script(tools.resolve("cmake"), NOTE_CALL + "exit ${CMAKE_EXIT:-0}");
    script(
        tools.resolve("mvn"),
        NOTE_CALL + "sleep 0.2; mkdir -p cli/target/lib; echo \"$MAVEN_SAYS\"; exit $MAVEN_EXIT");
    script(
        tools.resolve("dpkg-query"),
        "for p in ca-certificates libc6-dev libopenblas-dev libsuitesparse-dev libbenchmark-dev"
            + " libceres-dev debian-archive-keyring; do [ \"$p\" = \"$LACKING\" ] || echo"
            + " $p:installed; done");
    script(tools.resolve("apt-get"), NOTE_CALL + "echo chatter; echo chatter >&2");
    script(tools.resolve("sudo"), "[ \"$1\" = -n ] && shift; exec \"$@\"");

    jdk = folder.resolve("a jdk");
    write(jdk.resolve("release"), "IMPLEMENTOR=\"N.N.\"\nJAVA_VERSION=\"25.0.1\"\n");
    script(jdk.resolve("bin/javac"), "");
    script(
        jdk.resolve("bin/java"),
        """
        for word; do case $word in -Ddev.mezzo.*) echo "$word" >>"$CALLS";; esac; done
        until [ "$1" = --module ]; do shift; done; shift 2
        [ "$1" = doctor ] || printf '[%s]' "$@"; exit ${JAVA_EXIT:-0}\
        """);
  }

  @Test
  void argumentsAndExitCodePassThroughASymbolicLinkFromAnyFolder() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), checkout.resolve("mezzo"));
    Run run = run(link, Map.of("JAVA_EXIT", "4"), "optimize", "my map.g2o", "--json", "");
    assertThat(run.out()).isEqualTo("[optimize][my map.g2o][--json][]");
    assertThat(run.exitCode()).isEqualTo(4);
  }

  @Test
  void theSecondStartBuildsNothingAndSaysNothing() throws Exception {
    assertThat(mezzo("demo").err()).contains("building");
    Run second = mezzo("demo");
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).isEqualTo("[demo]");
    assertThat(mavenCalls()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"native/src/status.c", "cli/src/main/java/Main.java", "cli/pom.xml", "pom.xml"})
  void aChangedSourceIsBuiltEvenIfItsTimeIsOld(String source) throws Exception {
    mezzo("demo");
    Path copy = write(folder.resolve("copy"), "changed");
    Files.setLastModifiedTime(copy, Files.getLastModifiedTime(checkout.resolve("mezzo")));
    Files.copy(
        copy,
        checkout.resolve(source),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
    mezzo("demo");
    assertThat(mavenCalls()).hasSize(2);
  }

  @Test
  void aDeletedSourceIsBuiltWithout() throws Exception {
    mezzo("demo");
    Files.delete(checkout.resolve("cli/src/main/java/Main.java"));
    mezzo("demo");
    assertThat(mavenCalls()).hasSize(2);
  }

  @Test
  void aChangedTestIsNoReasonToBuild() throws Exception {
    mezzo("demo");
    write(checkout.resolve("cli/src/test/java/MainTest.java"), "changed");
    mezzo("demo");
    assertThat(mavenCalls()).hasSize(1);
  }

  @Test
  void aMovedCheckoutIsBuiltFromScratch() throws Exception {
    mezzo("demo");
    write(checkout.resolve("build/host/CMakeCache.txt"), "the old path");
    checkout = Files.move(checkout, folder.resolve("moved"));
    mezzo("demo");
    assertThat(mavenCalls()).hasSize(2);
    assertThat(checkout.resolve("build/host")).doesNotExist();
  }

  @Test
  void aFailedBuildIsShownAndTriedAgain() throws Exception {
    var failing = Map.of("MAVEN_SAYS", "[ERROR] no semicolon", "MAVEN_EXIT", "1");
    Run run = run(checkout.resolve("mezzo"), failing, "demo");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("no semicolon");
    assertThat(mezzo("demo").exitCode()).isZero();
    assertThat(mavenCalls()).hasSize(2);
  }

  @Test
  void startsAtTheSameTimeBuildOnce() throws Exception {
    var processes = new ArrayList<Process>();
    for (int i = 0; i < 4; i++) {
      Path errors = folder.resolve("errors" + i);
      processes.add(start(errors, checkout.resolve("mezzo"), Map.of(), "demo"));
    }
    for (Process process : processes) {
      assertThat(process.waitFor()).isZero();
    }
    assertThat(mavenCalls()).hasSize(1);
  }

  @Test
  void onlyWhatIsMissingIsInstalledAndStandardOutputIsTheCommandsAlone() throws Exception {
    Map<String, String> lacking = Map.of("LACKING", "libsuitesparse-dev");
    Run run = run(checkout.resolve("mezzo"), lacking, "demo");
    assertThat(run.out()).isEqualTo("[demo]");
    assertThat(Files.readAllLines(calls))
        .filteredOn(call -> call.startsWith("apt-get") && call.contains("install"))
        .singleElement()
        .asString()
        .endsWith("install --yes --no-install-recommends libsuitesparse-dev");
  }

  @Test
  void whereItMayNotInstallItSaysWhatToRun() throws Exception {
    Run run =
        run(
            checkout.resolve("mezzo"),
            Map.of("LACKING", "libopenblas-dev", "MEZZO_NO_INSTALL", "1"),
            "demo");
    assertThat(run.exitCode()).isEqualTo(5);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("apt-get install --yes --no-install-recommends libopenblas-dev\n");
    assertThat(calls).isEmptyFile();
  }

  @Test
  void aJdkOfAnotherVersionIsPassedOver() throws Exception {
    Path old = folder.resolve("old jdk");
    write(old.resolve("release"), "JAVA_VERSION=\"17.0.15\"\nJAVA_RUNTIME_VERSION=\"25\"\n");
    script(old.resolve("bin/javac"), "");
    script(old.resolve("bin/java"), "echo old");
    Run run = run(checkout.resolve("mezzo"), Map.of("JAVA_HOME", old.toString()), "demo");
    assertThat(run.out()).doesNotContain("old");
  }

  @Test
  void theTestsEndWithOneLineThatCountsThemAll() throws Exception {
    var verify =
        Map.of(
            "MAVEN_EXIT",
            "1",
            "MAVEN_SAYS",
            """
            [INFO] Compiling
            [INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 1 s -- in ATest
            [INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0
            [ERROR] 88% tests passed, 1 tests failed out of 8
            [ERROR] Tests run: 20, Failures: 1, Errors: 1, Skipped: 4\
            """);
    mezzo("demo");
    Run run = run(checkout.resolve("mezzo"), verify, "test");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).doesNotContain("Compiling").contains("88% tests passed");
    assertThat(run.out()).endsWith("\ntests: 24 passed, 3 failed, 4 skipped\n");
  }

  @Test
  void theBenchmarkIsBuiltBeforeItRunsAndNamedToTheCommand() throws Exception {
    Run run = mezzo("bench", "kernels", "--json");
    assertThat(run.out()).isEqualTo("[bench][kernels][--json]");
    assertThat(Files.readAllLines(calls))
        .contains("cmake --preset bench", "cmake --build --preset bench")
        .anyMatch(call -> call.startsWith("-Ddev.mezzo.bench.program=" + checkout))
        .anyMatch(call -> call.startsWith("-Ddev.mezzo.bench.jars=" + checkout));
  }

  @Test
  void ceresIsBuiltBeforePoseGraphsAreComparedWithIt() throws Exception {
    Run run = mezzo("bench", "pgo", "map.g2o");
    assertThat(run.out()).isEqualTo("[bench][pgo][map.g2o]");
    assertThat(Files.readAllLines(calls))
        .contains("cmake --preset bench", "cmake --build --preset bench-ceres")
        .doesNotContain("cmake --build --preset bench")
        .anyMatch(call -> call.startsWith("-Ddev.mezzo.bench.ceres=" + checkout))
        .anyMatch(call -> call.startsWith("-Ddev.mezzo.data=" + checkout.getParent()));
  }

  @Test
  void studiesFindPublicDataBesideTheCheckoutWhereverTheyAreStarted() throws Exception {
    assertThat(mezzo("study", "vo").out()).isEqualTo("[study][vo]");
    assertThat(Files.readAllLines(calls))
        .anyMatch(call -> call.startsWith("-Ddev.mezzo.data=" + checkout.getParent()));
  }

  @ParameterizedTest
  @CsvSource({"libbenchmark-dev, kernels", "libceres-dev, pgo"})
  void onlyABenchmarkAndTheTestsNeedItsLibrary(String library, String benchmark) throws Exception {
    Map<String, String> lacking = Map.of("LACKING", library, "MEZZO_NO_INSTALL", "1");
    assertThat(run(checkout.resolve("mezzo"), lacking, "demo").exitCode()).isZero();
    for (String[] command : new String[][] {{"bench", benchmark}, {"test"}}) {
      Run run = run(checkout.resolve("mezzo"), lacking, command);
      assertThat(run.exitCode()).isEqualTo(5);
      assertThat(run.err())
          .contains("apt-get install --yes --no-install-recommends " + library + "\n");
    }
    String other = benchmark.equals("pgo") ? "kernels" : "pgo";
    assertThat(run(checkout.resolve("mezzo"), lacking, "bench", other).exitCode()).isZero();
  }

  @Test
  void aBenchmarkThatDoesNotBuildIsNotRun() throws Exception {
    Run run = run(checkout.resolve("mezzo"), Map.of("CMAKE_EXIT", "1"), "bench", "kernels");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("the build of the benchmark failed");
  }

  @Test
  void testsOfAnotherProcessorAreBuiltForItAndCounted() throws Exception {
    assertThat(mezzo("test", "--arch", "aarch64").exitCode()).isZero();
    assertThat(Files.readAllLines(calls))
        .containsExactly(
            "test-aarch64.sh ",
            "mvn --batch-mode --no-transfer-progress -Pemulated integration-test");
  }

  @Test
  void a64BitArmTestsItselfWithoutEmulation() throws Exception {
    var board = Map.of("HOSTTYPE", "aarch64");
    assertThat(run(checkout.resolve("mezzo"), board, "test", "--arch", "aarch64").exitCode())
        .isZero();
    assertThat(mavenCalls()).last().asString().endsWith(" verify");
  }

  @ParameterizedTest
  @CsvSource({"ATest, ''", "--arch, ''", "--arch, sparc", "--packages, aarch64"})
  void testRefusesWhatItDoesNotKnow(String first, String second) throws Exception {
    Run run = second.isEmpty() ? mezzo("test", first) : mezzo("test", first, second);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("test [--arch aarch64 | --packages]");
    assertThat(calls).isEmptyFile();
  }

  private Run mezzo(String... arguments) throws Exception {
    return run(checkout.resolve("mezzo"), Map.of(), arguments);
  }

  private Run run(Path launcher, Map<String, String> environment, String... arguments)
      throws Exception {
    Path errors = Files.createTempFile(folder, "errors", "");
    Process process = start(errors, launcher, environment, arguments);
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), out, Files.readString(errors));
  }

  private Process start(
      Path errors, Path launcher, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectError(errors.toFile());
    Map<String, String> variables = builder.environment();
    variables.remove("MEZZO_NO_INSTALL");
    variables.put("PATH", tools + ":" + variables.get("PATH"));
    variables.put("JAVA_HOME", jdk.toString());
    variables.put("CALLS", calls.toString());
    variables.put("MAVEN_EXIT", "0");
    variables.putAll(environment);
    return builder.start();
  }

  private List<String> mavenCalls() throws IOException {
    return Files.readAllLines(calls).stream().filter(call -> call.startsWith("mvn ")).toList();
  }

  private static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static void script(Path file, String lines) throws IOException {
    write(file, "#!/bin/sh\n" + lines + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
