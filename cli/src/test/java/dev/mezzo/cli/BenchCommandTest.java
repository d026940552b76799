package dev.mezzo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
  @TempDir private Path folder;

  @AfterEach
  void forgetThePrograms() {
    System.clearProperty(BenchKernelsCommand.PROGRAM);
    System.clearProperty(BenchKernelsCommand.JARS);
  }

  @Test
  void whatToMeasureMustBeSaid() {
    Session session = Session.run("bench");
    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(session.err()).contains("mezzo bench --help");
    assertThat(Session.run("bench", "--help").out()).contains("kernels");
  }

  @Test
  void withoutItsProgramItSaysHowToBuildIt() {
    Session session = Session.run("bench", "kernels", "--json");
    assertThat(session.exitCode()).isEqualTo(1);
    assertThat(session.out()).isEmpty();
    assertThat(session.err()).contains("not built", "./mezzo bench kernels").hasLineCount(1);
  }

  @Test
  void aProgramThatFailsIsQuoted() throws IOException {
    Path program = folder.resolve("program");
    Files.writeString(program, "#!/bin/sh\necho window >&2; echo 'out of memory' >&2; exit 7\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    System.setProperty(BenchKernelsCommand.PROGRAM, program.toString());
    System.setProperty(BenchKernelsCommand.JARS, folder.toString());
    Session session = Session.run("bench", "kernels");
    assertThat(session.exitCode()).isEqualTo(1);
    assertThat(session.out()).isEmpty();
    assertThat(session.err())
        .isEqualToIgnoringNewLines("mezzo: kernels failed with exit code 7: out of memory");
  }
}
