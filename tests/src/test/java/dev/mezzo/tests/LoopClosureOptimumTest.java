package dev.mezzo.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mezzo.io.PoseGraphFile;
import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.slam.LoopCloser;
import dev.mezzo.study.closure.ClosureReplay;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * On a long chain with soft modes, where what is left in them is easily overlooked, a map that is
 * optimised closure by closure stays as near to its optima as it says.
 */
class LoopClosureOptimumTest {
  private static final int CLOSURES = 230;

  private final Optimizer exact =
      Optimizer.builder().precision(PrecisionPolicy.DOUBLE).functionTolerance(1e-12).build();

  @Test
  void aMapEndsWithinAMillionthOfTheOptimumAtEachClosure() throws Exception {
    var file = DataSets.require("pgo/3d/kollagen3500_agent1.g2o");
    List<Double> left = partsLeft(ClosureReplay.of(PoseGraphFile.read(file).graph()));
    assertThat(left).hasSize(CLOSURES);
    assertThat(left).allSatisfy(part -> assertThat(part).isLessThan(1e-6));
  }

  /** The part of chi2 that was still to be had after each closure. */
  private <P> List<Double> partsLeft(ClosureReplay<P> replay) {
    List<Double> left = new ArrayList<>();
    try (LoopCloser<P> map = replay.newMap()) {
      replay.drive(
          map,
          () -> {
            double chi2 = map.optimize().finalChi2();
            double least =
                exact.optimize(map.toPoseGraph().toProblem(LossFunction.NONE)).finalChi2();
            left.add((chi2 - least) / least);
            return left.size() < CLOSURES;
          });
    }
    return left;
  }
}
