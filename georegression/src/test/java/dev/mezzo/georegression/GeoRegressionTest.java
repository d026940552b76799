package dev.mezzo.georegression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import georegression.geometry.ConvertRotation3D_F64;
import georegression.struct.point.Point2D_F64;
import georegression.struct.point.Point3D_F64;
import georegression.struct.point.Vector2D_F64;
import georegression.struct.se.Se2_F64;
import georegression.struct.se.Se3_F64;
import georegression.struct.so.Quaternion_F64;
import georegression.transform.se.SePointOps_F64;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Poses do to points there what they do here, and come back as they went. */
class GeoRegressionTest {
  /** A kilometre in doubles, and a few operations. */
  private static final double METRES = 1e-11;

  private static final double RADIANS = 1e-14;

  private static void assertSame(Pose3 found, Pose3 expected, double metres) {
    double[] d = expected.between(found).log();
    for (int i = 0; i < 6; i++) {
      assertThat(d[i]).isCloseTo(0, within(i < 3 ? metres : RADIANS));
    }
  }

  @Property
  void aPoseInSpaceMovesPointsAsItsTransformDoes(
      @ForAll(supplier = Motions.InSpace.class) Pose3 pose,
      @ForAll(supplier = Motions.Points.class) double[] p) {
    Point3D_F64 there =
        GeoRegression.toSe3(pose).transform(new Point3D_F64(p[0], p[1], p[2]), null);
    assertThat(there.distance(at(pose.transform(p[0], p[1], p[2])))).isLessThan(METRES);
  }

  private static Point3D_F64 at(double[] p) {
    return new Point3D_F64(p[0], p[1], p[2]);
  }

  @Property
  void aPoseInSpaceComesBack(@ForAll(supplier = Motions.InSpace.class) Pose3 pose) {
    assertSame(GeoRegression.toPose(GeoRegression.toSe3(pose)), pose, METRES);
  }

  @Property
  void whatIsAppliedFirstComesFirstThereAndLastHere(
      @ForAll(supplier = Motions.InSpace.class) Pose3 a,
      @ForAll(supplier = Motions.InSpace.class) Pose3 b) {
    Se3_F64 aThenB = GeoRegression.toSe3(a).concat(GeoRegression.toSe3(b), null);
    assertSame(GeoRegression.toPose(aThenB), b.compose(a), METRES);
    Se3_F64 undone = GeoRegression.toSe3(a).invert(null);
    assertSame(GeoRegression.toPose(undone), a.inverse(), METRES);
  }

  @Property
  void aPoseInThePlaneMovesPointsAsItsTransformDoes(
      @ForAll(supplier = Motions.InThePlane.class) Pose2 pose,
      @ForAll(supplier = Motions.Points.class) double[] p) {
    Point2D_F64 there =
        SePointOps_F64.transform(
            GeoRegression.toSe2(pose), new Point2D_F64(p[0], p[1]), new Point2D_F64());
    double[] here = pose.transform(p[0], p[1]);
    assertThat(there.distance(here[0], here[1])).isLessThan(METRES);
  }

  @Property
  void aPoseInThePlaneComesBack(@ForAll(supplier = Motions.InThePlane.class) Pose2 pose) {
    Pose2 back = GeoRegression.toPose(GeoRegression.toSe2(pose));
    assertThat(back.x()).isEqualTo(pose.x());
    assertThat(back.y()).isEqualTo(pose.y());
    assertThat(Pose2.of(0, 0, back.heading() - pose.heading()).heading())
        .isCloseTo(0, within(RADIANS));
  }

  @Property
  void aQuaternionComesBackBitForBitAndHasTheSameMatrix(
      @ForAll(supplier = Motions.InSpace.class) Pose3 pose) {
    Quaternion_F64 q = GeoRegression.toQuaternion(pose.rotation());
    assertThat(GeoRegression.toRotation(q)).isEqualTo(pose.rotation());
    DMatrixRMaj there = ConvertRotation3D_F64.quaternionToMatrix(q, null);
    double[] here = pose.rotation().matrix();
    for (int i = 0; i < 9; i++) {
      assertThat(there.data[i]).isCloseTo(here[i], within(RADIANS));
    }
  }

