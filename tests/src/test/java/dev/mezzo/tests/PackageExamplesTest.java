package dev.mezzo.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples in the Javadoc of packages, tried. */
class PackageExamplesTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("<pre>\\{@code\n(.*?) \\* \\}</pre>", Pattern.DOTALL);
  private static final List<String> API =
      List.of("geometry", "linalg", "optimize", "slam", "io").stream()
          .map("dev.mezzo."::concat)
          .toList();

  @TempDir private Path folder;

  static List<Path> packages() throws IOException {
    return Stream.concat(files("java-api"), files("study")).toList();
  }

  private static Stream<Path> files(String module) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
      return files.filter(file -> file.endsWith("package-info.java")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("packages")
  void everyPackageHasAnExampleThatRuns(Path file) throws Exception {
    String text = Files.readString(file);
    Matcher example = EXAMPLE.matcher(text);
    assertThat(example.find()).as("%s has an example", file).isTrue();
    Matcher name = Pattern.compile("(?m)^package (.*);").matcher(text);
    assertThat(name.find()).isTrue();
    String body = example.group(1).replaceAll("(?m)^ \\* ?", "");
    String imports =
        Stream.concat(
                API.stream(),
                name.group(1).startsWith("dev.mezzo.study")
                    ? Stream.of("dev.mezzo.study", name.group(1)).distinct()
                    : Stream.of("java.lang.foreign"))
            .map("import %s.*;\n"::formatted)
            .collect(Collectors.joining());
    Path source = folder.resolve("Example.java");
    Files.writeString(source, imports + "void main() throws Exception {\n" + body + "}\n");
    String printed =
        Programs.java(
            folder,
            List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--illegal-native-access=deny",
                "-cp",
                Path.of("..", "cli", "target", "lib").toAbsolutePath().normalize() + "/*",
                source.toString()));
    assertThat(printed).doesNotContainIgnoringCase("exception");
  }
}
