package dev.mezzo.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.linalg.JacobianStructure.Ordering;
import dev.mezzo.slam.PoseGraph;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Covariances are blocks of the inverse, whatever the problem and its elimination order. */
class CovarianceTest {

  /** Variables of 1 to 6 dimensions in units that differ by up to 1e6, some of them fixed. */
  static Problem mixed(long seed) {
    var random = new SplittableRandom(seed);
    var problem = new Problem();
    double[] unit = new double[24];
    int[] dimensions = new int[unit.length];
    for (int v = 0; v < unit.length; v++) {
      unit[v] = Math.pow(10, random.nextDouble(-3, 3));
      dimensions[v] = 1 + v % 6;
      problem.addVariable(Manifold.euclidean(dimensions[v]), new double[dimensions[v]]);
      problem.setFixed(v, v % 11 == 5);
    }
    for (int f = 0; f < 4 * unit.length; f++) {
      int[] variables = random.ints(0, unit.length).distinct().limit(1 + f % 3).toArray();
      int rows = 1 + f % 4;
      double[][] blocks = new double[variables.length][];
      for (int k = 0; k < variables.length; k++) {
        double scale = unit[variables[k]];
        int values = rows * dimensions[variables[k]];
        blocks[k] = random.doubles(values, -scale, scale).toArray();
      }
      problem.addFactor(new Linear(rows, variables, blocks));
    }
    return problem;
  }

  static Stream<Problem> problems() {
    return Stream.of(
        mixed(1),
        mixed(2),
        optimized(Problems.town(60, 0.1, 3), LossFunction.NONE),
        optimized(Problems.tower(50, 0.1, 4), LossFunction.NONE),
        optimized(Problems.tower(50, 0.3, 5), LossFunction.cauchy(1)),
        Problems.ranges(0.5, 6));
  }

  private static Problem optimized(PoseGraph<?> graph, LossFunction loss) {
    Problem problem = graph.toProblem(loss);
    Optimizer.builder().build().optimize(problem);
    return problem;
  }

  @ParameterizedTest
  @MethodSource("problems")
  void blocksAreThoseOfTheInverse(Problem problem) {
    int[] at = DenseInformation.columns(problem);
    double[][] inverse = DenseInformation.inverse(DenseInformation.of(problem));
    try (var covariance = new Covariance(problem)) {
      for (int a = 0; a < problem.variables(); a++) {
        for (int b = 0; b < problem.variables(); b += 3) {
          assertBlock(covariance.between(a, b), problem, a, b, at, inverse);
        }
        assertBlock(covariance.of(a), problem, a, a, at, inverse);
      }
    }
  }

  /** Relative to the standard deviations of row and column. */
  private static void assertBlock(
      double[] block, Problem problem, int a, int b, int[] at, double[][] inverse) {
    int rows = problem.manifold(a).tangentDimension();
    int width = problem.manifold(b).tangentDimension();
    assertThat(block).hasSize(rows * width);
    if (problem.isFixed(a) || problem.isFixed(b)) {
      assertThat(block).containsOnly(0);
      return;
    }
    for (int i = 0; i < block.length; i++) {
      int r = at[a] + i / width;
      int c = at[b] + i % width;
      double scale = Math.sqrt(inverse[r][r] * inverse[c][c]);
      assertThat(block[i]).isCloseTo(inverse[r][c], within(1e-9 * scale));
    }
  }