  @Test
  void aQuaternionOfAnyLengthAndSignIsTheSameRotation() {
    Rotation3 rotation = Rotation3.ofRollPitchYaw(0.1, 0.2, 0.3);
    var q =
        new Quaternion_F64(
            -2 * rotation.w(), -2 * rotation.x(), -2 * rotation.y(), -2 * rotation.z());
    assertThat(GeoRegression.toRotation(q).angularDistance(rotation)).isLessThan(1e-15);
  }

  @Test
  void aTransformThatIsTakenStaysTheCallers() {
    Se3_F64 transform = GeoRegression.toSe3(Pose3.of(1, 2, 3, Rotation3.identity()));
    Pose3 pose = GeoRegression.toPose(transform);
    transform.T.x = 42;
    transform.R.data[0] = 42;
    assertThat(pose).isEqualTo(Pose3.of(1, 2, 3, Rotation3.identity()));
  }

  @Test
  void listsGoByStreams() {
    List<Pose3> poses = List.of(Pose3.identity(), Pose3.of(1, 2, 3, Rotation3.identity()));
    List<Se3_F64> there = poses.stream().map(GeoRegression::toSe3).toList();
    assertThat(there.stream().map(GeoRegression::toPose).toList()).isEqualTo(poses);
    List<Pose2> plane = List.of(Pose2.identity(), Pose2.of(1, 2, 0));
    List<Se2_F64> flat = plane.stream().map(GeoRegression::toSe2).toList();
    assertThat(flat.stream().map(GeoRegression::toPose).toList()).isEqualTo(plane);
  }

  @Test
  void pointsKeepTheirCoordinates() {
    Point flat = Point.of(1, 2);
    Point point = Point.of(1, 2, 3);
    assertThat(GeoRegression.toPoint(GeoRegression.toPoint2(flat))).isEqualTo(flat);
    assertThat(GeoRegression.toPoint(new Vector2D_F64(1, 2))).isEqualTo(flat);
    assertThat(GeoRegression.toPoint(GeoRegression.toPoint3(point))).isEqualTo(point);
    assertThat(GeoRegression.toPoint(GeoRegression.toVector3(point))).isEqualTo(point);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GeoRegression.toPoint2(point))
        .withMessage("Point[1.0, 2.0, 3.0] has 3 coordinates, not 2");
    assertThatIllegalArgumentException().isThrownBy(() -> GeoRegression.toPoint3(flat));
    assertThatIllegalArgumentException().isThrownBy(() -> GeoRegression.toVector3(flat));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void whatIsNotFiniteIsRefusedByName(double bad) {
    var se3 = new Se3_F64();
    se3.T.y = bad;
    assertRefused(() -> GeoRegression.toPose(se3), "translation must be finite");
    se3.T.y = 0;
    se3.R.data[4] = bad;
    assertRefused(() -> GeoRegression.toPose(se3), "rotation matrix must be finite");
    assertRefused(() -> GeoRegression.toPose(new Se2_F64(0, bad, 0)), "must be finite");
    assertRefused(() -> GeoRegression.toPose(new Se2_F64(0, 0, bad)), "no angle has cosine NaN");
    assertRefused(
        () -> GeoRegression.toRotation(new Quaternion_F64(1, 0, bad, 0)), "must be finite");
    assertRefused(() -> GeoRegression.toPoint(new Point3D_F64(0, 0, bad)), "must be finite");
    assertRefused(() -> GeoRegression.toPoint(new Point2D_F64(bad, 0)), "must be finite");
  }

  @Test
  void whatIsNoRotationIsRefused() {
    var zero = new Se3_F64();
    zero.zero();
    assertRefused(() -> GeoRegression.toPose(zero), "rotation");
    var mirror = new Se3_F64();
    mirror.R.data[0] = -1;
    assertRefused(() -> GeoRegression.toPose(mirror), "reflection");
    var scaled = new Se3_F64();
    scaled.R.data[8] = 2;
    assertRefused(() -> GeoRegression.toPose(scaled), "rotation");
    assertRefused(
        () -> GeoRegression.toPose(new Se2_F64(0, 0, 2, 0)),
        "no angle has cosine 2.0 and sine 0.0");
    assertRefused(() -> GeoRegression.toRotation(new Quaternion_F64(0, 0, 0, 0)), "zero");
  }

  private static void assertRefused(Runnable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call::run).withMessageContaining(message);
  }
}
