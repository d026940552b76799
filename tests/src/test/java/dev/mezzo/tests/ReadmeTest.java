package dev.mezzo.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mezzo.linalg.NativeInfo;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README.md and the guides say, tried. */
class ReadmeTest {
  private static final String LIBRARIES =
      Path.of("").toAbsolutePath().resolveSibling("cli/target/lib").resolve("*").toString();

  private static final Path README = Path.of("../README.md");
  private static final Path SHELL = Path.of("../docs/guide-shell.md");
  private static final Path KERNELS = Path.of("../docs/guide-kernels.md");
  private static final Path PICTURE = Path.of("../docs/mezzo.svg");

  @TempDir private Path folder;

  @Test
  void tenLinesRunWithTheDocumentedFlagAndNoOther() throws Exception {
    assertThat(example(README, 0, 1)).contains("converged").contains("Pose2").hasLineCount(2);
  }

  @Test
  void theFirstExampleOfTheGuideFindsTheRobotWhereItBegan() throws Exception {
    assertThat(java(0)).contains("converged").contains("Pose3").hasLineCount(2);
  }

  @Test
  void theExampleOfLandmarksPrintsAPoseAndAPoint() throws Exception {
    assertThat(java(1).lines()).hasSize(2);
    assertThat(java(1)).contains("Pose2[xy 1.0", "Point[");
  }

  @Test
  void theExampleOfAStereoCameraFindsWhereItWas() throws Exception {
    assertThat(java(2)).contains("converged").contains("Pose3[xyz 0.1").hasLineCount(2);
  }

  @Test
  void theExampleOfCovariancesShowsThatTheyGrowWithTheWay() throws Exception {
    double[] ahead =
        java(3).lines().mapToDouble(line -> Double.parseDouble(line.split(" ")[0])).toArray();
    assertThat(ahead).hasSize(2);
    assertThat(ahead[0]).isGreaterThan(ahead[1]);
    assertThat(ahead[1]).isGreaterThan(0.1);
  }

  @Test
  void theExampleOfLoopClosuresCorrectsTheMap() throws Exception {
    String printed = java(4);
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

  @Test
  void theExampleOfFalseClosuresNamesTheOne() throws Exception {
    assertThat(java(5)).hasLineCount(1).startsWith("7 -> 53 is false: chi2 ");
  }

  @Test
  void theKernelsSolveFromJava() throws Exception {
    assertThat(example(KERNELS, 0, 1))
        .hasLineCount(1)
        .matches("CONVERGED after [0-9]+ iterations\\R");
  }

  @Test
  void theKernelsSolveFromC() throws Exception {
    Path source = folder.resolve("example.c");
    Files.writeString(source, examples(KERNELS, "c").getFirst());
    Path program = folder.resolve("example");
    Path library = NativeInfo.libraryPath();
    run(
        "cc",
        "-std=c11",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-I" + Path.of("../native/include").toAbsolutePath(),
        source.toString(),
        library.toString(),
        "-Wl,-rpath," + library.getParent(),
        "-o",
        program.toString());
    assertThat(run(program.toString()))
        .isEqualTo("1.00 2.00 3.00, 0 overflows, kernels %s\n", NativeInfo.kernel());
  }

  @Test
  void theOptionsOfOptimizeAreThoseOfItsHelp() throws Exception {
    Set<String> documented = options("(?m)^\\| `.*", Files.readString(SHELL));
    Set<String> helped = options("(?m)^ .*", program("dev.mezzo.cli.Main", "optimize", "--help"));
    helped.removeAll(Set.of("--help", "--version", "--debug"));
    assertThat(documented).isNotEmpty().isEqualTo(helped);
  }

  @Test
  void thePictureCanBeMadeAnew() throws Exception {
    String made =
        program(Path.of("../build-tools/Picture.java").toAbsolutePath().toString(), "500");
    assertThat(made).startsWith("<svg ").endsWith("</svg>\n").contains("class=\"after\" d=\"M");
    assertThat(PICTURE).content().contains("build-tools/Picture.java 5000 1");
    assertThat(PICTURE.toFile()).size().isLessThan(60_000);
  }

  @Test
  void linksLeadToFilesThatAreThere() throws Exception {
    List<Path> pages = new ArrayList<>(List.of(README, Path.of("../CONTRIBUTING.md")));
    try (DirectoryStream<Path> docs = Files.newDirectoryStream(Path.of("../docs"), "*.md")) {
      docs.forEach(pages::add);
    }
    for (Path page : pages) {
      Pattern.compile("\\]\\(([^):#]+)(#[^)]*)?\\)")
          .matcher(Files.readString(page))
          .results()
          .forEach(
              link ->
                  assertThat(page.resolveSibling(link.group(1)))
                      .as("%s: %s", page, link.group())
                      .exists());
    }
  }

  /** What the k-th example of the guide for Java prints. */
  private String java(int k) throws Exception {
    return example(Path.of("../docs/guide-java.md"), k, 6);
  }

  /** What the k-th example in Java of a page that has so many prints. */
  private String example(Path page, int k, int of) throws Exception {
    List<String> examples = examples(page, "java");
    assertThat(examples).hasSize(of);
    return program(Files.writeString(folder.resolve("Example.java"), examples.get(k)).toString());
  }

  private static List<String> examples(Path page, String language) throws IOException {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(page))
        .results()
        .map(match -> match.group(1))
        .toList();
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
  private String program(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--illegal-native-access=deny"));
    command.addAll(List.of("-cp", LIBRARIES));
    command.addAll(List.of(arguments));
    return Programs.java(folder, command);
  }

  private String run(String... command) throws Exception {
    return Programs.run(folder, List.of(command));
  }
}
