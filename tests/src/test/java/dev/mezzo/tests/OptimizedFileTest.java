package dev.mezzo.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.io.PoseGraphFile;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.Summary;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a solve reached is what the file it is written to holds. */
class OptimizedFileTest {
  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pgo/2d/intel.g2o",
        "pgo/2d/FR079_toro.graph",
        "pgo/3d/sphere2500.g2o",
        "pgo/3d/parking-garage.g2o"
      })
  void anOptimisedGraphReadsBackToTheChi2OfItsSummary(String name) throws Exception {
    PoseGraphFile file = PoseGraphFile.read(DataSets.require(name));
    Summary summary = file.graph().optimize(Optimizer.builder().build());
    Path out = temporary.resolve("out");
    file.write(out);
    PoseGraphFile again = PoseGraphFile.read(out);
    double chi2 = again.graph().chi2();
    assertThat(chi2).isCloseTo(summary.finalChi2(), within(1e-12 * chi2));
    assertThat(chi2).isLessThan(summary.initialChi2());
    assertThat(again.format()).isEqualTo(file.format());
    assertThat(again.graph().poses()).hasSameSizeAs(file.graph().poses());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pgo/2d/CSAIL_toro.graph", "pgo/3d/duderstadt.g2o"})
  void anOptimisedGraphHasNothingLeftToGain(String name) throws Exception {
    PoseGraphFile file = PoseGraphFile.read(DataSets.require(name));
    file.graph().optimize(Optimizer.builder().build());
    Path out = temporary.resolve("out");
    file.write(out);
    Summary again = PoseGraphFile.read(out).graph().optimize(Optimizer.builder().build());
    assertThat(again.iterations()).hasSizeLessThanOrEqualTo(2);
    assertThat(again.finalChi2()).isCloseTo(again.initialChi2(), within(1e-8 * again.finalChi2()));
  }
}
