package dev.mezzo.optimize;

import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;

/**
 * Robust loss rho(s) of the squared norm s = ||r||^2 of a whitened residual, with rho(0) = 0 and
 * rho'(0) = 1. The objective is the sum of rho over the factors; with {@link #NONE} it is the sum
 * of squares. The optimiser reweights each factor by rho'(s) (iteratively reweighted least squares;
 * Holland and Welsch, 1977). The constants c are in standard deviations, phi in their squares.
 * Implementations are stateless.
 */
public interface LossFunction {

  /** Least squares: rho(s) = s. */
  LossFunction NONE = of("none", s -> s, s -> 1);

  /**
   * The loss.
   *
   * @param s squared norm, at least 0
   * @return rho(s), at least 0
   */
  double value(double s);

  /**
   * Its derivative: the weight of the factor.
   *
   * @param s squared norm, at least 0
   * @return rho'(s), in [0, 1]
   */
  double weight(double s);

  /**
   * Huber: quadratic up to c, linear beyond.
   *
   * @param c where it turns, positive
   * @return rho(s) = s for s up to c^2, else 2 c sqrt(s) - c^2
   */
  static LossFunction huber(double c) {
    double c2 = squared(c);
    return of(
        "huber:" + c,
        s -> s <= c2 ? s : 2 * c * Math.sqrt(s) - c2,
        s -> s <= c2 ? 1 : c / Math.sqrt(s));
  }

  /**
   * Cauchy (Lorentzian).
   *
   * @param c scale, positive
   * @return rho(s) = c^2 log(1 + s / c^2)
   */
  static LossFunction cauchy(double c) {
    double c2 = squared(c);
    return of("cauchy:" + c, s -> c2 * Math.log1p(s / c2), s -> 1 / (1 + s / c2));
  }

  /**
   * Geman-McClure.
   *
   * @param c scale, positive
   * @return rho(s) = c^2 s / (c^2 + s)
   */
  static LossFunction gemanMcClure(double c) {
    double c2 = squared(c);
    return of("geman-mcclure:" + c, s -> c2 * s / (c2 + s), s -> c2 / (c2 + s) * (c2 / (c2 + s)));
  }

  /**
   * Tukey's biweight: factors beyond c have no influence.
   *
   * @param c where it saturates, positive
   * @return rho(s) = c^2 / 3 (1 - (1 - s / c^2)^3) for s up to c^2, else c^2 / 3
   */
  static LossFunction tukey(double c) {
    double c2 = squared(c);
    return of(
        "tukey:" + c,
        s -> s >= c2 ? c2 / 3 : c2 / 3 * (1 - Math.pow(1 - s / c2, 3)),
        s -> s >= c2 ? 0 : (1 - s / c2) * (1 - s / c2));
  }

  /**
   * Dynamic covariance scaling (Agarwal, Tipaldi, Spinello, Stachniss and Burgard, 2013): the
   * residual of a factor is scaled by min(1, 2 phi / (phi + s)), the closed form of a switchable
   * constraint whose prior has the information phi. The weight is the square of that scale, as in
   * the paper and in g2o; the value is the integral of the weight, which g2o's is not, so that a
   * step that the weights ask for lowers it.
   *
   * @param phi squared norm up to which a factor counts whole, positive; 1 is usual
   * @return rho(s) = s for s up to phi, else phi (3 s - phi) / (s + phi), which stays below 3 phi
   */
  static LossFunction dynamicCovarianceScaling(double phi) {
    squared(phi);
    return of(
        "dcs:" + phi,
        s -> s <= phi ? s : phi * (3 - 4 * (phi / (s + phi))),
        s -> {
          double scale = Math.min(1, 2 * phi / (s + phi));
          return scale * scale;
        });
  }

  /**
   * The loss of that description: {@code none}, {@code huber:C}, {@code cauchy:C}, {@code
   * geman-mcclure:C}, {@code tukey:C}, {@code dcs:PHI}.
   *
   * @param text as above; the form that {@code toString} of these losses gives
   * @return the loss
   * @throws IllegalArgumentException if there is none of that name, or C is not a positive number
   */
  static LossFunction parse(String text) {
    String[] parts = text.strip().toLowerCase(Locale.ROOT).split(":", 2);
    if (parts.length == 1 && parts[0].equals("none")) {
      return NONE;
    }
    DoubleFunction<LossFunction> make =
        switch (parts[0]) {
          case "huber" -> LossFunction::huber;
          case "cauchy" -> LossFunction::cauchy;
          case "geman-mcclure" -> LossFunction::gemanMcClure;
          case "tukey" -> LossFunction::tukey;
          case "dcs" -> LossFunction::dynamicCovarianceScaling;
          default ->
              throw new IllegalArgumentException(
                  "loss '"
                      + text
                      + "' is none of none, huber:C, cauchy:C, geman-mcclure:C, tukey:C, dcs:PHI");
        };
    if (parts.length == 1) {
      throw new IllegalArgumentException(
          "loss '" + text + "' lacks its constant: " + parts[0] + ":NUMBER");
    }
    double constant;
    try {
      constant = Double.parseDouble(parts[1]);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "loss '" + text + "': '" + parts[1] + "' is not a number", e);
    }
    return make.apply(constant);
  }

  private static double squared(double c) {
    if (!(c > 0) || Double.isInfinite(c)) {
      throw new IllegalArgumentException("the constant of a loss is a positive number, not " + c);
    }
    return c * c;
  }

  private static LossFunction of(
      String name, DoubleUnaryOperator value, DoubleUnaryOperator weight) {
    return new LossFunction() {
      @Override
      public double value(double s) {
        return value.applyAsDouble(s);
      }

      @Override
      public double weight(double s) {
        return weight.applyAsDouble(s);
      }

      @Override
      public String toString() {
        return name;
      }
    };
  }
}
