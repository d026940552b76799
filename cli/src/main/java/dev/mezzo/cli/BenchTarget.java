package dev.mezzo.cli;

/**
 * What this project wants of mixed precision.
 *
 * @param description what is measured
 * @param measured NaN where this run did not measure it
 * @param wanted the least that it may be, or the most
 * @param most whether it is the most
 */
record BenchTarget(String description, double measured, double wanted, boolean most) {
  static BenchTarget atLeast(String description, double measured, double wanted) {
    return new BenchTarget(description, measured, wanted, false);
  }

  static BenchTarget atMost(String description, double measured, double wanted) {
    return new BenchTarget(description, measured, wanted, true);
  }

  boolean isMeasured() {
    return !Double.isNaN(measured);
  }

  boolean isMet() {
    return most ? measured <= wanted : measured >= wanted;
  }
}
