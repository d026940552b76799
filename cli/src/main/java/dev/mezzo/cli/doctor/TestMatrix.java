package dev.mezzo.cli.doctor;

import dev.mezzo.linalg.BlockHessian;
import dev.mezzo.linalg.BlockSparseMatrix;
import dev.mezzo.linalg.IncompleteCholesky;
import dev.mezzo.linalg.JacobianStructure;
import dev.mezzo.linalg.Precision;
import dev.mezzo.linalg.Rounding;
import dev.mezzo.linalg.Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The Jacobian of a made-up pose graph in which each pose is tied to a few of those that follow it,
 * and an incomplete factor of it: the same for the same size, on every machine. Confined to the
 * thread of its arena.
 */
final class TestMatrix {
  private static final int NEIGHBOURS = 4;

  /** Neighbours are at most that far ahead. */
  private static final int REACH = 32;

  /** Added to the diagonal: the incomplete factor exists. */
  private static final double SHIFT = 8;

  /** Scalars are random up to here, and repeat themselves after it. */
  private static final int PERIOD = 8191;

  private final Arena arena;
  private final JacobianStructure structure;
  private final BlockSparseMatrix wide;
  private final Vector scale;
  private final double largest;
  private final BlockHessian hessian;
  private final int factors;

  /**
   * Makes a Jacobian with square blocks.
   *
   * @param arena owns it
   * @param dimension of poses and measurements, 3 or 6
   * @param scalars of the Jacobian, about
   */
  TestMatrix(Arena arena, int dimension, long scalars) {
    this.arena = arena;
    int poses = (int) Math.max(2, scalars / (2L * dimension * dimension * NEIGHBOURS));
    factors = poses * NEIGHBOURS;
    structure =
        new JacobianStructure(
            arena,
            dimensions(poses + REACH, dimension),
            List.of(new JacobianStructure.Group(dimension, 2, factors)),
            blocks(poses));
    wide = new BlockSparseMatrix(arena, structure, Precision.DOUBLE);
    fill(wide.values(), structure.values());
    scale = new Vector(arena, Precision.DOUBLE, structure.columns());
    largest = wide.columnScale(scale);
    hessian =
        new BlockHessian(arena, structure, structure.order(JacobianStructure.Ordering.NATURAL));
    hessian.assemble(wide, scale);
  }

  private static int[] dimensions(int variables, int dimension) {
    var all = new int[variables];
    Arrays.fill(all, dimension);
    return all;
  }

  private static int[] blocks(int poses) {
    var random = new SplittableRandom(1);
    var blocks = new int[2 * poses * NEIGHBOURS];
    int stride = REACH / NEIGHBOURS;
    for (int pose = 0, at = 0; pose < poses; pose++) {
      for (int k = 0; k < NEIGHBOURS; k++) {
        blocks[at++] = pose;
        blocks[at++] = pose + 1 + k * stride + random.nextInt(stride);
      }
    }
    return blocks;
  }

  /** A short piece is made in Java and copied: a JVM that has just begun is slow. */
  private static void fill(MemorySegment values, long count) {
    var random = new SplittableRandom(2);
    long made = Math.min(count, PERIOD);
    for (long i = 0; i < made; i++) {
      values.setAtIndex(ValueLayout.JAVA_DOUBLE, i, 2 * random.nextDouble() - 1);
    }
    while (made < count) {
      long next = Math.min(made, count - made);
      MemorySegment.copy(values, 0, values, made * Double.BYTES, next * Double.BYTES);
      made += next;
    }
  }

  int factors() {
    return factors;
  }

  /** The Jacobian, its columns scaled, in a storage. */
  BlockSparseMatrix stored(Precision precision) {
    if (precision == Precision.DOUBLE) {
      return wide;
    }
    var stored = new BlockSparseMatrix(arena, structure, precision);
    stored.store(wide, scale, largest, new Rounding(arena));
    return stored;
  }

  /** The factor of level 0, in fp64. */
  IncompleteCholesky factor() {
    IncompleteCholesky factor = IncompleteCholesky.create(arena, hessian, 0, 0);
    if (!factor.factor(hessian, SHIFT)) {
      throw new IllegalStateException("a matrix that is positive definite was not factored");
    }
    return factor;
  }

  /** The factor of level 0, stored in a format. */
  IncompleteCholesky factor(Precision storage) {
    IncompleteCholesky factor = factor();
    factor.store(storage);
    return factor;
  }

  /** Random numbers of about a quarter, so that products in fp16 stay in range. */
  private Vector vector(Precision precision, long length) {
    var made = new Vector(arena, Precision.DOUBLE, length);
    fill(made.memory(), length);
    var vector = new Vector(arena, precision, length);
    vector.assign(made, 0.25);
    return vector;
  }

  /** A vector of column space. */
  Vector columns(Precision precision) {
    return vector(precision, structure.columns());
  }

  /** A vector of row space. */
  Vector rows(Precision precision) {
    return vector(precision, structure.rows());
  }
}
