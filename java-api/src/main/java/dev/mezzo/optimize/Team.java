package dev.mezzo.optimize;

import java.util.Arrays;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/**
 * A fixed number of threads that do their fixed shares of a task together; the caller is the first
 * of them. A task that writes each result from one share only gives the same bits for any number of
 * threads.
 */
final class Team implements AutoCloseable {

  /** Work of one member. */
  @FunctionalInterface
  interface Task {
    /** Does the share of that member, 0 to size - 1. */
    void run(int member);
  }

  private final int size;
  private final CyclicBarrier begin;
  private final CyclicBarrier end;
  private final Throwable[] failures;
  private volatile Task task;

  Team(int size) {
    this.size = size;
    this.begin = new CyclicBarrier(size);
    this.end = new CyclicBarrier(size);
    this.failures = new Throwable[size];
    for (int member = 1; member < size; member++) {
      int share = member;
      Thread.ofPlatform().daemon().name("mezzo-" + member).start(() -> work(share));
    }
  }

  int size() {
    return size;
  }

  void run(Task next) {
    if (size == 1) {
      next.run(0);
      return;
    }
    task = next;
    await(begin);
    attempt(next, 0);
    await(end);
    for (int member = 0; member < size; member++) {
      Throwable failure = failures[member];
      if (failure != null) {
        Arrays.fill(failures, null);
        switch (failure) {
          case RuntimeException e -> throw e;
          case Error e -> throw e;
          default -> throw new IllegalStateException(failure);
        }
      }
    }
  }

  private void work(int member) {
    while (true) {
      await(begin);
      Task next = task;
      if (next == null) {
        return;
      }
      attempt(next, member);
      await(end);
    }
  }

  private void attempt(Task next, int member) {
    try {
      next.run(member);
    } catch (RuntimeException | Error e) {
      failures[member] = e;
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while evaluating factors on several threads", e);
    } catch (BrokenBarrierException e) {
      throw new IllegalStateException("another thread of the team was interrupted", e);
    }
  }

  /** Ends the other threads. */
  @Override
  public void close() {
    if (size > 1 && !begin.isBroken() && !end.isBroken()) {
      task = null;
      await(begin);
    }
  }
}
