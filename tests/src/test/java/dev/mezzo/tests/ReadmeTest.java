package dev.mezzo.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README.md says, tried. */
class ReadmeTest {
  private static final String LIBRARIES =
      Path.of("").toAbsolutePath().resolveSibling("cli/target/lib").resolve("*").toString();

  @TempDir private Path folder;

  @Test
  void theFirstExampleRunsWithTheDocumentedFlagAndNoOther() throws Exception {
    assertThat(example(0)).contains("converged").contains("Pose3").hasLineCount(2);
  }

  @Test
  void theExampleOfLandmarksPrintsAPoseAndAPoint() throws Exception {
    assertThat(example(1).lines()).hasSize(2);
    assertThat(example(1)).contains("Pose2[xy 1.0", "Point[");
  }

  @Test
  void theExampleOfAStereoCameraFindsWhereItWas() throws Exception {
    assertThat(example(2)).contains("converged").contains("Pose3[xyz 0.1").hasLineCount(2);
  }

  @Test
  void theExampleOfCovariancesShowsThatTheyGrowWithTheWay() throws Exception {
    double[] ahead =
        example(3).lines().mapToDouble(line -> Double.parseDouble(line.split(" ")[0])).toArray();
    assertThat(ahead).hasSize(2);
    assertThat(ahead[0]).isGreaterThan(ahead[1]);
    assertThat(ahead[1]).isGreaterThan(0.1);
  }

  @Test
  void theExampleOfFalseClosuresNamesTheOne() throws Exception {
    assertThat(example(5)).hasLineCount(1).startsWith("7 -> 53 is false: chi2 ");
  }

  @Test
  void theExampleOfLoopClosuresCorrectsTheMap() throws Exception {
    String printed = example(4);
    assertThat(printed).contains("Pose2").hasLineCount(2);
    double[] chi2 =
        Pattern.compile("[0-9]+\\.[0-9]+(?= before| now)")
            .matcher(printed)
            .results()
            .mapToDouble(match -> Double.parseDouble(match.group()))
            .toArray();
    assertThat(chi2).hasSize(2);
    assertThat(chi2[1]).isLessThanOrEqualTo(chi2[0]);
  }

  /** What the k-th example in Java prints. */
  private String example(int k) throws Exception {
    List<String> examples =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(readme())
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(examples).hasSize(6);
    return java(Files.writeString(folder.resolve("Example.java"), examples.get(k)).toString());
  }

  @Test
  void theOptionsOfOptimizeAreThoseOfItsHelp() throws Exception {
    Set<String> documented = options("(?m)^\\| `.*", readme());
    Set<String> helped = options("(?m)^ .*", java("dev.mezzo.cli.Main", "optimize", "--help"));
    helped.removeAll(Set.of("--help", "--version", "--debug"));
    assertThat(documented).isNotEmpty().isEqualTo(helped);
  }

  private static String readme() throws IOException {
    return Files.readString(Path.of("../README.md"));
  }

  /** The long options that begin a cell or an entry on one of the lines. */
  private static Set<String> options(String lines, String text) {
    Set<String> found = new TreeSet<>();
    Pattern option = Pattern.compile("(?:^[ |`]*|, `|, )(--[a-z-]+)");
    Pattern.compile(lines)
        .matcher(text)
        .results()
        .flatMap(line -> option.matcher(line.group()).results())
        .forEach(match -> found.add(match.group(1)));
    return found;
  }

  /** Standard output of a JVM, which is to succeed and to print nothing else. */
  private String java(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--illegal-native-access=deny"));
    command.addAll(List.of("-cp", LIBRARIES));
    command.addAll(List.of(arguments));
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(command)
            .redirectError(errors.toFile())
            .directory(folder.toFile())
            .start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    assertThat(errors).isEmptyFile();
    return out;
  }
}
