package dev.mezzo.geometry;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** What properties range over: vectors whose lengths cover every order of magnitude. */
final class Tangents {
  private Tangents() {}

  /**
   * Rotation vectors of length 0 to pi - 1e-14, many tiny, many all but pi. At pi itself rounding
   * decides between an axis and its opposite, so that has tests of its own.
   */
  static final class RotationVectors implements ArbitrarySupplier<double[]> {
    @Override
    public Arbitrary<double[]> get() {
      return Combinators.combine(directions(), angles()).as(Tangents::scaled).withoutEdgeCases();
    }
  }

  /** Twists (vx vy vz wx wy wz) with rotation vectors as above and |v| from 1e-300 to 1e3. */
  static final class Twists3 implements ArbitrarySupplier<double[]> {
    @Override
    public Arbitrary<double[]> get() {
      return Combinators.combine(directions(), distances(), directions(), angles())
          .as(
              (v, distance, w, angle) -> {
                double[] translation = scaled(v, distance);
                double[] rotation = scaled(w, angle);
                return new double[] {
                  translation[0], translation[1], translation[2],
                  rotation[0], rotation[1], rotation[2]
                };
              })
          .withoutEdgeCases();
    }
  }

  /** Twists (vx vy w) with |w| up to pi and |v| from 1e-300 to 1e3. */
  static final class Twists2 implements ArbitrarySupplier<double[]> {
    @Override
    public Arbitrary<double[]> get() {
      return Combinators.combine(directions(), distances(), angles())
          .as(
              (v, distance, angle) -> {
                double norm = Math.hypot(v[0], v[1]);
                double scale = norm == 0 ? 0 : distance / norm;
                return new double[] {scale * v[0], scale * v[1], Math.copySign(angle, v[2])};
              })
          .withoutEdgeCases();
    }
  }

  private static Arbitrary<Double> angles() {
    return Arbitraries.frequencyOf(
        Tuple.of(3, powersOfTen(-300, 0)),
        Tuple.of(3, powersOfTen(-8, 0)),
        Tuple.of(4, uniform(0, 0.999).map(fraction -> fraction * Math.PI)),
        Tuple.of(2, Arbitraries.integers().between(1, 14).map(k -> Math.PI - Math.pow(10, -k))),
        Tuple.of(1, Arbitraries.of(0.0, Math.nextDown(1.0), 1.0, Math.nextUp(1.0))));
  }

  private static Arbitrary<Double> distances() {
    return Arbitraries.frequencyOf(
        Tuple.of(1, powersOfTen(-300, 3)),
        Tuple.of(3, powersOfTen(-3, 3)),
        Tuple.of(1, Arbitraries.just(0.0)));
  }

  private static Arbitrary<Double> powersOfTen(int from, int to) {
    return uniform(from, to).map(exponent -> Math.pow(10, exponent));
  }

  private static Arbitrary<Double> uniform(double from, double to) {
    return Arbitraries.doubles()
        .between(from, to)
        .ofScale(12)
        .withDistribution(RandomDistribution.uniform());
  }

  private static Arbitrary<double[]> directions() {
    Arbitrary<Double> component = uniform(-1, 1);
    return Combinators.combine(component, component, component)
        .as((x, y, z) -> new double[] {x, y, z});
  }

  private static double[] scaled(double[] direction, double length) {
    double norm =
        Math.sqrt(
            direction[0] * direction[0]
                + direction[1] * direction[1]
                + direction[2] * direction[2]);
    double scale = norm == 0 ? 0 : length / norm;
    return new double[] {scale * direction[0], scale * direction[1], scale * direction[2]};
  }
}
