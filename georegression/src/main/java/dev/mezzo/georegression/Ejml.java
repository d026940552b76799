package dev.mezzo.georegression;

import dev.mezzo.geometry.Rotation3;
import dev.mezzo.slam.InformationMatrix;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Matrices of Mezzo as matrices of EJML, and back; always copies.
 *
 * <p>Matrices in {@code double[]} are row-major. Tangent order of rows and columns: translation
 * first, then rotation: Pose3 (vx vy vz wx wy wz), Pose2 (vx vy w); metres, radians.
 *
 * <p>Safe for use by several threads.
 */
public final class Ejml {
  private Ejml() {}

  /**
   * A matrix in an array, such as a covariance or an adjoint.
   *
   * @param rowMajor its entries
   * @param rows number of its rows
   * @return the matrix
   * @throws IllegalArgumentException if the entries do not fill rows of equal length
   */
  public static DMatrixRMaj toMatrix(double[] rowMajor, int rows) {
    if (rows <= 0 || rowMajor.length % rows != 0) {
      throw new IllegalArgumentException(
          rowMajor.length + " entries do not fill " + rows + " rows");
    }
    return DMatrixRMaj.wrap(rows, rowMajor.length / rows, rowMajor.clone());
  }

  /**
   * The entries of a matrix.
   *
   * @param matrix of any shape
   * @return row-major, as many as rows times columns; matrices of EJML may have longer arrays
   */
  public static double[] toArray(DMatrixRMaj matrix) {
    return Arrays.copyOf(matrix.data, matrix.getNumElements());
  }

  /**
   * The matrix of a rotation.
   *
   * @param rotation body to world
   * @return 3 x 3, takes coordinates of the body to those of the world
   */
  public static DMatrixRMaj toMatrix(Rotation3 rotation) {
    return DMatrixRMaj.wrap(3, 3, rotation.matrix());
  }

  /**
   * The rotation nearest to a matrix that is one but for rounding or slight skew, as {@link
   * Rotation3#ofMatrix} has it.
   *
   * @param matrix 3 x 3, takes coordinates of the body to those of the world
   * @return body to world
   * @throws IllegalArgumentException if the matrix is not 3 x 3, an entry is not finite, or it is
   *     far from orthogonal or a reflection
   */
  public static Rotation3 toRotation(DMatrixRMaj matrix) {
    if (matrix.numRows != 3 || matrix.numCols != 3) {
      throw new IllegalArgumentException("a rotation matrix is 3x3, not " + shape(matrix));
    }
    return Rotation3.ofMatrix(toArray(matrix));
  }

  /**
   * The entries of an information matrix.
   *
   * @param information of any dimension
   * @return a square matrix
   */
  public static DMatrixRMaj toMatrix(InformationMatrix information) {
    return toMatrix(information.toArray(), information.dimension());
  }

  /**
   * The information matrix with the entries of a matrix; for a covariance, there is {@link
   * InformationMatrix#ofCovariance}.
   *
   * @param matrix square, up to 6 x 6; for Pose3 of an error whose rotation is half the rotation
   *     vector
   * @return as {@link InformationMatrix#of} makes it
   * @throws IllegalArgumentException if the matrix is not square, or {@link InformationMatrix#of}
   *     refuses it
   */
  public static InformationMatrix toInformation(DMatrixRMaj matrix) {
    if (matrix.numRows != matrix.numCols) {
      throw new IllegalArgumentException("an information matrix is square, not " + shape(matrix));
    }
    return InformationMatrix.of(toArray(matrix));
  }

  private static String shape(DMatrixRMaj matrix) {
    return matrix.numRows + "x" + matrix.numCols;
  }
}
