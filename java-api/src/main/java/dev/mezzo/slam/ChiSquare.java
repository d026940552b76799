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

  /**
   * Probability of a value above x, by the recurrence Q(k + 2) = Q(k) + (x/2)^(k/2) e^(-x/2) /
   * Gamma(k/2 + 1) from Q(1) = erfc(sqrt(x/2)) or Q(2) = e^(-x/2) (Abramowitz and Stegun, 26.4.4 to
   * 26.4.8).
   */
  static double upperTail(double x, int degrees) {
    if (!(x > 0 && x < Double.POSITIVE_INFINITY)) {
      return x <= 0 ? 1 : 0; // what is not a number fits nothing
    }
    double half = x / 2;
    int k = degrees % 2 == 0 ? 2 : 1;
    double tail = k == 2 ? Math.exp(-half) : complementaryError(Math.sqrt(half));
    // Of the next step: (x/2)^(k/2) e^(-x/2) / Gamma(k/2 + 1).
    double term =
        k == 2
            ? half * Math.exp(-half)
            : Math.sqrt(half) * Math.exp(-half) * 2 / Math.sqrt(Math.PI);
    for (; k < degrees; k += 2) {
      tail += term;
      term *= half / (k / 2.0 + 1);
    }
    return Math.min(1, tail);
  }

  /** erfc(t) for t at least 0: its series near 0, else its continued fraction. */
  private static double complementaryError(double t) {
    double scale = Math.exp(-t * t) * 2 / Math.sqrt(Math.PI);
    if (t < 2) {
      double term = t;
      double sum = t;
      for (int n = 1; term > 1e-17 * sum; n++) {
        term *= 2 * t * t / (2 * n + 1);
        sum += term;
      }
      return 1 - scale * sum;
    }
    double fraction = t;
    for (int n = 60; n > 0; n--) {
      fraction = t + n / 2.0 / fraction;
    }
    return scale / (2 * fraction);
  }
}
