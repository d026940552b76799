package dev.mezzo.io;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose2;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.slam.InformationMatrix;

/**
 * How one dialect writes poses, or points, and information matrices of one dimension.
 *
 * <ul>
 *   <li>g2o, plane: x y heading; upper triangle by rows.
 *   <li>TORO, plane: x y heading; 11 12 22 33 13 23.
 *   <li>g2o, points: their coordinates; upper triangle by rows.
 *   <li>g2o, space: x y z, quaternion x y z w; upper triangle by rows, of the error (translation,
 *       vector part of the quaternion).
 *   <li>TORO, space: x y z, roll pitch yaw; upper triangle by rows, of the error (translation,
 *       roll, pitch, yaw). Near zero error, angles are twice the vector part of the quaternion, so
 *       the information on the latter is S Omega S with S = diag(1, 1, 1, 2, 2, 2).
 * </ul>
 *
 * @param <P> Pose2, Pose3 or Point
 */
final class RecordLayout<P> {
  /** Parses a pose that begins at a field. */
  private interface PoseParser<P> {
    P parse(FieldReader in, int at, Findings findings) throws InputException;
  }

  /** Gives the numbers of a pose. */
  private interface PosePrinter<P> {
    double[] print(P pose);
  }

  static final RecordLayout<Pose2> G2O_PLANE =
      new RecordLayout<>(
          "VERTEX_SE2",
          "EDGE_SE2",
          3,
          upperTriangle(3),
          1,
          RecordLayout::pose2,
          RecordLayout::print);

  static final RecordLayout<Pose2> TORO_PLANE =
      new RecordLayout<>(
          "VERTEX2",
          "EDGE2",
          3,
          new int[] {0, 1, 4, 8, 2, 5},
          1,
          RecordLayout::pose2,
          RecordLayout::print);

  static final RecordLayout<Pose3> G2O_SPACE =
      new RecordLayout<>(
          "VERTEX_SE3:QUAT",
          "EDGE_SE3:QUAT",
          7,
          upperTriangle(6),
          1,
          RecordLayout::quaternionPose,
          RecordLayout::printQuaternion);

  static final RecordLayout<Pose3> TORO_SPACE =
      new RecordLayout<>(
          "VERTEX3",
          "EDGE3",
          6,
          upperTriangle(6),
          2,
          RecordLayout::eulerPose,
          RecordLayout::printEuler);

  static final RecordLayout<Point> G2O_POINT_IN_PLANE =
      new RecordLayout<>(
          "VERTEX_XY",
          "EDGE_SE2_XY",
          2,
          upperTriangle(2),
          1,
          (in, at, findings) -> Point.of(in.number(at), in.number(at + 1)),
          Point::toArray);

  static final RecordLayout<Point> G2O_POINT_IN_SPACE =
      new RecordLayout<>(
          "VERTEX_TRACKXYZ",
          "EDGE_SE3_TRACKXYZ",
          3,
          upperTriangle(3),
          1,
          (in, at, findings) -> Point.of(in.number(at), in.number(at + 1), in.number(at + 2)),
          Point::toArray);

  final String vertexTag;
  final String edgeTag;

  /** Numbers of a pose. */
  final int poseFields;

  /** Numbers of an information matrix: where each stands in the row-major matrix. */
  private final int[] places;

  /** What each number of an information matrix is multiplied with, a power of two. */
  private final double[] factors;

  private final int dimension; // of the information matrix
  private final PoseParser<P> parser;
  private final PosePrinter<P> printer;

  private RecordLayout(
      String vertexTag,
      String edgeTag,
      int poseFields,
      int[] places,
      double rotationScale,
      PoseParser<P> parser,
      PosePrinter<P> printer) {
    this.vertexTag = vertexTag;
    this.edgeTag = edgeTag;
    this.poseFields = poseFields;
    this.places = places;
    this.parser = parser;
    this.printer = printer;
    dimension = (int) Math.round(Math.sqrt(2 * places.length + 0.25) - 0.5); // n (n + 1) / 2 places
    factors = new double[places.length];
    for (int k = 0; k < places.length; k++) {
      int row = places[k] / dimension;
      int column = places[k] % dimension;
      factors[k] = (row < 3 ? 1 : rotationScale) * (column < 3 ? 1 : rotationScale);
    }
  }

  /** Numbers of an information matrix. */
  int informationFields() {
    return places.length;
  }

  /** Rows of an information matrix. */
  int informationDimension() {
    return dimension;
  }

  /** The pose whose numbers begin at a field. */
  P pose(FieldReader in, int at, Findings findings) throws InputException {
    return parser.parse(in, at, findings);
  }

  /** The information matrix whose numbers begin at a field, row-major. */
  double[] information(FieldReader in, int at) throws InputException {
    double[] matrix = new double[dimension * dimension];
    for (int k = 0; k < places.length; k++) {
      double value = factors[k] * in.number(at + k);
      int row = places[k] / dimension;
      int column = places[k] % dimension;
      matrix[row * dimension + column] = value;
      matrix[column * dimension + row] = value;
    }
    return matrix;
  }

  /** The numbers of a pose, in the order of the file. */
  double[] numbers(P pose) {
    return printer.print(pose);
  }

  /** The numbers of an information matrix, in the order of the file. */
  double[] numbers(InformationMatrix information) {
    double[] numbers = new double[places.length];
    for (int k = 0; k < places.length; k++) {
      int row = places[k] / dimension;
      int column = places[k] % dimension;
      numbers[k] = information.get(row, column) / factors[k];
    }
    return numbers;
  }

  private static int[] upperTriangle(int n) {
    int[] places = new int[n * (n + 1) / 2];
    int k = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        places[k++] = i * n + j;
      }
    }
    return places;
  }

  private static Pose2 pose2(FieldReader in, int at, Findings findings) throws InputException {
    return Pose2.of(in.number(at), in.number(at + 1), in.number(at + 2));
  }

  private static double[] print(Pose2 pose) {
    return new double[] {pose.x(), pose.y(), pose.heading()};
  }

  private static Pose3 quaternionPose(FieldReader in, int at, Findings findings)
      throws InputException {
    return QuaternionPose.parse(in, at, at + 3, at + 6, findings);
  }

  private static double[] printQuaternion(Pose3 pose) {
    Rotation3 r = pose.rotation();
    return new double[] {pose.x(), pose.y(), pose.z(), r.x(), r.y(), r.z(), r.w()};
  }

  private static Pose3 eulerPose(FieldReader in, int at, Findings findings) throws InputException {
    return Pose3.of(
        in.number(at),
        in.number(at + 1),
        in.number(at + 2),
        Rotation3.ofRollPitchYaw(in.number(at + 3), in.number(at + 4), in.number(at + 5)));
  }

  private static double[] printEuler(Pose3 pose) {
    double[] angles = pose.rotation().rollPitchYaw();
    return new double[] {pose.x(), pose.y(), pose.z(), angles[0], angles[1], angles[2]};
  }
}
