package dev.mezzo.study.profile;

import dev.mezzo.linalg.BlockHessian;
import dev.mezzo.linalg.IncompleteCholesky;
import dev.mezzo.linalg.JacobianStructure;
import dev.mezzo.linalg.JacobianStructure.Ordering;
import dev.mezzo.linalg.LandmarkElimination;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;

/**
 * What a solve works on, counted in the structures that the solver makes of the problem.
 *
 * @param kind what factors and variables are
 * @param factors how many
 * @param poses estimated ones
 * @param landmarks estimated ones
 * @param rows of the Jacobian
 * @param columns of the Jacobian
 * @param entries scalars of the Jacobian
 * @param kept scalars of the Jacobian in columns of poses, where landmarks are eliminated; else 0
 * @param pairs products of blocks in the reduced Hessian, where landmarks are eliminated; else 0
 * @param hessianFlops of assembling the Hessian
 * @param factorFlops of a factorisation
 * @param factorEntries scalars of the factor
 * @param diagonal those of its diagonal blocks
 */
record Sizes(
    Kind kind,
    long factors,
    long poses,
    long landmarks,
    long rows,
    long columns,
    long entries,
    long kept,
    long pairs,
    double hessianFlops,
    double factorFlops,
    double factorEntries,
    double diagonal) {

  /**
   * Factors and variables of a problem. Operations are additions, multiplications, divisions, roots
   * and trigonometric functions of double precision, counted in the bytecode of a run.
   */
  enum Kind {
    /** Pixels of a pinhole camera that is known. */
    PINHOLE(6, 2, 128, 68, 135),
    /** Pixels of a camera of BAL that is known. */
    BAL(6, 2, 150, 74, 135),
    /** Edges between poses of the plane. */
    PLANE(3, 3, 79, 29, 30),
    /** Edges between poses of space. */
    SPACE(6, 6, 639, 147, 135);

    /** Degrees of freedom of a pose. */
    final int pose;

    /** Rows of a factor. */
    final int rows;

    /** Operations for its residual and Jacobian. */
    final int jacobianFlops;

    /** Operations for its residual alone. */
    final int residualFlops;

    /** Operations to move a pose. */
    final int retractFlops;

    Kind(int pose, int rows, int jacobianFlops, int residualFlops, int retractFlops) {
      this.pose = pose;
      this.rows = rows;
      this.jacobianFlops = jacobianFlops;
      this.residualFlops = residualFlops;
      this.retractFlops = retractFlops;
    }
  }

  private static final int LANDMARK = LandmarkElimination.LANDMARK_DIMENSION;

  /** Which factor is made. */
  enum Fill {
    /** All of it. */
    COMPLETE,
    /** In the pattern of the Hessian. */
    NONE,
    /** Diagonal blocks only. */
    DIAGONAL
  }

  /**
   * Of a pose graph.
   *
   * @param kind PLANE or SPACE
   * @param poses how many, held ones included
   * @param held which of them are
   * @param from of each edge, index of a pose
   * @param to of each edge
   * @param fill of the factor
   */
  static Sizes ofGraph(Kind kind, int poses, boolean[] held, int[] from, int[] to, Fill fill) {
    return of(kind, poses, held, 0, from, to, fill, false);
  }

  /**
   * Of a bundle.
   *
   * @param kind PINHOLE or BAL
   * @param keyframes how many, held ones included
   * @param held which of them are
   * @param landmarks how many
   * @param by of each observation, index of a keyframe
   * @param of of each observation, index of a landmark
   * @param fill of the factor, if landmarks are not eliminated
   * @param eliminated whether they are; the reduced system's factor is complete
   */
  static Sizes ofBundle(
      Kind kind,
      int keyframes,
      boolean[] held,
      int landmarks,
      int[] by,
      int[] of,
      Fill fill,
      boolean eliminated) {
    int[] shifted = Arrays.stream(of).map(landmark -> keyframes + landmark).toArray();
    return of(kind, keyframes, held, landmarks, by, shifted, fill, eliminated);
  }

  private static Sizes of(
      Kind kind,
      int poses,
      boolean[] held,
      int landmarks,
      int[] from,
      int[] to,
      Fill fill,
      boolean eliminated) {
    int[] variable = new int[poses + landmarks];
    int count = 0;
    for (int v = 0; v < variable.length; v++) {
      variable[v] = v < poses && held[v] ? -1 : count++;
    }
    int freePoses = count - landmarks;
    int[] dimensions = new int[count];
    Arrays.fill(dimensions, 0, freePoses, kind.pose);
    Arrays.fill(dimensions, freePoses, count, LANDMARK);
    // Factors of two estimated variables, then those of one: of a pose, of a landmark.
    int[] blocks = new int[2 * from.length];
    int both = 0;
    for (int f = 0; f < from.length; f++) {
      if (variable[from[f]] >= 0 && variable[to[f]] >= 0) {
        blocks[2 * both] = variable[from[f]];
        blocks[2 * both + 1] = variable[to[f]];
        both++;
      }
    }
    int at = 2 * both;
    for (int f = 0; f < from.length; f++) {
      if ((variable[from[f]] < 0) != (variable[to[f]] < 0)) {
        blocks[at++] = Math.max(variable[from[f]], variable[to[f]]);
      }
    }
    int singles = at - 2 * both;
    List<JacobianStructure.Group> groups =
        singles == 0
            ? List.of(new JacobianStructure.Group(kind.rows, 2, both))
            : List.of(
                new JacobianStructure.Group(kind.rows, 2, both),
                new JacobianStructure.Group(kind.rows, 1, singles));
    int second = landmarks > 0 ? LANDMARK : kind.pose;
    double hessian =
        2.0
            * kind.rows
            * (both * (double) (kind.pose * (kind.pose + second) + second * second)
                + singles * (double) second * second);
    try (Arena arena = Arena.ofConfined()) {
      var structure = new JacobianStructure(arena, dimensions, groups, Arrays.copyOf(blocks, at));
      double diagonal = freePoses * (double) (kind.pose * kind.pose);
      if (eliminated) {
        boolean[] isLandmark = new boolean[count];
        Arrays.fill(isLandmark, freePoses, count, true);
        var elimination = new LandmarkElimination(arena, structure, isLandmark);
        var factor =
            IncompleteCholesky.create(
                arena,
                new BlockHessian(arena, elimination, Ordering.AUTO),
                IncompleteCholesky.COMPLETE,
                0);
        return new Sizes(
            kind,
            from.length,
            freePoses,
            landmarks,
            structure.rows(),
            structure.columns(),
            structure.values(),
            (long) kind.rows * kind.pose * both,
            elimination.pairs(),
            0,
            factor.flops(),
            factor.values(),
            diagonal);
      }
      diagonal += landmarks * (double) (LANDMARK * LANDMARK);
      double factorFlops =
          (freePoses * Math.pow(kind.pose, 3) + landmarks * Math.pow(LANDMARK, 3)) / 3;
      double factorEntries = diagonal;
      if (fill != Fill.DIAGONAL) {
        var hessianOf = new BlockHessian(arena, structure, structure.order(Ordering.AUTO));
        int level = fill == Fill.NONE ? 0 : IncompleteCholesky.COMPLETE;
        var factor = IncompleteCholesky.create(arena, hessianOf, level, 0);
        factorFlops = factor.flops();
        factorEntries = factor.values();
      }
      return new Sizes(
          kind,
          from.length,
          freePoses,
          landmarks,
          structure.rows(),
          structure.columns(),
          structure.values(),
          0,
          0,
          hessian,
          factorFlops,
          factorEntries,
          diagonal);
    }
  }

  boolean isEliminated() {
    return kept > 0;
  }

  /** Of a forward and a backward solve: each scalar twice, but of diagonal blocks a triangle. */
  double triangularFlops() {
    return 4 * factorEntries - 2 * diagonal;
  }
}
