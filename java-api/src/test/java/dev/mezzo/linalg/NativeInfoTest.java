package dev.mezzo.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The library says what it is, and its kernel families give the same results up to rounding. */
class NativeInfoTest {
  private final String atFirst = NativeInfo.kernel();

  @AfterEach
  void restore() {
    NativeInfo.selectKernel(atFirst);
  }

  @Test
  void saysWhatItIs() {
    assertThat(NativeInfo.version()).matches("\\d+\\.\\d+\\.\\d+");
    assertThat(NativeInfo.libraries()).anyMatch(line -> line.startsWith("CHOLMOD "));
    assertThat(Files.isRegularFile(NativeInfo.libraryPath())).isTrue();
    assertThat(NativeInfo.cpuFeatures()).isNotNull();
  }

  @Test
  void thePortableFamilyIsAlwaysThereAndTheBestSupportedOneIsChosen() {
    List<NativeInfo.KernelFamily> families = NativeInfo.kernels();
    assertThat(families).contains(new NativeInfo.KernelFamily("portable", "", true));
    assertThat(atFirst)
        .isEqualTo(
            families.stream().filter(NativeInfo.KernelFamily::supported).toList().getLast().name());
  }

  @Test
  void aFamilyCanBeChosenByName() {
    NativeInfo.selectKernel("portable");
    assertThat(NativeInfo.kernel()).isEqualTo("portable");
    assertThat(NativeInfo.kernelReason()).isEqualTo("chosen by the program");
  }

  @Test
  void aFamilyIsSupportedWhereTheProcessorHasWhatItNeeds() {
    List<String> features = List.of(NativeInfo.cpuFeatures().split(" "));
    for (NativeInfo.KernelFamily family : NativeInfo.kernels()) {
      List<String> needs =
          family.needs().isEmpty() ? List.of() : List.of(family.needs().split(" "));
      assertThat(features.containsAll(needs)).as(family.name()).isEqualTo(family.supported());
    }
  }

  @Test
  void anUnknownFamilyIsRefusedAndTheChoiceStays() {
    assertThatIllegalArgumentException().isThrownBy(() -> NativeInfo.selectKernel("altivec"));
    assertThat(NativeInfo.kernel()).isEqualTo(atFirst);
  }

  @Test
  void aFamilyThatThisMachineCannotRunIsRefusedAndTheChoiceStays() {
    for (NativeInfo.KernelFamily family : NativeInfo.kernels()) {
      if (!family.supported()) {
        assertThatThrownBy(() -> NativeInfo.selectKernel(family.name()))
            .isInstanceOf(UnsupportedOperationException.class);
        assertThat(NativeInfo.kernel()).isEqualTo(atFirst);
      }
    }
  }

  @Test
  void everyFamilySolvesAsThePortableOneDoes() {
    for (Precision precision : Precision.values()) {
      NativeInfo.selectKernel("portable");
      double[] reference = solution(precision);
      for (NativeInfo.KernelFamily family : NativeInfo.kernels()) {
        if (family.supported()) {
          NativeInfo.selectKernel(family.name());
          assertThat(Dense.relativeError(solution(precision), reference))
              .as("%s, %s", family.name(), precision)
              .isLessThan(precision == Precision.DOUBLE ? 1e-12 : 1e-5);
        }
      }
    }
  }

  /** A few iterations through products, factorisation, rounding and triangular solves. */
  private static double[] solution(Precision precision) {
    try (Arena arena = Arena.ofConfined()) {
      var problem = BlockProblem.chain(60, 6, 25, 1);
      var structure = problem.structure(arena);
      var matrix = problem.matrix(arena, structure);
      var scale = new Vector(arena, Precision.DOUBLE, structure.columns());
      double maxAbs = matrix.columnScale(scale);
      boolean isFactorOnly = precision == Precision.BLOCK16;
      var stored =
          new BlockSparseMatrix(arena, structure, isFactorOnly ? Precision.SINGLE : precision);
      stored.store(matrix, scale, maxAbs, new Rounding(arena));
      var hessian =
          new BlockHessian(arena, structure, structure.order(JacobianStructure.Ordering.AMD));
      hessian.assemble(matrix, scale);
      var factor = IncompleteCholesky.create(arena, hessian, IncompleteCholesky.COMPLETE, 0);
      factor.factor(hessian, 0.1);
      factor.store(precision);
      Precision vectors = NativeTypes.vectorsOf(precision);
      var cgnr = new Cgnr(arena, structure.columns(), structure.rows(), vectors, vectors);
      cgnr.start(Dense.vector(arena, Precision.DOUBLE, Dense.random(problem.columns(), 2)), 1);
      var limits = new Cgnr.Limits();
      limits.maxIterations = 4;
      limits.tolerance = 0;
      cgnr.run(stored, 0.1, factor, limits);
      return Dense.array(cgnr.solution());
    }
  }
}