  @ParameterizedTest
  @MethodSource("problems")
  void theJointCovarianceIsSymmetricPositiveDefiniteAndMadeOfTheBlocks(Problem problem) {
    int[] chosen =
        IntStream.range(4, problem.variables())
            .filter(v -> v % 4 == 2 && !problem.isFixed(v))
            .toArray();
    try (var covariance = new Covariance(problem)) {
      double[] joint = covariance.joint(chosen);
      int n = (int) Math.sqrt(joint.length);
      int row = 0;
      for (int a : chosen) {
        int column = 0;
        for (int b : chosen) {
          double[] block = covariance.between(a, b);
          int width = problem.manifold(b).tangentDimension();
          for (int i = 0; i < block.length; i++) {
            assertThat(joint[(row + i / width) * n + column + i % width]).isEqualTo(block[i]);
          }
          column += width;
        }
        row += problem.manifold(a).tangentDimension();
      }
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          assertThat(joint[i * n + j]).isEqualTo(joint[j * n + i]);
        }
      }
      assertThat(smallestPivot(joint, n)).isPositive();
    }
  }

  /** Of Gaussian elimination. */
  private static double smallestPivot(double[] matrix, int n) {
    double[] a = matrix.clone();
    double smallest = Double.POSITIVE_INFINITY;
    for (int p = 0; p < n; p++) {
      smallest = Math.min(smallest, a[p * n + p]);
      for (int i = p + 1; i < n; i++) {
        double factor = a[i * n + p] / a[p * n + p];
        for (int j = p; j < n; j++) {
          a[i * n + j] -= factor * a[p * n + j];
        }
      }
    }
    return smallest;
  }

  @ParameterizedTest
  @MethodSource("problems")
  void theEliminationOrderDoesNotMatter(Problem problem) {
    try (var natural = new Covariance(problem, Ordering.NATURAL);
        var amd = new Covariance(problem, Ordering.AMD)) {
      for (int v = 0; v < problem.variables(); v++) {
        double[] expected = natural.of(v);
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(amd.of(v)).containsExactly(expected, within(1e-9 * largest));
      }
    }
  }

  @Test
  void aRandomWalkSpreadsWithItsLength() {
    var problem = Linear.walk(300, 0.25);
    problem.setFixed(0, true);
    try (var covariance = new Covariance(problem)) {
      for (int k = 0; k < 300; k += 23) {
        assertThat(covariance.of(k)[0]).isCloseTo(0.0625 * k, within(1e-11 * k));
        assertThat(covariance.between(k, 150)[0])
            .isCloseTo(0.0625 * Math.min(k, 150), within(1e-9));
      }
      double[] sinceThen =
          covariance.propagate(1, new int[] {100, 140}, new double[] {-1}, new double[] {1});
      assertThat(sinceThen[0]).isCloseTo(0.0625 * 40, within(1e-9));
    }
  }

  @Test
  void aFunctionOfVariablesHasTheCovarianceThatItsJacobianPropagates() {
    Problem problem = mixed(7);
    int[] variables = {8, 5, 14, 8}; // of 3, 6, 3, 3 dimensions; 5 is fixed, 8 named twice
    var random = new SplittableRandom(8);
    double[][] jacobians = new double[4][];
    for (int k = 0; k < 4; k++) {
      int d = problem.manifold(variables[k]).tangentDimension();
      jacobians[k] = random.doubles(2L * d, -1, 1).toArray();
    }
    try (var covariance = new Covariance(problem)) {
      double[] joint = covariance.joint(variables);
      double[] expected = new double[4];
      int[] at = {0, 3, 9, 12};
      for (int entry = 0; entry < 4 * 15 * 15; entry++) {
        int k = entry / (15 * 15);
        int row = entry / 15 % 15;
        int column = entry % 15;
        expected[k] +=
            entryOf(jacobians, at, k / 2, row)
                * joint[row * 15 + column]
                * entryOf(jacobians, at, k % 2, column);
      }
      double[] propagated = covariance.propagate(2, variables, jacobians);
      assertThat(propagated).containsExactly(expected, within(1e-10 * expected[0]));
    }
  }

  private static double entryOf(double[][] jacobians, int[] at, int row, int column) {
    int k = 3;
    while (at[k] > column) {
      k--;
    }
    return jacobians[k][row * jacobians[k].length / 2 + column - at[k]];
  }

  @Test
  void theSameQuestionGetsTheSameBits() {
    Problem problem = Problems.tower(60, 0.1, 9).toProblem(LossFunction.NONE);
    try (var first = new Covariance(problem);
        var second = new Covariance(problem)) {
      double[] before = first.of(30);
      assertThat(second.joint(7, 41)).hasSize(144);
      assertThat(second.of(30)).containsExactly(before);
      assertThat(first.of(30)).containsExactly(before);
      double[] block = first.between(12, 40);
      double[] transposed = second.between(40, 12);
      for (int i = 0; i < 36; i++) {
        assertThat(block[i]).isEqualTo(transposed[i % 6 * 6 + i / 6]);
      }
    }
  }

  @Test
  void laterChangesOfTheProblemAreNotSeen() {
    Problem problem = Problems.town(30, 0.1, 10).toProblem(LossFunction.NONE);
    try (var covariance = new Covariance(problem)) {
      double[] before = covariance.of(20);
      problem.setState(20, 100, 100, 1);
      problem.setFixed(20, true);
      problem.addVariable(Manifold.euclidean(1), 0);
      assertThat(covariance.of(20)).containsExactly(before);
    }
  }

  @Test
  void aLongDriveFromAFixedPoseIsDetermined() {
    Problem problem = Problems.longChain(4000, 1e-12, 14).toProblem(LossFunction.NONE);
    try (var amd = new Covariance(problem);
        var natural = new Covariance(problem, Ordering.NATURAL)) {
      double[] expected = natural.of(3000);
      double heading = 3000 / 1e6; // as many steps, each of information 1e6
      assertThat(expected[8]).isCloseTo(heading, within(1e-5 * heading));
      double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
      assertThat(amd.of(3000)).containsExactly(expected, within(1e-5 * largest));
    }
  }
}
