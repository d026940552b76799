package dev.mezzo.georegression;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import georegression.struct.GeoTuple2D_F64;
import georegression.struct.GeoTuple3D_F64;
import georegression.struct.point.Point2D_F64;
import georegression.struct.point.Point3D_F64;
import georegression.struct.point.Vector3D_F64;
import georegression.struct.se.Se2_F64;
import georegression.struct.se.Se3_F64;
import georegression.struct.so.Quaternion_F64;

/**
 * Poses and points of Mezzo as those of GeoRegression, and back; always copies.
 *
 * <p><b>Frames.</b> A pose takes coordinates of the body to those of the world. As a {@code
 * Se3_F64} that is a {@code bodyToWorld}, in the way GeoRegression and BoofCV name transforms:
 * {@code aToB} takes a point's coordinates in a to those in b. What they call {@code worldToBody}
 * or {@code worldToView} is the inverse: {@code toSe3(pose.inverse())}, {@code
 * toPose(worldToView).inverse()}. Beware of the order of products: {@code a.concat(b, null)} there
 * applies a first, and is {@code b.compose(a)} here.
 *
 * <p>Quaternion order: (x, y, z, w) here, (w, x, y, z) there; both Hamilton. Metres, radians.
 *
 * <p>For lists there are streams: {@code poses.stream().map(GeoRegression::toSe3).toList()}.
 *
 * <p>Safe for use by several threads.
 */
public final class GeoRegression {
  /** How far cos^2 + sin^2 may be from 1, as entries of R^T R may for rotations in space. */
  private static final double SKEW = 0.1;

  private GeoRegression() {}

  /**
   * A pose in space as a transform.
   *
   * @param pose body to world
   * @return the same motion
   */
  public static Se3_F64 toSe3(Pose3 pose) {
    var translation = new Vector3D_F64(pose.x(), pose.y(), pose.z());
    return new Se3_F64(Ejml.toMatrix(pose.rotation()), translation, true);
  }

  /**
   * A transform as a pose in space. Its rotation becomes the nearest one, if the matrix is a
   * rotation but for rounding or slight skew.
   *
   * @param bodyToWorld takes coordinates of the body to those of the world
   * @return the same motion
   * @throws IllegalArgumentException if a number is not finite, or the matrix is far from
   *     orthogonal or a reflection
   */
  public static Pose3 toPose(Se3_F64 bodyToWorld) {
    Vector3D_F64 t = bodyToWorld.T;
    return Pose3.of(t.x, t.y, t.z, Ejml.toRotation(bodyToWorld.R));
  }

  /**
   * A pose in the plane as a transform.
   *
   * @param pose body to world
   * @return the same motion
   */
  public static Se2_F64 toSe2(Pose2 pose) {
    return new Se2_F64(pose.x(), pose.y(), pose.heading());
  }

  /**
   * A transform as a pose in the plane.
   *
   * @param bodyToWorld takes coordinates of the body to those of the world
   * @return the same motion
   * @throws IllegalArgumentException if a number is not finite, or the cosine and sine of the
   *     transform are not of one angle
   */
  public static Pose2 toPose(Se2_F64 bodyToWorld) {
    double c = bodyToWorld.c;
    double s = bodyToWorld.s;
    if (!(Math.abs(c * c + s * s - 1) <= SKEW)) {
      throw new IllegalArgumentException("no angle has cosine " + c + " and sine " + s);
    }
    return Pose2.of(bodyToWorld.T.x, bodyToWorld.T.y, Math.atan2(s, c));
  }

  /**
   * A rotation as a quaternion.
   *
   * @param rotation body to world
   * @return the same rotation, unit, with w &gt;= 0
   */
  public static Quaternion_F64 toQuaternion(Rotation3 rotation) {
    return new Quaternion_F64(rotation.w(), rotation.x(), rotation.y(), rotation.z());
  }

  /**
   * A quaternion as a rotation.
   *
   * @param quaternion of any length and sign
   * @return the same rotation
   * @throws IllegalArgumentException if a component is not finite or all are zero
   */
  public static Rotation3 toRotation(Quaternion_F64 quaternion) {
    return Rotation3.ofQuaternion(quaternion.x, quaternion.y, quaternion.z, quaternion.w);
  }

  /**
   * A point of the plane.
   *
   * @param point of two coordinates
   * @return the same point
   * @throws IllegalArgumentException if it has three
   */
  public static Point2D_F64 toPoint2(Point point) {
    requireDimension(point, 2);
    return new Point2D_F64(point.x(), point.y());
  }

  /**
   * A point of space.
   *
   * @param point of three coordinates
   * @return the same point
   * @throws IllegalArgumentException if it has two
   */
  public static Point3D_F64 toPoint3(Point point) {
    requireDimension(point, 3);
    return new Point3D_F64(point.x(), point.y(), point.z());
  }

  /**
   * A point of space as the vector that leads there.
   *
   * @param point of three coordinates
   * @return the same coordinates
   * @throws IllegalArgumentException if it has two
   */
  public static Vector3D_F64 toVector3(Point point) {
    requireDimension(point, 3);
    return new Vector3D_F64(point.x(), point.y(), point.z());
  }

  /**
   * A point or a vector of the plane.
   *
   * @param tuple {@code Point2D_F64} or {@code Vector2D_F64}
   * @return the same coordinates
   * @throws IllegalArgumentException if one is not finite
   */
  public static Point toPoint(GeoTuple2D_F64<?> tuple) {
    return Point.of(tuple.x, tuple.y);
  }

  /**
   * A point or a vector of space.
   *
   * @param tuple {@code Point3D_F64} or {@code Vector3D_F64}
   * @return the same coordinates
   * @throws IllegalArgumentException if one is not finite
   */
  public static Point toPoint(GeoTuple3D_F64<?> tuple) {
    return Point.of(tuple.x, tuple.y, tuple.z);
  }

  private static void requireDimension(Point point, int dimension) {
    if (point.dimension() != dimension) {
      throw new IllegalArgumentException(
          "%s has %d coordinates, not %d".formatted(point, point.dimension(), dimension));
    }
  }
}
