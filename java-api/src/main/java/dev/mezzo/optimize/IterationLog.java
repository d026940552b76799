package dev.mezzo.optimize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the iterations did, in arrays that are reserved beforehand, so that writing it down
 * allocates nothing.
 */
final class IterationLog {
  private static final int FIRST_CAPACITY = 128;

  private double[] numbers;
  private int[] counts;
  private boolean[] accepted;
  private boolean[] factored;
  private String[] storage;
  private int size;

  IterationLog(int maxIterations) {
    reserve(Math.min(maxIterations, FIRST_CAPACITY));
  }

  void clear() {
    size = 0;
  }

  private void reserve(int capacity) {
    numbers = numbers == null ? new double[6 * capacity] : Arrays.copyOf(numbers, 6 * capacity);
    counts = counts == null ? new int[capacity] : Arrays.copyOf(counts, capacity);
    accepted = accepted == null ? new boolean[capacity] : Arrays.copyOf(accepted, capacity);
    factored = factored == null ? new boolean[capacity] : Arrays.copyOf(factored, capacity);
    storage = storage == null ? new String[capacity] : Arrays.copyOf(storage, capacity);
  }

  void add(
      double chi2,
      double trialChi2,
      double modelDecrease,
      double stepNorm,
      double region,
      boolean isAccepted,
      int linearIterations,
      boolean isFactored,
      String factorStorage,
      double seconds) {
    if (size == counts.length) {
      reserve(2 * size);
    }
    int at = 6 * size;
    numbers[at] = chi2;
    numbers[at + 1] = trialChi2;
    numbers[at + 2] = modelDecrease;
    numbers[at + 3] = stepNorm;
    numbers[at + 4] = region;
    numbers[at + 5] = seconds;
    counts[size] = linearIterations;
    accepted[size] = isAccepted;
    factored[size] = isFactored;
    storage[size] = factorStorage;
    size++;
  }

  int size() {
    return size;
  }

  int linearIterations() {
    int sum = 0;
    for (int i = 0; i < size; i++) {
      sum += counts[i];
    }
    return sum;
  }

  List<IterationRecord> records() {
    List<IterationRecord> records = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      int at = 6 * i;
      records.add(
          new IterationRecord(
              i + 1,
              numbers[at],
              numbers[at + 1],
              numbers[at + 2],
              numbers[at + 3],
              numbers[at + 4],
              accepted[i],
              counts[i],
              factored[i],
              storage[i],
              numbers[at + 5]));
    }
    return records;
  }
}
