package dev.mezzo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MalformedFilesTest {
  private static final String GOOD = "VERTEX_SE2 0 0 0 0\n\n";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          VERTEX_SE2 1 0 zero 0                        | field 4, 'zero', is not a number
          VERTEX_SE2 1 0 1f 0                          | '1f', is not a number
          VERTEX_SE2 1 0 1d 0                          | '1d', is not a number
          VERTEX_SE2 1 0 0x1p3 0                       | '0x1p3', is not a number
          VERTEX_SE2 1 0 NaN 0                         | 'NaN', is not a number
          VERTEX_SE2 1 0 nan 0                         | 'nan', is not a number
          VERTEX_SE2 1 0 Infinity 0                    | 'Infinity', is not a number
          VERTEX_SE2 1 0 -inf 0                        | '-inf', is not a number
          VERTEX_SE2 1 0 1e999 0                       | '1e999', is too large
          VERTEX_SE2 1 0 1,5 0                         | '1,5', is not a number
          VERTEX_SE2 1 0 0                             | 3 fields after the tag, not 4
          VERTEX_SE2 1 0 0 0 0                         | 5 fields after the tag, not 4
          VERTEX_SE2                                   | 0 fields after the tag, not 4
          VERTEX_SE2 1.0 0 0 0                         | id '1.0' is not a 64-bit integer
          VERTEX_SE2 0x1 0 0 0                         | id '0x1' is not a 64-bit integer
          VERTEX_SE2 x 0 0 0                           | id 'x' is not a 64-bit integer
          VERTEX_SE2 - 0 0 0                           | id '-' is not a 64-bit integer
          VERTEX_SE2 ١ 0 0 0                           | id '١' is not a 64-bit integer
          VERTEX_SE2 9223372036854775808 0 0 0         | id '9223372036854775808' is not
          VERTEX_SE2 -9223372036854775809 0 0 0        | id '-9223372036854775809' is not
          VERTEX_SE2 99999999999999999999999 0 0 0     | is not a 64-bit integer
          EDGE_SE2 0 1 1 0 0 1 0 0 1 0                 | 10 fields after the tag, not 11
          EDGE_SE2 0 1 1 0 0 1 0 0 1 0 1 1             | 12 fields after the tag, not 11
          EDGE_SE2 0 1 1 0                             | 4 fields after the tag, not 11
          EDGE_SE2 0 1 1 0 0 1 0 0 1 0 1e200           | information matrix holds 1.0E200
          EDGE_SE2 0 0 1 0 what 1 0 0 1 0 1            | 'what', is not a number
          EDGE_PRIOR_SE2 0 1 0                         | 3 fields after the tag, not 10
          EDGE_PRIOR_SE2_XY 0 1                        | 2 fields after the tag, not 6
          EDGE_PRIOR_SE2_XY 0 1 2 1 0 1e200            | information matrix holds 1.0E200
          FIX                                          | FIX without an id
          FIX 0 one                                    | id 'one' is not
          VERTEX_SE3:QUAT 1 0 0 0 0 0 0 1              | three-dimensional among two-dimensional
          EDGE3 0 1 1 0 0 0 0 0                        | three-dimensional among two-dimensional
          0.5 0.5 0.5                                  | '0.5' is no tag
          """)
  void aMalformedLineIsNamedWithItsReason(String line, String reason) throws IOException {
    Path file = write(GOOD + line + "\n" + GOOD);
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> PoseGraphFile.read(file))
        .satisfies(
            e -> {
              assertThat(e.file()).isEqualTo(file);
              assertThat(e.line()).isEqualTo(3);
              assertThat(e.reason()).contains(reason);
              assertThat(e).hasMessage(file + ":3: " + e.reason());
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          VERTEX_SE3:QUAT 1 0 0 0 0 0 0 0              | the quaternion is zero
          VERTEX_SE3:QUAT 1 0 0 0 0 0 0                | 7 fields after the tag, not 8
          VERTEX_SE2 1 0 0 0                           | two-dimensional among three-dimensional
          EDGE_SE3:QUAT 0 1 0 0 0 0 0 0 1 1            | 10 fields after the tag, not 30
          EDGE3 0 1 0 0 0 0 0                          | 7 fields after the tag, not 29
          PARAMS_SE3OFFSET 0 0 0 0                     | 4 fields after the tag, not 8
          EDGE_SE3_XYZ_PRIOR 0 3 0 0                   | 4 fields after the tag, not 11
          EDGE_SE3_XYZ_PRIOR 0 3 0 0 0 1 0 0 1 0 x     | field 12, 'x', is not a number
          EDGE_SE3_PRIOR 0 0.5 0 0 0 0 0 0 1           | id '0.5' is not
          """)
  void aMalformedLineInSpaceIsNamedWithItsReason(String line, String reason) throws IOException {
    Path file =
        write(
            "VERTEX_SE3:QUAT 0 0 0 0 0 0 0 1\r\nPARAMS_SE3OFFSET 3 0.1 0 0 0 0 0 1\r\n"
                + (line + "\r\n"));
    assertFails(file, 3, reason);
  }

  @Test
  void aFileThatIsNoTextIsNamedSo() throws IOException {
    Path zipped = folder.resolve("map.g2o.gz");
    Files.write(zipped, new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0});
    assertFails(zipped, 1, "not a text file: byte 0x1f");
    Path utf16 = folder.resolve("utf16.g2o");
    Files.writeString(utf16, GOOD, StandardCharsets.UTF_16);
    assertFails(utf16, 1, "not a text file: byte 0x00");
    Path zeros = folder.resolve("zeros.g2o");
    Files.write(zeros, new byte[(1 << 24) + 1000]);
    assertFails(zeros, 1, "not a text file");
  }

  @Test
  void aFileWithoutVertexOrEdgeIsNoPoseGraph() throws IOException {
    assertFails(write(""), 0, "neither a g2o nor a TORO");
    assertFails(write("# nothing\n\n"), 0, "neither a g2o nor a TORO");
    assertFails(write("VERTEX_LINE2D 0 0 0\n"), 0, "neither a g2o nor a TORO");
    assertFails(write("VERTEX_XY 0 0 0\n"), 0, "no pose in it");
  }

  @Test
  void aFileThatCannotBeReadIsNamedWithItsReason() throws IOException {
    assertFails(folder.resolve("missing.g2o"), 0, "no such file");
    assertFails(folder, 0, "is a directory");
  }

  @Test
  void measurementsThatAddUpBeyondTheLargestDoubleAreRefused() throws IOException {
    assertFails(write("EDGE_SE2 0 1 1e308 0 0\nEDGE_SE2 1 2 1e308 0 0\n"), 0, "too large");
  }

  private static void assertFails(Path file, int line, String reason) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> PoseGraphFile.read(file))
        .satisfies(
            e -> {
              assertThat(e.reason()).contains(reason);
              assertThat(e.line()).isEqualTo(line);
              assertThat(e.getMessage()).startsWith(file.toString());
            });
  }

  private Path write(String text) throws IOException {
    Path file = folder.resolve("malformed.g2o");
    Files.writeString(file, text, StandardCharsets.UTF_8);
    return file;
  }
}
