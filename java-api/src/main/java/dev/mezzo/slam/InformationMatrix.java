package dev.mezzo.slam;

import java.util.Arrays;

/**
 * Information matrix Omega of a measurement: the inverse covariance of its error, symmetric and
 * positive semi-definite. Rows and columns are in tangent order: translation first, then rotation,
 * Pose3 (vx vy vz wx wy wz), Pose2 (vx vy w); metres, radians; for Pose3 the rotation part of the
 * error is the vector part of a quaternion, half the rotation vector (see {@link PoseGraph}).
 * Matrices in {@code double[]} are row-major.
 *
 * <p>Immutable, safe for use by several threads.
 */
public final class InformationMatrix {
  /** Difference of mirrored entries that is put down to rounding, relative to the largest entry. */
  private static final double ASYMMETRY = 1e-9;

  /**
   * Negative eigenvalue that is put down to rounding, relative to the largest. Well above what the
   * eigenvalues of a matrix that {@link #nearestTo} made can have, well below what is left of a
   * singular matrix printed with seven digits.
   */
  private static final double INDEFINITENESS = 1e-12;

  /**
   * Pivot of a Cholesky factorisation, relative to the diagonal entry it is left of, at which the
   * matrix counts as singular. Whatever the units, this is 1 - R^2 of one component given those
   * before it.
   */
  private static final double SINGULARITY = 1e-12;

  private static final String INFORMATION = "information matrix";

  /** Largest entry: beyond, squares of what follows from it would overflow. */
  private static final double LARGEST = 1e150;

  private final int dimension;
  private final double[] matrix;
  private final double[] root;
  private final boolean positiveDefinite;

  /** Takes ownership of a matrix that is exactly symmetric and finite. */
  private InformationMatrix(double[] matrix, int dimension) {
    this.dimension = dimension;
    this.matrix = matrix;
    double[] u = new double[matrix.length];
    positiveDefinite = cholesky(matrix, dimension, u);
    root = positiveDefinite ? u : semidefiniteRoot(matrix, dimension);
  }

  /**
   * The information matrix with these entries.
   *
   * @param rowMajor n x n numbers up to 1e150, n from 1 to 6; mirrored entries may differ by 1e-9
   *     of the largest entry and are averaged
   * @return the matrix
   * @throws IllegalArgumentException if an entry is not finite or larger, the matrix is not
   *     symmetric, or it has an eigenvalue below -1e-12 of its largest; {@link #nearestTo} repairs
   *     the latter
   */
  public static InformationMatrix of(double... rowMajor) {
    int n = dimensionOf(INFORMATION, rowMajor);
    double[] symmetric = symmetrized(INFORMATION, rowMajor, n);
    var information = new InformationMatrix(symmetric, n);
    if (!information.positiveDefinite) {
      var eigen = new SymmetricEigen(symmetric, n);
      if (eigen.smallest() < -INDEFINITENESS * eigen.norm()) {
        throw new IllegalArgumentException(
            "information matrix is indefinite: its eigenvalues reach from "
                + eigen.smallest()
                + " to "
                + eigen.norm());
      }
    }
    return information;
  }

