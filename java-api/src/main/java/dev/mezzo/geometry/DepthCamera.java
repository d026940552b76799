package dev.mezzo.geometry;

/**
 * A camera that measures depth with every pixel, as RGB-D and time-of-flight cameras do: (u, v) of
 * any camera, and the distance along its optical axis as the third number.
 *
 * <p>Parameters, frame and the treatment of points behind the camera are those of the camera
 * within; the depth of what is behind is negative. Immutable, safe for use by several threads.
 *
 * @param camera measures (u, v) and looks along +z
 */
public record DepthCamera(CameraModel camera) implements CameraModel {
  /**
   * Any camera of dimension 2.
   *
   * @throws IllegalArgumentException if its dimension is another, or it looks along -z
   */
  public DepthCamera {
    if (camera.dimension() != 2 || !camera.isInFront(0, 0, 1)) {
      throw new IllegalArgumentException(
          "a camera that measures (u, v) and looks along +z is needed, not " + camera);
    }
  }

  @Override
  public int parameters() {
    return camera.parameters();
  }

  @Override
  public int dimension() {
    return 3;
  }

  @Override
  public void project(double x, double y, double z, double[] k, int kAt, double[] out, int at) {
    camera.project(x, y, z, k, kAt, out, at);
    out[at + 2] = z;
  }

  @Override
  public void linearize(
      double x,
      double y,
      double z,
      double[] k,
      int kAt,
      double[] out,
      int at,
      int byPointAt,
      int byIntrinsicsAt) {
    camera.linearize(x, y, z, k, kAt, out, at, byPointAt, byIntrinsicsAt);
    out[at + 2] = z;
    out[byPointAt + 6] = 0;
    out[byPointAt + 7] = 0;
    out[byPointAt + 8] = 1;
    if (byIntrinsicsAt >= 0) {
      int row = byIntrinsicsAt + 2 * camera.parameters();
      for (int i = 0; i < camera.parameters(); i++) {
        out[row + i] = 0;
      }
    }
  }

  @Override
  public boolean unproject(
      double[] measured, int measuredAt, double[] k, int kAt, double[] out, int at) {
    return camera.unproject(measured, measuredAt, k, kAt, out, at);
  }

  @Override
  public boolean isInFront(double x, double y, double z) {
    return camera.isInFront(x, y, z);
  }
}
