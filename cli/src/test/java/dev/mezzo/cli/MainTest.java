package dev.mezzo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  @Test
  void helpListsEveryCommandAndGoesToStandardOutput() {
    Session session = Session.run("--help");
    assertThat(session.exitCode()).isZero();
    assertThat(session.err()).isEmpty();
    assertThat(session.out())
        .contains("mezzo", "demo", "optimize", "evaluate", "bench", "doctor", "test", "Exit codes");
    assertThat(session.out()).doesNotContain("\u001b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "optimize", "evaluate", "bench", "doctor"})
  void everyCommandHasHelpAndAVersion(String command) {
    Session help = Session.run(command, "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("Usage: mezzo " + command);
    Session version = Session.run(command, "--version");
    assertThat(version.exitCode()).isZero();
    assertThat(version.out()).startsWith("mezzo 0.");
  }

  @Test
  void helpFitsATerminal() {
    for (String command : new String[] {"demo", "optimize", "evaluate", "bench", "doctor"}) {
      assertThat(Session.run(command, "--help").out().lines())
          .allMatch(line -> line.length() <= 80);
    }
  }

  @Test
  void noCommandIsBadUsage() {
    Session session = Session.run();
    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(session.out()).isEmpty();
    assertThat(session.err()).contains("command").contains("mezzo --help");
  }

  @Test
  void anUnknownCommandIsBadUsage() {
    Session session = Session.run("optimise");
    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(session.err()).contains("optimise");
  }

  @Test
  void aMissingFileArgumentIsBadUsage() {
    Session session = Session.run("optimize");
    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(session.err()).contains("FILE");
  }
}
