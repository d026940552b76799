package dev.mezzo.study.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyPageTest {
  private static final Axis X = Axis.of("x", "m");
  private static final Axis Y = Axis.of("y", "m");

  @TempDir private Path folder;

  @Test
  void thePageLoadsNothing() {
    PageText.assertLoadsNothing(Gallery.page().toHtml());
  }

  @Test
  void tensOfThousandsOfPointsMakeNoLargePage() {
    assertThat(Gallery.page().toHtml().length()).isLessThan(2_000_000);
  }

  @Test
  void everythingIsFilledIn() {
    String page = Gallery.page().toHtml();
    assertThat(page).startsWith("<!doctype html>");
    assertThat(page.stripTrailing()).endsWith("</html>");
    assertThat(PageText.withoutScripts(page)).doesNotContainPattern("@[A-Z]+@");
    assertThat(page).contains("<title>Gallery of charts</title>").contains("echarts.init");
  }

  @Test
  void textsCannotBreakOutOfTheirPlaces() throws IOException {
    String hostile = PageText.HOSTILE;
    StudyPage page =
        new StudyPage(hostile)
            .lead(hostile)
            .tile(hostile, hostile)
            .fact(hostile, hostile)
            .warning(hostile);
    Axis axis = Axis.of(hostile, hostile);
    page.section(hostile)
        .heading(hostile)
        .text(hostile)
        .note(hostile)
        .warning(hostile)
        .table(Table.of(hostile).row(hostile).folded(hostile))
        .chart(
            Chart.lines(hostile, axis, axis)
                .series(hostile, new double[1], new double[1])
                .referenceX(1, hostile)
                .note(hostile))
        .chart(Chart.bars(hostile, List.of(hostile), axis).series(hostile, 1));
    String html = page.toHtml();
    String plain = new StudyPage("plain").toHtml();
    assertThat(PageText.count(html, "<script")).isEqualTo(PageText.count(plain, "<script"));
    assertThat(PageText.count(html, "<!--")).isEqualTo(PageText.count(plain, "<!--"));
    assertThat(html).doesNotContain("alert('x')</script>");
    assertThat(PageText.strings(PageText.data(html))).contains(hostile);
  }

  @Test
  void numbersThatAreNoneAreGapsAndAreCounted() throws IOException {
    double[] y = {1, Double.NaN, Double.POSITIVE_INFINITY, -1, 0, 10};
    double[] x = {0, 1, 2, 3, 4, 5};
    Chart chart = Chart.lines("c", X, Y.log()).series("half", x, y);
    ChartData data = ChartData.of(chart, new Palette());
    assertThat(data.notes())
        .containsExactly(
            "half: 2 of 6 are not finite.", "half: 2 of 6 are not positive and not drawn.");
    assertThat(ScriptJson.of(data::writeTo))
        .contains("\"points\":[0,0,null,null,null,null,null,null,null,null,5,1]");
  }

  @Test
  void aBarThatIsNotThereIsNoFailure() {
    Chart bars = Chart.bars("c", List.of("a", "b", "c"), Y);
    bars.series("n", 1, Double.NaN, Double.POSITIVE_INFINITY);
    assertThat(ChartData.of(bars, new Palette()).notes())
        .containsExactly("n: 1 of 3 are not finite.");
  }

  @Test
  void aChartOfNothingIsStillAChart() throws IOException {
    StudyPage page = new StudyPage("t");
    double[] none = {};
    double[] missing = {Double.NaN};
    page.section("s")
        .chart(Chart.lines("a", X, Y))
        .chart(Chart.map("b", X, Y).series("n", none, none).series("m", missing, missing))
        .chart(Chart.bars("c", List.of(), Y))
        .chart(Chart.cumulative("d", X.log(), "runs").series("n", none).series("m", missing))
        .chart(Chart.histogram("e", X.log(), "runs").series("n", none).series("m", missing))
        .table(Table.of("a", "b"));
    String html = page.toHtml();
    assertThat(html).contains("id=\"chart-4\"");
    assertThat(PageText.strings(PageText.data(html))).contains("n", "m").doesNotContain("NaN");
  }

  @Test
  void anInfiniteSampleKeepsACumulativeHistogramBelowAll() {
    Chart chart =
        Chart.cumulative("c", X, "runs").series("half", 3, Double.NaN, 1, Double.POSITIVE_INFINITY);
    Curve curve = Samples.cumulative(chart).getFirst();
    assertThat(curve.x()).containsExactly(1, 1, 3, 3);
    assertThat(curve.y()).containsExactly(0, 25, 50, 50);
  }

  @Test
  void samplesBelowALogarithmicAxisCountFromItsBeginning() {
    Chart chart = Chart.cumulative("c", X.log(), "runs").series("exact", 0, 10, 0, 100);
    Curve curve = Samples.cumulative(chart).getFirst();
    assertThat(curve.x()).containsExactly(1, 1, 2, 2);
    assertThat(curve.y()).containsExactly(50, 75, 100, 100);
  }

  @Test
  void curvesOfAllSeriesReachTheLargestSample() {
    Chart chart = Chart.cumulative("c", X, "runs").series("a", 1, 2).series("b", 1, 50);
    assertThat(Samples.cumulative(chart)).allMatch(curve -> curve.x()[curve.size() - 1] == 50);
  }

  @Test
  void aHistogramCountsEverySampleOnce() {
    double[] samples = {0, 0.1, 5, 9.99, 10};
    Chart chart = Chart.histogram("c", X, "runs").series("a", samples).series("b", 4);
    Curve all = Samples.histogram(chart).getFirst();
    double sum = 0;
    for (double count : all.y()) {
      sum += count;
    }
    assertThat(sum).isEqualTo(5);
    assertThat(all.y()[0]).isEqualTo(2);
    assertThat(all.x()[all.size() - 1]).isEqualTo(10);
  }

  @Test
  void aNameHasOneColourOnAllCharts() {
    Palette palette = new Palette();
    palette.choose(List.of("truth", "mixed"));
    int truth = palette.colour("truth");
    palette.choose(List.of("landmarks", "truth", "half"));
    assertThat(palette.colour("truth")).isEqualTo(truth);
    assertThat(palette.colour("landmarks")).isNotEqualTo(truth);
    Palette other = new Palette();
    other.choose(List.of("half", "mixed"));
    assertThat(other.colour("mixed")).isEqualTo(palette.colour("mixed"));
    assertThat(other.colour("half")).isEqualTo(palette.colour("half"));
  }

  @Test
  void aVariantOfAPrecisionHasItsColourUnlessBothAreInAChart() {
    Palette palette = new Palette();
    palette.choose(List.of("double", "double, direct", "mixed, kept"));
    assertThat(palette.colour("mixed, kept")).isEqualTo(1);
    assertThat(palette.colour("double, direct")).isNotEqualTo(palette.colour("double"));
  }

  @Test
  void figuresStandRightAndWordsLeft() {
    StudyPage page = new StudyPage("t");
    page.section("s")
        .table(
            Table.of("name", "time", "count", "words", "ratio")
                .row("a", "1.5 ms", 1703, "12 is a number", "–")
                .row("b", 0.000123456, 2L, "none", Double.NaN));
    assertThat(page.toHtml())
        .contains(
            "<th scope=\"row\" class=\"words\">a</th><td>1.5 ms</td><td>1,703</td>"
                + "<td class=\"words\">12 is a number</td><td>–</td>")
        .contains("<td>1.235e-4</td><td>2</td><td class=\"words\">none</td><td>–</td>");
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    Chart lines = Chart.lines("c", X, Y);
    Chart bars = Chart.bars("c", List.of("a", "b"), Y);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lines.series("n", new double[1], new double[2]))
        .withMessage("1 x for 2 y");
    assertThatIllegalStateException().isThrownBy(() -> lines.series("n", 1, 2));
    assertThatIllegalStateException().isThrownBy(() -> lines.markers("n", 1, 2));
    assertThatIllegalStateException().isThrownBy(lines::dashed);
    assertThatIllegalArgumentException().isThrownBy(() -> bars.series("n", 1));
    assertThatIllegalStateException()
        .isThrownBy(() -> bars.series("n", new double[2], new double[2]));
    assertThatIllegalArgumentException().isThrownBy(() -> Table.of("a", "b").row("only one"));
  }

  @Test
  void aFileIsWrittenWholeOrNotAtAll() throws IOException {
    Path file = folder.resolve("study.html");
    new StudyPage("t").write(file);
    assertThat(file).content().startsWith("<!doctype html>").contains("</html>");
    Path missing = folder.resolve("missing").resolve("study.html");
    assertThatIOException().isThrownBy(() -> new StudyPage("t").write(missing));
    assertThat(folder).isDirectoryNotContaining(other -> !other.equals(file));
  }
}
