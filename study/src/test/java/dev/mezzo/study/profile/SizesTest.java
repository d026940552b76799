package dev.mezzo.study.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizesTest {
  private static final boolean[] FIRST_HELD = {true, false, false, false};
  private static final int[] FROM = {0, 1, 2, 3};
  private static final int[] TO = {1, 2, 3, 0};

  @Test
  void aSquareInThePlaneIsCountedByHand() {
    Sizes sizes = Sizes.ofGraph(Sizes.Kind.PLANE, 4, FIRST_HELD, FROM, TO, Sizes.Fill.COMPLETE);
    assertThat(sizes.rows()).isEqualTo(12);
    assertThat(sizes.columns()).isEqualTo(9);
    // Two edges between free poses, and two with one free pose each.
    assertThat(sizes.entries()).isEqualTo(2 * 3 * 6 + 2 * 3 * 3);
    // J_i^T J_j of 3x3 blocks, 54 operations each: three of the former, one of the latter.
    assertThat(sizes.hessianFlops()).isEqualTo(54.0 * (2 * 3 + 2));
    // A chain of three poses does not fill in: three diagonal blocks, two below.
    assertThat(sizes.factorEntries()).isEqualTo(5 * 9);
    assertThat(sizes.triangularFlops()).isEqualTo(4 * 2 * 9 + 2 * 3 * 9);
    assertThat(sizes.factorFlops()).isPositive();
    assertThat(sizes.isEliminated()).isFalse();
  }

  @Test
  void withoutFillAFactorHasThePatternOfTheHessian() {
    boolean[] none = new boolean[4];
    int[] from = {0, 0, 1, 2, 0};
    int[] to = {1, 2, 2, 3, 3};
    Sizes sizes = Sizes.ofGraph(Sizes.Kind.SPACE, 4, none, from, to, Sizes.Fill.NONE);
    assertThat(sizes.factorEntries()).isEqualTo((4 + 5) * 36);
    assertThat(sizes.entries()).isEqualTo(5 * 6 * 12);
  }

  @Test
  void aSmallBundleIsCountedByHand() {
    // Three keyframes, the first held, and two landmarks that all of them see.
    boolean[] held = {true, false, false};
    int[] by = {0, 1, 2, 0, 1, 2};
    int[] of = {0, 0, 0, 1, 1, 1};
    Sizes whole =
        Sizes.ofBundle(Sizes.Kind.PINHOLE, 3, held, 2, by, of, Sizes.Fill.DIAGONAL, false);
    assertThat(whole.rows()).isEqualTo(12);
    assertThat(whole.columns()).isEqualTo(2 * 6 + 2 * 3);
    assertThat(whole.entries()).isEqualTo(4 * 2 * 9 + 2 * 2 * 3);
    assertThat(whole.factorEntries()).isEqualTo(2 * 36 + 2 * 9);
    assertThat(whole.triangularFlops()).isEqualTo(2 * whole.factorEntries());
    Sizes reduced =
        Sizes.ofBundle(Sizes.Kind.PINHOLE, 3, held, 2, by, of, Sizes.Fill.DIAGONAL, true);
    assertThat(reduced.isEliminated()).isTrue();
    assertThat(reduced.kept()).isEqualTo(4 * 2 * 6);
    assertThat(reduced.landmarks()).isEqualTo(2);
    assertThat(reduced.factorEntries()).isEqualTo(3 * 36);
    assertThat(reduced.pairs()).isPositive();
  }
}
