package dev.mezzo.geometry;

/**
 * How a camera sees: from a point in its frame and a few intrinsic parameters to measured numbers,
 * pixels mostly.
 *
 * <p>The camera looks along +z, x points right and y down in the image, as in OpenCV, unless a
 * model says otherwise; coordinates are in metres, or whatever unit the map has. The parameters are
 * passed with every call, as a range of an array, so that one model serves many cameras and an
 * optimiser may move them.
 *
 * <p><b>Every point has a projection.</b> For finite coordinates and parameters of usual size the
 * numbers are finite, whatever the point: behind the camera, in the camera's plane, at its centre,
 * or as far away as numbers go. Each model says what it takes these to be. {@link #isInFront} tells
 * whether a camera can see the point at all.
 *
 * <p>Models are immutable and without state, safe for use by several threads; {@link #project} and
 * {@link #linearize} allocate nothing and check nothing but array bounds.
 */
public interface CameraModel {

  /**
   * Number of intrinsic parameters.
   *
   * @return at least 1
   */
  int parameters();

  /**
   * Number of measured numbers.
   *
   * @return 2 for (u, v) in pixels; 3 if there is a third, as of a stereo camera
   */
  int dimension();

  /**
   * Writes what the camera measures of a point.
   *
   * @param x first coordinate in the frame of the camera
   * @param y second coordinate
   * @param z third coordinate
   * @param k holds the intrinsic parameters
   * @param kAt where they begin in {@code k}
   * @param out receives {@link #dimension()} numbers
   * @param at where they begin in {@code out}
   */
  void project(double x, double y, double z, double[] k, int kAt, double[] out, int at);

  /**
   * Writes what the camera measures of a point, and its derivatives.
   *
   * @param x first coordinate in the frame of the camera
   * @param y second coordinate
   * @param z third coordinate
   * @param k holds the intrinsic parameters
   * @param kAt where they begin in {@code k}
   * @param out receives all numbers; may be {@code k} if the ranges are apart
   * @param at where the {@link #dimension()} measured numbers begin in {@code out}
   * @param byPointAt where the Jacobian by (x, y, z) begins: row-major, dimension x 3
   * @param byIntrinsicsAt where the Jacobian by the parameters begins: row-major, dimension x
   *     {@link #parameters()}; negative if it is not wanted
   */
  void linearize(
      double x,
      double y,
      double z,
      double[] k,
      int kAt,
      double[] out,
      int at,
      int byPointAt,
      int byIntrinsicsAt);

  /**
   * Writes the direction in which something was seen: a vector of length 1 in the frame of the
   * camera, whose projection is (u, v). Third numbers, as of stereo cameras, are not looked at.
   *
   * @param measured holds what the camera measured
   * @param measuredAt where that begins in {@code measured}
   * @param k holds the intrinsic parameters
   * @param kAt where they begin in {@code k}
   * @param out receives three numbers
   * @param at where they begin in {@code out}
   * @return whether there is such a direction; where distortion is a polynomial, nothing may be
   *     projected beyond some distance from the centre
   */
  boolean unproject(double[] measured, int measuredAt, double[] k, int kAt, double[] out, int at);

  /**
   * Whether a camera can see a point there, its field of view aside.
   *
   * @param x first coordinate in the frame of the camera
   * @param y second coordinate
   * @param z third coordinate
   * @return true in front of the camera
   */
  boolean isInFront(double x, double y, double z);

  /**
   * Throws unless these can be the parameters of such a camera.
   *
   * @param intrinsics {@link #parameters()} finite numbers
   * @throws IllegalArgumentException if their number is another, or one is not finite
   */
  default void requireIntrinsics(double... intrinsics) {
    if (intrinsics.length != parameters()) {
      throw new IllegalArgumentException(
          getClass().getSimpleName()
              + " has "
              + parameters()
              + " intrinsic parameters, not "
              + intrinsics.length);
    }
    Finite.require("intrinsic parameters", intrinsics);
  }
}
