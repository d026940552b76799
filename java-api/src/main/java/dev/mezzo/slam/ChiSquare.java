package dev.mezzo.slam;

/** The chi-square distribution: of the squared norm of a whitened error of normal noise. */
final class ChiSquare {
  private static final int TERMS = 1000;
  private static final int BISECTIONS = 200;

  private ChiSquare() {}

  /**
   * The value that a share of all chi-squares stays below.
   *
   * @param probability the share, between 0 and 1
   * @param degrees degrees of freedom, at least 1
   */
  static double quantile(double probability, int degrees) {
    double low = 0;
    double high = 1;
    while (cumulative(high, degrees) < probability && high < 1e4) {
      high *= 2;
    }
    for (int k = 0; k < BISECTIONS && low < high; k++) {
      double middle = 0.5 * (low + high);
      if (cumulative(middle, degrees) < probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /**
   * The share of all chi-squares up to x: the regularised incomplete gamma function P(n/2, x/2) by
   * its series (Abramowitz and Stegun, 6.5.29).
   */
  static double cumulative(double x, int degrees) {
    if (x <= 0) {
      return 0;
    }
    double a = 0.5 * degrees;
    double z = 0.5 * x;
    double term = 1 / a;
    double sum = term;
    for (int k = 1; k < TERMS && term > 1e-17 * sum; k++) {
      term *= z / (a + k);
      sum += term;
    }
    return Math.min(1, sum * Math.exp(a * Math.log(z) - z - logGamma(degrees)));
  }

  /** log Gamma(n / 2), from Gamma(1) or Gamma(1/2) upwards. */
  private static double logGamma(int n) {
    double log = n % 2 == 0 ? 0 : 0.5 * Math.log(Math.PI);
    for (double a = n % 2 == 0 ? 1 : 0.5; a < 0.5 * n; a++) {
      log += Math.log(a);
    }
    return log;
  }
}