  /**
   * The positive semi-definite matrix that is nearest in the Frobenius norm: negative eigenvalues
   * become zero (Higham, 1988, theorem 2.1).
   *
   * @param rowMajor n x n numbers up to 1e150, n from 1 to 6, symmetric as for {@link #of}
   * @return the matrix itself if {@link #of} takes it, else the nearest one
   * @throws IllegalArgumentException if an entry is not finite or larger, or the matrix is not
   *     symmetric
   */
  public static InformationMatrix nearestTo(double... rowMajor) {
    int n = dimensionOf(INFORMATION, rowMajor);
    double[] symmetric = symmetrized(INFORMATION, rowMajor, n);
    var information = new InformationMatrix(symmetric, n);
    if (information.positiveDefinite) {
      return information;
    }
    var eigen = new SymmetricEigen(symmetric, n);
    if (eigen.smallest() >= -INDEFINITENESS * eigen.norm()) {
      return information;
    }
    double[] projected = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          double value = Math.max(0, eigen.values[k]);
          sum += value * eigen.vectors[i * n + k] * eigen.vectors[j * n + k];
        }
        projected[i * n + j] = sum;
        projected[j * n + i] = sum;
      }
    }
    return new InformationMatrix(projected, n);
  }

  /**
   * The smallest eigenvalue of a symmetric matrix.
   *
   * @param rowMajor n x n numbers up to 1e150, n from 1 to 6, symmetric as for {@link #of}
   * @return zero if {@link #of} takes the matrix as semi-definite although it is below by rounding
   * @throws IllegalArgumentException if an entry is not finite or larger, or the matrix is not
   *     symmetric
   */
  public static double smallestEigenvalue(double... rowMajor) {
    int n = dimensionOf(INFORMATION, rowMajor);
    var eigen = new SymmetricEigen(symmetrized(INFORMATION, rowMajor, n), n);
    double smallest = eigen.smallest();
    return smallest < 0 && smallest >= -INDEFINITENESS * eigen.norm() ? 0 : smallest;
  }

  /**
   * Independent components.
   *
   * @param entries 1 to 6 numbers 1 / sigma^2, not negative; zero where nothing was measured
   * @return the diagonal matrix with these entries
   * @throws IllegalArgumentException if an entry is negative, not finite, or above 1e150
   */
  public static InformationMatrix diagonal(double... entries) {
    int n = entries.length;
    double[] matrix = new double[n * n];
    for (int i = 0; i < n; i++) {
      matrix[i * n + i] = entries[i];
    }
    return of(matrix);
  }

  /**
   * Of a measured pose in the plane, from what its independent errors are like.
   *
   * @param sigmaX standard deviation ahead, metres
   * @param sigmaY standard deviation to the left, metres
   * @param sigmaHeading standard deviation of the heading, radians
   * @return 3 x 3: 1 / sigma^2 on the diagonal
   * @throws IllegalArgumentException if a standard deviation is not a positive number
   */
  public static InformationMatrix forPose2(double sigmaX, double sigmaY, double sigmaHeading) {
    return diagonal(inverseSquare(sigmaX), inverseSquare(sigmaY), inverseSquare(sigmaHeading));
  }

  /**
   * Of a measured pose in space, from what its independent errors are like. The error of a rotation
   * is the vector part of a quaternion, half the rotation vector: so 4 / sigma^2 stands there.
   *
   * @param sigmaX standard deviation along x of the measured pose, metres
   * @param sigmaY standard deviation along y, metres
   * @param sigmaZ standard deviation along z, metres
   * @param sigmaAboutX standard deviation of the rotation about x of the measured pose, radians
   * @param sigmaAboutY standard deviation of the rotation about y, radians
   * @param sigmaAboutZ standard deviation of the rotation about z, radians
   * @return 6 x 6: 1 / sigma^2 and 4 / sigma^2 on the diagonal
   * @throws IllegalArgumentException if a standard deviation is not a positive number
   */
  public static InformationMatrix forPose3(
      double sigmaX,
      double sigmaY,
      double sigmaZ,
      double sigmaAboutX,
      double sigmaAboutY,
      double sigmaAboutZ) {
    return diagonal(
        inverseSquare(sigmaX),
        inverseSquare(sigmaY),
        inverseSquare(sigmaZ),
        4 * inverseSquare(sigmaAboutX),
        4 * inverseSquare(sigmaAboutY),
        4 * inverseSquare(sigmaAboutZ));
  }

  private static double inverseSquare(double sigma) {
    if (!(sigma > 0)) {
      throw new IllegalArgumentException("a standard deviation is a positive number, not " + sigma);
    }
    return 1 / (sigma * sigma);
  }

  /**
   * Unit information.
   *
   * @param n 1 to 6: 3 for Pose2, 6 for Pose3
   * @return the identity
   */
  public static InformationMatrix identity(int n) {
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    return diagonal(ones);
  }

  /**
   * The inverse of a covariance, as {@link PoseGraphCovariance} gives it or a sensor's driver: of d
   * in Z = X &#8862; d, with Z the measurement and X the truth.
   *
   * @param rowMajor n x n numbers up to 1e150 in tangent order, n from 1 to 6, symmetric as for
   *     {@link #of}; metres, radians. Rotations of a 6 x 6 matrix are rotation vectors in full: the
   *     factor of two to the error of measurements in space, which is half of that, is applied here
   * @return the information matrix
   * @throws IllegalArgumentException if an entry is not finite or larger, the matrix is not
   *     symmetric, or not positive definite: what is known exactly has no information matrix, and
   *     what was not measured has no covariance
   */
  public static InformationMatrix ofCovariance(double... rowMajor) {
    int n = dimensionOf("covariance", rowMajor);
    double[] u = new double[n * n];
    if (!cholesky(symmetrized("covariance", rowMajor, n), n, u)) {
      throw new IllegalArgumentException(
          "the covariance is singular or indefinite: " + Arrays.toString(rowMajor));
    }
    double[] inverse = inverseOfUpper(u, n);
    double[] information = new double[n * n]; // U^-1 U^-T
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int k = i; k < n; k++) {
          sum += inverse[i * n + k] * inverse[j * n + k];
        }
        sum *= perError(i, n) * perError(j, n);
        information[i * n + j] = sum;
        information[j * n + i] = sum;
      }
    }
    return of(information);
  }

  /** What a component of the tangent is in units of that of the error. */
  private static double perError(int component, int n) {
    return n == 6 && component >= 3 ? 2 : 1;
  }

  private static double[] inverseOfUpper(double[] u, int n) {
    double[] inverse = new double[n * n];
    for (int j = 0; j < n; j++) {
      for (int i = j; i >= 0; i--) {
        double sum = i == j ? 1 : 0;
        for (int k = i + 1; k <= j; k++) {
          sum -= u[i * n + k] * inverse[k * n + j];
        }
        inverse[i * n + j] = sum / u[i * n + i];
      }
    }
    return inverse;
  }

  /**
   * Number of rows.
   *
   * @return 3 for Pose2, 6 for Pose3
   */
  public int dimension() {
    return dimension;
  }

  /**
   * One entry.
   *
   * @param row from 0
   * @param column from 0
   * @return its value
   */
  public double get(int row, int column) {
    return matrix[row * dimension + column];
  }

  /**
   * All entries.
   *
   * @return row-major n x n, a copy
   */
  public double[] toArray() {
    return matrix.clone();
  }

  /**
   * Whether every direction of the error is measured.
   *
   * @return false if a component is determined by the others but for less than 1e-12 of its
   *     variance, or not measured at all
   */
  public boolean isPositiveDefinite() {
    return positiveDefinite;
  }

  /** U, upper triangular, row-major n x n, with U^T U = Omega. Not to be written. */
  double[] root() {
    return root;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InformationMatrix that && Arrays.equals(matrix, that.matrix);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(matrix);
  }

  /** The entries with all their digits. */
  @Override
  public String toString() {
    return "InformationMatrix" + Arrays.toString(matrix);
  }

  private static int dimensionOf(String what, double[] rowMajor) {
    for (int n = 1; n <= 6; n++) {
      if (rowMajor.length == n * n) {
        return n;
      }
    }
    throw new IllegalArgumentException(
        what + " must have n x n entries with n from 1 to 6, not " + rowMajor.length);
  }

  private static double[] symmetrized(String what, double[] rowMajor, int n) {
    double largest = 0;
    for (double entry : rowMajor) {
      if (!(Math.abs(entry) <= LARGEST)) {
        throw new IllegalArgumentException(what + " holds " + entry);
      }
      largest = Math.max(largest, Math.abs(entry));
    }
    double[] symmetric = rowMajor.clone();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double below = rowMajor[i * n + j];
        double above = rowMajor[j * n + i];
        if (Math.abs(below - above) > ASYMMETRY * largest) {
          throw new IllegalArgumentException(
              "%s is not symmetric: entry (%d, %d) is %s, its mirror image %s"
                  .formatted(what, i, j, below, above));
        }
        symmetric[i * n + j] = 0.5 * below + 0.5 * above;
        symmetric[j * n + i] = symmetric[i * n + j];
      }
    }
    return symmetric;
  }

  /** Writes U with U^T U = Omega; false if a pivot says that Omega is singular or indefinite. */
  private static boolean cholesky(double[] omega, int n, double[] u) {
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        double sum = omega[i * n + j];
        for (int k = 0; k < i; k++) {
          sum -= u[k * n + i] * u[k * n + j];
        }
        if (j > i) {
          u[i * n + j] = sum / u[i * n + i];
        } else if (sum > SINGULARITY * omega[i * n + i]) {
          u[i * n + i] = Math.sqrt(sum);
        } else {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * U of a semi-definite Omega: with S = diag(sqrt(Omega_ii)) and the eigenvectors of S^-1 Omega
   * S^-1 = V L V^T, the triangular factor of sqrt(L) V^T S. The scaling keeps the digits of blocks
   * that are small because of their units.
   */
  private static double[] semidefiniteRoot(double[] omega, int n) {
    double[] scale = new double[n];
    for (int i = 0; i < n; i++) {
      scale[i] = Math.sqrt(Math.max(0, omega[i * n + i]));
    }
    double[] scaled = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double s = scale[i] * scale[j];
        scaled[i * n + j] = s == 0 ? 0 : omega[i * n + j] / s;
      }
    }
    var eigen = new SymmetricEigen(scaled, n);
    double[] u = new double[n * n];
    for (int k = 0; k < n; k++) {
      double length = Math.sqrt(Math.max(0, eigen.values[k]));
      for (int j = 0; j < n; j++) {
        u[k * n + j] = length * eigen.vectors[j * n + k] * scale[j];
      }
    }
    triangularize(u, n);
    return u;
  }

  /** Makes A upper triangular by Givens rotations of its rows, which leave A^T A as it is. */
  private static void triangularize(double[] a, int n) {
    for (int j = 0; j < n; j++) {
      for (int i = j + 1; i < n; i++) {
        double length = Math.hypot(a[j * n + j], a[i * n + j]);
        if (length == 0) {
          continue;
        }
        double c = a[j * n + j] / length;
        double s = a[i * n + j] / length;
        for (int k = j; k < n; k++) {
          double upper = a[j * n + k];
          double lower = a[i * n + k];
          a[j * n + k] = c * upper + s * lower;
          a[i * n + k] = c * lower - s * upper;
        }
        a[i * n + j] = 0;
      }
    }
  }
}
