package dev.mezzo.geometry;

import java.util.Arrays;

/**
 * A point of the plane or of space: a landmark, or the position of something whose heading does not
 * matter. Coordinates in metres, in the frame that whoever holds the point says. An immutable
 * value.
 */
public final class Point {
  private final double[] coordinates;

  private Point(double... coordinates) {
    Finite.require("point", coordinates);
    this.coordinates = coordinates;
  }

  /**
   * A point of the plane.
   *
   * @param x metres
   * @param y metres
   * @return the point
   * @throws IllegalArgumentException if a number is not finite
   */
  public static Point of(double x, double y) {
    return new Point(x, y);
  }

  /**
   * A point of space.
   *
   * @param x metres
   * @param y metres
   * @param z metres
   * @return the point
   * @throws IllegalArgumentException if a number is not finite
   */
  public static Point of(double x, double y, double z) {
    return new Point(x, y, z);
  }

  /**
   * The point with these coordinates.
   *
   * @param coordinates x, y, or x, y, z, in metres; copied
   * @return the point
   * @throws IllegalArgumentException if there are not 2 or 3 numbers, or one is not finite
   */
  public static Point ofArray(double[] coordinates) {
    if (coordinates.length != 2 && coordinates.length != 3) {
      throw new IllegalArgumentException(
          "a point has 2 or 3 coordinates, not " + coordinates.length);
    }
    return new Point(coordinates.clone());
  }

  /**
   * Number of coordinates.
   *
   * @return 2 or 3
   */
  public int dimension() {
    return coordinates.length;
  }

  /**
   * First coordinate.
   *
   * @return metres
   */
  public double x() {
    return coordinates[0];
  }

  /**
   * Second coordinate.
   *
   * @return metres
   */
  public double y() {
    return coordinates[1];
  }

  /**
   * Third coordinate.
   *
   * @return metres
   * @throws IndexOutOfBoundsException for a point of the plane
   */
  public double z() {
    return coordinates[2];
  }

  /**
   * All coordinates.
   *
   * @return x, y, or x, y, z; a copy
   */
  public double[] toArray() {
    return coordinates.clone();
  }

  /** Same dimension and the same bits. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Point that && Arrays.equals(coordinates, that.coordinates);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(coordinates);
  }

  /** The coordinates with all their digits. */
  @Override
  public String toString() {
    return "Point" + Arrays.toString(coordinates);
  }
}
