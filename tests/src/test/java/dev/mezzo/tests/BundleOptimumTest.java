package dev.mezzo.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.io.BundleFile;
import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.optimize.Summary;
import dev.mezzo.optimize.Termination;
import dev.mezzo.slam.BundleAdjustment;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real bundles end in the optimum that Ceres finds, whose cost is half of chi2, in fp64 and in
 * mixed precision; a millionth is asked for.
 */
class BundleOptimumTest {
  private static final double RELATIVE = 1e-6;

  private static final String LADYBUG = "ba/bal/ladybug/problem-49-7776-pre.txt";

  @ParameterizedTest
  @CsvSource({
    "ba/bal/ladybug/problem-49-7776-pre.txt, 16367.273",
    "ba/bal/trafalgar/problem-21-11315-pre.txt, 151703.65"
  })
  void withFixedIntrinsicsEveryPrecisionEndsWhereCeresDoes(String file, double cost)
      throws IOException {
    for (PrecisionPolicy policy :
        new PrecisionPolicy[] {PrecisionPolicy.DOUBLE, PrecisionPolicy.MIXED}) {
      Summary summary = solve(file, policy, false);
      assertThat(summary.finalChi2())
          .as(summary.fullReport())
          .isCloseTo(2 * cost, within(2 * RELATIVE * cost));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ba/bal/ladybug/problem-49-7776-pre.txt, 13344.24",
    "ba/bal/trafalgar/problem-21-11315-pre.txt, 30378.64"
  })
  void withFreeIntrinsicsMixedPrecisionEndsWhereCeresDoesOrBelow(String file, double cost)
      throws IOException {
    Summary summary = solve(file, PrecisionPolicy.MIXED, true);
    assertThat(summary.finalChi2())
        .as(summary.fullReport())
        .isLessThanOrEqualTo(2 * cost * (1 + RELATIVE));
  }

  private static Summary solve(String file, PrecisionPolicy policy, boolean isFree)
      throws IOException {
    BundleAdjustment bundle = BundleFile.read(DataSets.require(file)).bundle();
    for (int camera = 0; isFree && camera < bundle.cameras(); camera++) {
      bundle.setIntrinsicsFixed(camera, false);
    }
    Summary summary = bundle.optimize(BundleAdjustment.optimizer().precision(policy).build());
    assertThat(summary.termination()).as(summary.fullReport()).isEqualTo(Termination.CONVERGED);
    assertThat(bundle.chi2()).isCloseTo(summary.finalChi2(), within(1e-9 * summary.finalChi2()));
    return summary;
  }

  @Test
  void ofLadybugThirtyOneObservationsBeginBehindTheirCameras() throws IOException {
    assertThat(BundleFile.read(DataSets.require(LADYBUG)).warnings())
        .containsExactly("31 observations of landmarks that begin behind their cameras");
  }

  @Test
  void readingAndWritingKeepsTheCost(@TempDir Path folder) throws IOException {
    BundleAdjustment bundle = BundleFile.read(DataSets.require(LADYBUG)).bundle();
    Path copy = folder.resolve("ladybug.bz2");
    BundleFile.write(bundle, copy);
    double chi2 = bundle.chi2();
    assertThat(BundleFile.read(copy).bundle().chi2()).isCloseTo(chi2, within(1e-12 * chi2));
  }
}
