package dev.mezzo.study.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThinningTest {
  private static final int MANY = 100_000;

  @Test
  void aShortCurveStaysAsItIs() {
    Curve curve = curve(k -> k, k -> Math.sin(k), 2000);
    assertThat(Thinning.line(curve, 1, 1)).isSameAs(curve);
  }

  @Test
  void peaksAndEndsStay() {
    Curve curve = curve(k -> k, k -> k == 77_777 ? 50 : k == 33_333 ? -20 : Math.sin(k), MANY);
    Curve thin = Thinning.line(curve, MANY, 70);
    assertThat(thin.size()).isLessThanOrEqualTo(Thinning.ENOUGH);
    assertThat(thin.y()).contains(50, -20);
    assertThat(thin.x()).contains(77_777, 33_333, 0, MANY - 1).isSorted();
  }

  @Test
  void gapsStay() {
    Curve time = curve(k -> k, k -> k == 5000 ? Double.NaN : 1, MANY);
    assertThat(gaps(Thinning.line(time, MANY, 1))).isEqualTo(1);
    Curve path =
        curve(k -> k == 5000 ? Double.NaN : Math.cos(1e-3 * k), k -> Math.sin(1e-3 * k), MANY);
    assertThat(gaps(Thinning.line(path, 2, 2))).isEqualTo(1);
  }

  @Test
  void aPathIsKeptWithinAThirdOfAPixel() {
    Curve circle = curve(k -> Math.cos(1e-4 * k), k -> Math.sin(1e-4 * k), MANY);
    Curve thin = Thinning.line(circle, 2, 2);
    assertThat(thin.size()).isBetween(50, 1000);
    for (int k = 1; k < thin.size(); k++) {
      double middle =
          Math.hypot((thin.x()[k] + thin.x()[k - 1]) / 2, (thin.y()[k] + thin.y()[k - 1]) / 2);
      assertThat(middle).isGreaterThan(1 - 2.0 / 3000 - 1e-9);
    }
  }

  @Test
  void pointsThatLieUponEachOtherAreDrawnOnce() {
    Curve curve = curve(k -> k % 10, k -> k % 7, MANY);
    assertThat(Thinning.points(curve, new double[] {0, 9, 0, 6}).size()).isEqualTo(70);
  }

  private static long gaps(Curve curve) {
    return IntStream.range(0, curve.size())
        .filter(k -> Double.isNaN(curve.x()[k]) || Double.isNaN(curve.y()[k]))
        .count();
  }

  private static Curve curve(
      java.util.function.IntToDoubleFunction x,
      java.util.function.IntToDoubleFunction y,
      int count) {
    double[] xs = new double[count];
    double[] ys = new double[count];
    Arrays.setAll(xs, x);
    Arrays.setAll(ys, y);
    return new Curve(new Series("s", xs, ys, false), xs, ys);
  }
}
