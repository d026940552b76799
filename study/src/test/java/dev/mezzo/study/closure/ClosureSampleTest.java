package dev.mezzo.study.closure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClosureSampleTest {
  @Test
  void soManyClosuresAreTakenAndSpreadEvenly() {
    List<Integer> taken = taken(new ClosureSample(5, 2), ClosureSolver.MIXED, 20);
    assertThat(taken).containsExactly(4, 8, 12, 16, 20);
  }

  @Test
  void whoAreComparedGetTheSame() {
    var sample = new ClosureSample(7, 3);
    assertThat(taken(sample, ClosureSolver.DOUBLE, 20))
        .hasSize(7)
        .isEqualTo(taken(sample, ClosureSolver.SINGLE, 20))
        .isEqualTo(taken(sample, ClosureSolver.MIXED, 20));
  }

  @Test
  void halfGetsSomeOfThose() {
    var sample = new ClosureSample(7, 3);
    assertThat(taken(sample, ClosureSolver.HALF, 20)).hasSize(3);
    assertThat(taken(sample, ClosureSolver.MIXED, 20))
        .containsAll(taken(sample, ClosureSolver.HALF, 20));
  }

  @Test
  void noMoreAreTakenThanThereAre() {
    var sample = new ClosureSample(Integer.MAX_VALUE, 100);
    assertThat(taken(sample, ClosureSolver.MIXED, 9)).hasSize(9);
    assertThat(taken(sample, ClosureSolver.HALF, 9)).hasSize(9);
  }

  @Test
  void theMapIsDrivenThroughAll() {
    assertThat(taken(ClosureSample.NONE, ClosureSolver.ONLINE, 9)).hasSize(9);
    assertThat(taken(ClosureSample.NONE, ClosureSolver.MIXED, 9)).isEmpty();
    assertThat(taken(ClosureSample.NONE, ClosureSolver.HALF, 9)).isEmpty();
  }

  private static List<Integer> taken(ClosureSample sample, ClosureSolver solver, int all) {
    return IntStream.rangeClosed(1, all)
        .filter(number -> sample.holds(solver, number, all))
        .boxed()
        .toList();
  }
}
