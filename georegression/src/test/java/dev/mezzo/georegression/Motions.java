package dev.mezzo.georegression;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;

/** What properties range over: poses up to a kilometre away, turned by any angle. */
final class Motions {
  private Motions() {}

  static final class InSpace implements ArbitrarySupplier<Pose3> {
    @Override
    public Arbitrary<Pose3> get() {
      return Combinators.combine(metres(), metres(), metres(), angle(), angle(), angle())
          .as(Pose3::exp)
          .withoutEdgeCases();
    }
  }

  static final class InThePlane implements ArbitrarySupplier<Pose2> {
    @Override
    public Arbitrary<Pose2> get() {
      return Combinators.combine(metres(), metres(), angle()).as(Pose2::of);
    }
  }

  static final class Points implements ArbitrarySupplier<double[]> {
    @Override
    public Arbitrary<double[]> get() {
      return Combinators.combine(metres(), metres(), metres())
          .as((x, y, z) -> new double[] {x, y, z});
    }
  }

  private static Arbitrary<Double> metres() {
    return Arbitraries.doubles().between(-1000, 1000).ofScale(6);
  }

  private static Arbitrary<Double> angle() {
    return Arbitraries.doubles().between(-3.14159265, 3.14159265).ofScale(8);
  }
}
