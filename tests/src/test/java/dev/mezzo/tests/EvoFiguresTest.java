package dev.mezzo.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.io.TrajectoryFile;
import dev.mezzo.slam.Alignment;
import dev.mezzo.slam.TimedTrajectory;
import dev.mezzo.study.ErrorStatistics;
import dev.mezzo.study.KittiOdometry;
import dev.mezzo.study.PoseDelta;
import dev.mezzo.study.PoseRelation;
import dev.mezzo.study.TrajectoryPair;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Real trajectories: every figure of evo-figures.csv was printed by evo 1.36.5 (numpy, scipy). */
class EvoFiguresTest {
  private static final double RELATIVE = 1e-7;

  /** KITTI's matrices are rotations to 1e-7, which evo leaves so and a length of 500 m shows. */
  private static final double RELATIVE_OF_MATRICES = 5e-6;

  @ParameterizedTest
  @CsvFileSource(resources = "evo-figures.csv", numLinesToSkip = 1)
  void errorsAgreeWithEvo(ArgumentsAccessor row) throws IOException {
    TimedTrajectory reference = read(row.getString(1));
    TimedTrajectory estimate = read(row.getString(2));
    TrajectoryPair pair =
        TrajectoryPair.associate(reference, estimate, row.getDouble(7), row.getDouble(8));
    int first = row.getInteger(5) < 0 ? Integer.MAX_VALUE : row.getInteger(5);
    pair =
        pair.aligned(
            Alignment.fit(
                Alignment.Kind.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                row.getBoolean(4),
                first,
                pair.reference(),
                pair.estimate()));
    if (row.getString(12) != null) {
      pair =
          pair.projected(TrajectoryPair.Plane.valueOf(row.getString(12).toUpperCase(Locale.ROOT)));
    }
    PoseRelation relation =
        switch (row.getString(6)) {
          case "trans" -> PoseRelation.TRANSLATION;
          case "rot-deg" -> PoseRelation.ROTATION_DEGREES;
          case "rot-rad" -> PoseRelation.ROTATION_RADIANS;
          default -> PoseRelation.FULL;
        };
    ErrorStatistics errors =
        row.getString(0).equals("ape")
            ? pair.absolute(relation).statistics()
            : pair.relative(delta(row), relation).statistics();
    assertThat(errors.count()).isEqualTo(row.getInteger(13));
    double part = reference.isTimed() ? RELATIVE : RELATIVE_OF_MATRICES;
    agree("rmse", errors.rmse(), row.getDouble(14), part);
    agree("mean", errors.mean(), row.getDouble(15), part);
    agree("median", errors.median(), row.getDouble(16), part);
    agree("std", errors.std(), row.getDouble(17), part);
    agree("max", errors.max(), row.getDouble(19), part);
    agree("sse", errors.sse(), row.getDouble(20), 2 * part);
    // Where an error all but vanishes, digits of the file are what is left of it.
    assertThat(errors.min()).as("min").isCloseTo(row.getDouble(18), within(1e-6 * errors.max()));
  }

  /** Figures of a program of few lines over numpy that follows the devkit of the benchmark. */
  @ParameterizedTest
  @CsvSource({
    "gt/00, ../evo/KITTI_00_ORB, 3283, 0.699728663858329, 0.002533302348329912, 445,"
        + " 1.0090380946475632, 375, 0.41586145405118713",
    "gt/09, orbslam2_stereo/09, 958, 0.8334090409011686, 0.002284079521977472, 147,"
        + " 0.8525115252813101, 86, 0.8702876255855789",
  })
  void theMetricOfKittiIsThatOfItsDevkit(
      String reference,
      String estimate,
      int parts,
      double translation,
      double rotation,
      int shortParts,
      double shortTranslation,
      int longParts,
      double longTranslation)
      throws IOException {
    KittiOdometry odometry =
        KittiOdometry.of(
            TrajectoryPair.of(
                read("kitti/" + reference + ".txt"), read("kitti/" + estimate + ".txt")));
    assertThat(odometry.parts()).isEqualTo(parts);
    agree("translation", odometry.translationPercent(), translation, RELATIVE_OF_MATRICES);
    // The devkit takes the angle from the arc cosine of the trace, which has few digits near 1.
    agree("rotation", odometry.rotationDegreesPerMetre(), rotation, 3e-4);
    KittiOdometry.OfLength first = odometry.byLength().getFirst();
    assertThat(first.metres()).isEqualTo(100);
    assertThat(first.parts()).isEqualTo(shortParts);
    agree("100 m", first.translationPercent(), shortTranslation, RELATIVE_OF_MATRICES);
    KittiOdometry.OfLength last = odometry.byLength().getLast();
    assertThat(last.metres()).isEqualTo(800);
    assertThat(last.parts()).isEqualTo(longParts);
    agree("800 m", last.translationPercent(), longTranslation, RELATIVE_OF_MATRICES);
  }

  @Test
  void framesThatAFileNumbersMeetTheOnesOfThatNumber() throws IOException {
    TrajectoryPair pair =
        TrajectoryPair.associate(
            read("kitti/gt/09.txt"), read("kitti/estimate_example_0_09.txt"), 0, 0);
    assertThat(pair.size()).isEqualTo(1589);
    assertThat(pair.reference().stamp(0)).isEqualTo(2);
    assertThat(pair.estimate().stamp(1588)).isEqualTo(1590);
  }

  private static PoseDelta delta(ArgumentsAccessor row) {
    PoseDelta.Unit unit =
        switch (row.getString(10)) {
          case "f" -> PoseDelta.Unit.FRAMES;
          case "m" -> PoseDelta.Unit.METRES;
          case "deg" -> PoseDelta.Unit.DEGREES;
          default -> PoseDelta.Unit.RADIANS;
        };
    return new PoseDelta(row.getDouble(9), unit, row.getBoolean(11), 0.1);
  }

  private static void agree(String name, double found, double evo, double part) {
    assertThat(found).as(name).isCloseTo(evo, within(part * Math.abs(evo)));
  }

  private static TimedTrajectory read(String name) throws IOException {
    return TrajectoryFile.read(DataSets.require("trajectories/" + name)).trajectory();
  }
}
