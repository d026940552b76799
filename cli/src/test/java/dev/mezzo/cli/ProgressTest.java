package dev.mezzo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final StringWriter err = new StringWriter();

  @Test
  void nothingIsShownWhereNobodyLooks() throws InterruptedException {
    try (var progress = new Progress(new PrintWriter(err), false)) {
      showUntilSeen(progress);
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void workThatIsSoonDoneShowsNothing() {
    try (var progress = new Progress(new PrintWriter(err), true)) {
      progress.show("reading");
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void theLineIsErasedWhenTheWorkIsDone() throws InterruptedException {
    try (var progress = new Progress(new PrintWriter(err), true)) {
      showUntilSeen(progress);
      assertThat(err.toString()).contains("iteration");
    }
    assertThat(screen(err.toString())).isBlank();
  }

  @Test
  void aShorterLineCoversALongerOne() throws InterruptedException {
    try (var progress = new Progress(new PrintWriter(err), true)) {
      showUntilSeen(progress);
      int before = err.toString().length();
      while (err.toString().length() == before) {
        Thread.sleep(5);
        progress.show("short");
      }
      assertThat(screen(err.toString()).strip()).isEqualTo("short");
    }
  }

  private void showUntilSeen(Progress progress) throws InterruptedException {
    for (int k = 0; k < 100 && err.toString().isEmpty(); k++) {
      progress.show("iteration 1: chi2 1234567, a rather long line of text");
      Thread.sleep(5);
    }
  }

  /** What a terminal shows in its line after these characters. */
  private static String screen(String text) {
    StringBuilder line = new StringBuilder();
    int at = 0;
    for (int k = 0; k < text.length(); k++) {
      char c = text.charAt(k);
      if (c == '\r') {
        at = 0;
      } else {
        if (at < line.length()) {
          line.setCharAt(at, c);
        } else {
          line.append(c);
        }
        at++;
      }
    }
    return line.toString();
  }
}
