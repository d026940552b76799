package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A team does every share of every task exactly once, and survives what goes wrong in one. */
class TeamTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everyShareIsDoneOncePerTask(int size) {
    var shares = new AtomicIntegerArray(size);
    try (var team = new Team(size)) {
      assertThat(team.size()).isEqualTo(size);
      for (int task = 1; task <= 2000; task++) {
        team.run(shares::incrementAndGet);
        for (int member = 0; member < size; member++) {
          assertThat(shares.get(member)).isEqualTo(task);
        }
      }
    }
  }

  @Test
  void theCallerIsTheFirstMember() {
    Thread[] threads = new Thread[3];
    try (var team = new Team(3)) {
      team.run(member -> threads[member] = Thread.currentThread());
    }
    assertThat(threads[0]).isSameAs(Thread.currentThread());
    assertThat(threads[1].getName()).isEqualTo("mezzo-1");
    assertThat(threads[2].isDaemon()).isTrue();
  }

  @Test
  void aTaskIsWaitedForHoweverLongOneMemberTakes() {
    var done = new AtomicInteger();
    try (var team = new Team(3)) {
      for (int slow = 0; slow < 3; slow++) {
        int last = slow;
        team.run(
            member -> {
              if (member == last) {
                sleep();
              }
              done.incrementAndGet();
            });
        assertThat(done.get()).isEqualTo(3 * (slow + 1));
      }
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(30); // long enough for the others to park
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aFailureOfOneMemberReachesTheCallerAndTheTeamGoesOn(int failing) {
    try (var team = new Team(3)) {
      assertThatThrownBy(
              () ->
                  team.run(
                      member -> {
                        if (member == failing) {
                          throw new ArithmeticException("share " + member);
                        }
                      }))
          .isInstanceOf(ArithmeticException.class)
          .hasMessage("share " + failing);
      var shares = new AtomicInteger();
      team.run(member -> shares.incrementAndGet());
      assertThat(shares.get()).isEqualTo(3);
    }
  }

  @Test
  void anInterruptIsKeptAndEndsNothing() {
    Problem problem = Problems.town(200, 0.05, 1).toProblem(LossFunction.NONE);
    Thread.currentThread().interrupt();
    Summary summary = Optimizer.builder().threads(3).build().optimize(problem);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(summary.termination()).isEqualTo(Termination.CONVERGED);
  }

  @Test
  void closingEndsTheThreads() throws InterruptedException {
    Thread[] threads = new Thread[4];
    try (var team = new Team(4)) {
      team.run(member -> threads[member] = Thread.currentThread());
    }
    for (int member = 1; member < 4; member++) {
      threads[member].join(10_000);
      assertThat(threads[member].isAlive()).isFalse();
    }
  }
}
