package dev.mezzo.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.mezzo.linalg.NativeInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The benchmark of the kernels as a process, on small problems. The launcher builds its program;
 * where only Maven was run it may not be there, and then this is skipped.
 */
class BenchTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Path PROGRAM = ROOT.resolve("build/bench/mezzo-bench-kernels");

  @TempDir private Path folder;

  @BeforeEach
  void theProgramIsThere() {
    assumeThat(PROGRAM).as("./mezzo test builds it").isExecutable();
  }

  @Test
  void everyFamilyOfThisMachineIsMeasuredAndJsonIsAllThatIsPrinted() throws Exception {
    String out = bench("--quick", "--json");
    assertThat(out).hasLineCount(1);
    Set<String> families = new TreeSet<>();
    Set<String> operations = new TreeSet<>();
    try (JsonParser parser = new JsonFactory().createParser(out)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
          continue;
        }
        if ("family".equals(parser.currentName())) {
          families.add(parser.getText());
        } else if ("operation".equals(parser.currentName())) {
          operations.add(parser.getText());
        }
      }
    }
    assertThat(families).contains("portable", NativeInfo.kernel());
    assertThat(operations)
        .contains("jacobian_times", "jacobian_transpose_times", "jacobian_normal_times")
        .contains("hessian_assemble", "ic_solve", "ic_factor", "convert", "vector_cg_step");
    assertThat(out).doesNotContain("\"java_api\":null", "\"c\":null");
  }

  @Test
  void theTableEndsWithTheTargets() throws Exception {
    assertThat(bench("--quick"))
        .contains("speed over fp64", "a call of vector_dot")
        .containsPattern("target +measured +wanted\n");
  }

  /** Standard output of {@code mezzo bench kernels}, which is to succeed and to print no more. */
  private String bench(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("--enable-native-access=dev.mezzo.bindings"));
    command.add("-Ddev.mezzo.bench.program=" + PROGRAM);
    command.add("-Ddev.mezzo.bench.jars=" + ROOT.resolve("bench/target/lib"));
    command.addAll(List.of("-p", ROOT.resolve("cli/target/lib").toString()));
    command.addAll(List.of("-m", "dev.mezzo.cli/dev.mezzo.cli.Main", "bench", "kernels"));
    command.addAll(List.of(options));
    return Programs.java(folder, command);
  }
}
