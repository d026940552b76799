package dev.mezzo.optimize;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed number of threads that do their fixed shares of a task together; the caller is the first
 * of them. A task that writes each result from one share only gives the same bits for any number of
 * threads.
 *
 * <p>Threads meet by two counters and parking, because the barriers and semaphores of
 * java.util.concurrent allocate whenever a thread waits. An interrupt of the caller is kept and
 * ends nothing.
 */
final class Team implements AutoCloseable {

  /** Work of one member. */
  @FunctionalInterface
  interface Task {
    /** Does the share of that member, 0 to size - 1. */
    void run(int member);
  }

  /** Looks at a counter before a waiting thread parks: some tens of microseconds. */
  private static final int SPINS = 1000;

  private final Thread[] workers;
  private final Throwable[] failures;

  /** Tasks handed out so far; the one after the last is null. */
  private final AtomicInteger rounds = new AtomicInteger();

  /** Workers that have not finished their shares. */
  private final AtomicInteger unfinished = new AtomicInteger();

  private volatile Task task;
  private volatile Thread caller;

  Team(int size) {
    failures = new Throwable[size];
    workers = new Thread[size - 1];
    for (int i = 0; i < workers.length; i++) {
      int member = i + 1;
      workers[i] =
          Thread.ofPlatform().daemon().name("mezzo-" + member).unstarted(() -> work(member));
    }
    for (Thread worker : workers) {
      worker.start();
    }
  }

  int size() {
    return failures.length;
  }

  void run(Task next) {
    caller = Thread.currentThread();
    unfinished.set(workers.length);
    handOut(next);
    attempt(next, 0);
    for (int spins = 0; unfinished.get() > 0; spins++) {
      pause(spins);
    }
    for (Throwable failure : failures) {
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

  private void handOut(Task next) {
    task = next;
    rounds.incrementAndGet();
    for (Thread worker : workers) {
      LockSupport.unpark(worker);
    }
  }

  private void work(int member) {
    int round = 0;
    while (true) {
      for (int spins = 0; rounds.get() == round; spins++) {
        pause(spins);
      }
      round++;
      Task next = task;
      if (next == null) {
        return;
      }
      attempt(next, member);
      if (unfinished.decrementAndGet() == 0) {
        LockSupport.unpark(caller);
      }
    }
  }

  private void attempt(Task next, int member) {
    try {
      next.run(member);
    } catch (RuntimeException | Error e) {
      failures[member] = e;
    }
  }

  /** Parking ends at once in a thread that is interrupted, which then spins. */
  private void pause(int spins) {
    if (spins < SPINS) {
      Thread.onSpinWait();
    } else {
      LockSupport.park(this);
    }
  }

  /** Ends the other threads. */
  @Override
  public void close() {
    handOut(null);
  }
}
