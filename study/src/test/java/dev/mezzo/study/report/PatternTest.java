package dev.mezzo.study.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mezzo.linalg.BlockPattern;
import java.util.Arrays;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;

class PatternTest {
  @Test
  void eachBlockIsARectangleOfItsShape() {
    // 110 scalar columns over 440 units: four units each.
    BlockPattern matrix =
        new BlockPattern(
            new int[] {60, 50}, new int[] {60, 50}, new int[] {0, 1}, new int[] {0, 1});
    assertThat(render(Pattern.of("c", matrix)))
        .contains("d=\"M0 0h240v240h-240zM240 240h200v200h-200z\"");
  }

  @Test
  void aSymmetricMatrixIsDrawnWhole() {
    int[] sizes = {1, 1};
    BlockPattern lower = new BlockPattern(sizes, sizes, new int[] {1}, new int[] {0});
    assertThat(render(Pattern.of("c", lower)))
        .contains("M0 220h220v220h-220z")
        .doesNotContain("M220 0h");
    assertThat(render(Pattern.of("c", lower).symmetric()))
        .contains("M0 220h220v220h-220z")
        .contains("M220 0h220v220h-220z");
  }

  @Test
  void fillIsALayerOfItsOwn() {
    int[] sizes = {1, 1};
    BlockPattern full = new BlockPattern(sizes, sizes, new int[] {0, 1, 1}, new int[] {0, 0, 1});
    BlockPattern diagonal = new BlockPattern(sizes, sizes, new int[] {0, 1}, new int[] {0, 1});
    String html = render(Pattern.of("c", full).fill(diagonal, "kept", "new"));
    assertThat(html)
        .contains("layer0 level3\" d=\"M0 0h220v220h-220zM220 220h220v220h-220z\"")
        .contains("layer1 level3\" d=\"M0 220h220v220h-220z\"")
        .contains(">kept<")
        .contains(">new<");
    int[] none = {};
    BlockPattern smaller = new BlockPattern(sizes, none, none, none);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pattern.of("c", full).fill(smaller, "kept", "new"));
  }

  @Test
  void manyBlocksBecomeFewCellsThatKeepTheirShareOfTheArea() {
    int n = 20_000;
    int[] sizes = new int[n];
    Arrays.fill(sizes, 3);
    int[] places = new int[n];
    Arrays.setAll(places, k -> k);
    BlockPattern diagonal = new BlockPattern(sizes, sizes, places, places);
    String html = render(Pattern.of("c", diagonal));
    assertThat(html).contains("A dot stands for 136 × 136 scalars");
    // A diagonal block fills a 45th of its cell: the palest class, one cell in each row.
    Matcher cells = java.util.regex.Pattern.compile("level0\" d=\"([^\"]*)\"").matcher(html);
    assertThat(cells.find()).isTrue();
    assertThat(PageText.count(cells.group(1), "M")).isBetween(440, 880);
    assertThat(html).doesNotContain("level3").hasSizeLessThan(40_000);
  }

  @Test
  void partsAreNamedAndTicksAreRound() {
    int[] sizes = {6, 6, 3, 3, 3};
    int[] places = {0, 1, 2, 3, 4};
    Pattern pattern =
        Pattern.of("c", new BlockPattern(sizes, sizes, places, places))
            .divide(2, "cameras", "landmarks")
            .axes("scalar rows", "scalar columns");
    assertThat(render(pattern))
        .contains(">cameras<", ">landmarks<", ">scalar rows<", ">scalar columns<")
        .contains(">0<", ">10<", ">20<")
        .contains("class=\"division\" d=\"M251.4 -6V440M-6 251.4H440\"");
  }

  @Test
  void aMatrixOfNothingIsAnEmptyFrame() {
    int[] none = {};
    String html = render(Pattern.of("c", new BlockPattern(none, none, none, none)).symmetric());
    assertThat(html).contains("class=\"frame\"").doesNotContain("layer0").doesNotContain("NaN");
  }

  private static String render(Pattern pattern) {
    PageWriter page = new PageWriter();
    pattern.render(page);
    return page.html();
  }
}
