package dev.mezzo.study.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages as a browser shows them, where there is one. */
class PageInChromiumTest {
  @TempDir private Path folder;

  @Test
  void everyChartIsDrawnOnAScreenAndOnAPhone() throws Exception {
    Chromium.Look look = Chromium.open(Gallery.page().toHtml(), folder);
    assertThat(look.errors()).isEmpty();
    for (Chromium.Frame frame : new Chromium.Frame[] {look.wide(), look.narrow()}) {
      assertThat(frame.drawn()).isEqualTo(frame.charts()).isPositive();
      assertThat(frame.broken()).isZero();
      assertThat(frame.tips()).as("tooltips").isGreaterThan(8);
      assertThat(frame.words()).isZero();
      assertThat(frame.cut()).as("texts that stick out: " + frame).isZero();
      assertThat(frame.overflow()).isZero();
      assertThat(frame.texts())
          .contains("|error at the end, m|", "|share of trajectories, %|", "|0.01|", "|10⁹|")
          .contains("|landmarks|", "|residual|");
    }
  }

  @Test
  void chartsOfNothingBreakNothing() throws Exception {
    StudyPage page = new StudyPage("Nothing");
    Axis x = Axis.of("x", "m").log();
    double[] missing = {Double.NaN, Double.NEGATIVE_INFINITY, -1};
    page.section("s")
        .chart(Chart.lines("a", x, x))
        .chart(Chart.lines("b", x, x).series("n", missing, missing).referenceY(Double.NaN, "r"))
        .chart(Chart.points("c", x, x).series("n", missing, missing))
        .chart(Chart.map("d", x, x).series("n", missing, missing))
        .chart(Chart.cumulative("e", x, "runs").series("n", missing).series("m"))
        .chart(Chart.histogram("f", x, "runs").series("n", missing))
        .chart(Chart.bars("g", List.of("k", "l", "m"), x).series("n", missing).stacked())
        .chart(Chart.bars("h", List.of(), x).series("n").horizontal());
    Chromium.Look look = Chromium.open(page.toHtml(), folder);
    assertThat(look.errors()).isEmpty();
    assertThat(look.wide().broken()).isZero();
    assertThat(look.wide().words()).isZero();
  }

  @Test
  void errorsOfAPageAreSeen() throws Exception {
    String page = "<!doctype html><div class=chart></div><script>nothing.atAll()</script>";
    Chromium.Look look = Chromium.open(page, folder);
    assertThat(look.errors()).hasSize(2).allMatch(line -> line.contains("nothing is not defined"));
    assertThat(look.wide().drawn()).isZero();
  }
}
