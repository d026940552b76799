package dev.mezzo.georegression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.slam.InformationMatrix;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.junit.jupiter.api.Test;

/** Matrices keep their entries, and those that are none of the kind are refused. */
class EjmlTest {
  @Property
  void aRotationIsAnOrthogonalMatrixAndComesBack(
      @ForAll(supplier = Motions.InSpace.class) Pose3 pose) {
    DMatrixRMaj matrix = Ejml.toMatrix(pose.rotation());
    assertThat(MatrixFeatures_DDRM.isOrthogonal(matrix, 1e-14)).isTrue();
    assertThat(CommonOps_DDRM.det(matrix)).isGreaterThan(0);
    assertThat(Ejml.toRotation(matrix).angularDistance(pose.rotation())).isLessThan(1e-14);
  }

  @Test
  void aMatrixIsAsWideAsItsRowsAreLong() {
    double[] entries = {1, 2, 3, 4, 5, 6};
    DMatrixRMaj matrix = Ejml.toMatrix(entries, 2);
    assertThat(matrix.numCols).isEqualTo(3);
    assertThat(matrix.get(1, 0)).isEqualTo(4);
    matrix.set(1, 0, 42);
    assertThat(entries[3]).isEqualTo(4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ejml.toMatrix(entries, 4))
        .withMessage("6 entries do not fill 4 rows");
    assertThatIllegalArgumentException().isThrownBy(() -> Ejml.toMatrix(entries, 0));
  }

  @Test
  void aMatrixWithRoomToGrowGivesWhatItHoldsNow() {
    var matrix = new DMatrixRMaj(10, 10);
    matrix.reshape(2, 2);
    CommonOps_DDRM.setIdentity(matrix);
    assertThat(Ejml.toArray(matrix)).containsExactly(1, 0, 0, 1);
    assertThat(Ejml.toInformation(matrix)).isEqualTo(InformationMatrix.identity(2));
  }

  @Test
  void anInformationMatrixComesBack() {
    var information = InformationMatrix.of(2, 1, 0, 1, 3, 0, 0, 0, 4);
    DMatrixRMaj matrix = Ejml.toMatrix(information);
    assertThat(matrix.get(0, 1)).isEqualTo(1);
    assertThat(Ejml.toInformation(matrix)).isEqualTo(information);
  }

  @Test
  void matricesOfTheWrongKindAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ejml.toRotation(new DMatrixRMaj(2, 3)))
        .withMessage("a rotation matrix is 3x3, not 2x3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ejml.toInformation(new DMatrixRMaj(3, 2)))
        .withMessage("an information matrix is square, not 3x2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ejml.toInformation(CommonOps_DDRM.diag(1, -1)))
        .withMessageContaining("indefinite");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ejml.toInformation(CommonOps_DDRM.diag(1, Double.NaN)))
        .withMessageContaining("NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ejml.toInformation(new DMatrixRMaj(7, 7)))
        .withMessageContaining("n from 1 to 6");
    assertThat(Ejml.toRotation(CommonOps_DDRM.identity(3))).isEqualTo(Rotation3.identity());
  }
}
