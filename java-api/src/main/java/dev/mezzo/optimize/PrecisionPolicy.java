package dev.mezzo.optimize;

import dev.mezzo.linalg.Precision;
import java.util.List;

/**
 * In which precision each stage of a solve works.
 *
 * <p>Residuals are always computed in fp64; {@code residual} and {@code update} say to which
 * precision the result is then rounded. The preconditioner is always factored in fp64 and then
 * rounded to its storage. Inner products always accumulate in fp64. Products are computed in the
 * precision of the CG vectors, except that {@code DOUBLE} Jacobians need {@code DOUBLE} vectors and
 * the others {@code SINGLE} or {@code HALF} ones; {@code HALF} vectors are computed in fp32 and
 * rounded to fp16 after each operation.
 *
 * @param name short lower-case name for reports
 * @param jacobian storage of the Jacobian
 * @param operands to which the vectors that enter matrix products are rounded; not wider than
 *     {@code vectors}, and fp16 only with an fp16 Jacobian
 * @param preconditioner storage of the incomplete Cholesky factor that conjugate gradients use
 * @param fresh storage in which a complete factor solves the very system that it was computed from:
 *     {@code DOUBLE} takes it as it was computed, unrounded, which makes the step exact and leaves
 *     conjugate gradients nothing to do; else the same as {@code preconditioner}
 * @param vectors storage of the CG vectors
 * @param residual rounding of the residuals
 * @param update rounding of the step and of the states after it
 * @param guarded whether columns are scaled before rounding and the precision ladder repairs steps
 *     that stagnate; false only for naive policies that are there to be compared with
 */
public record PrecisionPolicy(
    String name,
    Precision jacobian,
    Precision operands,
    Precision preconditioner,
    Precision fresh,
    Precision vectors,
    Precision residual,
    Precision update,
    boolean guarded) {

  /** Everything in fp64. */
  public static final PrecisionPolicy DOUBLE =
      new PrecisionPolicy(
          "double",
          Precision.DOUBLE,
          Precision.DOUBLE,
          Precision.DOUBLE,
          Precision.DOUBLE,
          Precision.DOUBLE,
          Precision.DOUBLE,
          Precision.DOUBLE,
          true);

  /** Linear solves in fp32; residuals and updates in fp64. */
  public static final PrecisionPolicy SINGLE =
      new PrecisionPolicy(
          "single",
          Precision.SINGLE,
          Precision.SINGLE,
          Precision.SINGLE,
          Precision.SINGLE,
          Precision.SINGLE,
          Precision.DOUBLE,
          Precision.DOUBLE,
          true);

  /**
   * Jacobian in fp32, triangular solves with a kept factor in block-scaled 16-bit integers ({@link
   * Precision#BLOCK16}), residuals and updates in fp64: the default. A factor that serves one solve
   * only is not rounded: that would cost more than it saves.
   */
  public static final PrecisionPolicy MIXED =
      new PrecisionPolicy(
          "mixed",
          Precision.SINGLE,
          Precision.SINGLE,
          Precision.BLOCK16,
          Precision.DOUBLE,
          Precision.SINGLE,
          Precision.DOUBLE,
          Precision.DOUBLE,
          true);

  /**
   * {@link #MIXED} as it is understood where landmarks are eliminated: products with what is left
   * of the Jacobian in fp16, the projection that elimination leaves in fp32, a kept factor of the
   * reduced system in fp32, residuals and updates in fp64.
   */
  static final PrecisionPolicy MIXED_BUNDLES =
      new PrecisionPolicy(
          "mixed",
          Precision.HALF,
          Precision.SINGLE,
          Precision.SINGLE,
          Precision.DOUBLE,
          Precision.SINGLE,
          Precision.DOUBLE,
          Precision.DOUBLE,
          true);

  /**
   * Everything naively in fp16, without scaling or repair: what mixed precision is there to avoid.
   */
  public static final PrecisionPolicy HALF =
      new PrecisionPolicy(
          "half",
          Precision.HALF,
          Precision.HALF,
          Precision.HALF,
          Precision.HALF,
          Precision.HALF,
          Precision.HALF,
          Precision.HALF,
          false);

  /**
   * The policies that have names of their own, in the order in which a reader expects them: what
   * mixed precision is compared with, then it, then what it is there to avoid.
   */
  public static final List<PrecisionPolicy> NAMED = List.of(DOUBLE, SINGLE, MIXED, HALF);

  /** Checks that the stages fit together. */
  public PrecisionPolicy {
    if ((jacobian == Precision.DOUBLE) != (vectors == Precision.DOUBLE)) {
      throw new IllegalArgumentException(
          "an fp64 Jacobian goes with fp64 vectors, and a narrower one with fp32 or fp16 vectors");
    }
    for (Precision scalar : new Precision[] {jacobian, operands, vectors, residual, update}) {
      if (scalar == Precision.BLOCK16) {
        throw new IllegalArgumentException(scalar + " is a storage of preconditioners only");
      }
    }
    if (fresh != Precision.DOUBLE && fresh != preconditioner) {
      throw new IllegalArgumentException(
          "a fresh factor is taken in fp64 or in the storage of the preconditioner");
    }
    if (operands.isSixteenBit() && jacobian != operands) {
      throw new IllegalArgumentException("16-bit operands go with a Jacobian of the same format");
    }
    if (operands.bytes() > vectors.bytes()) {
      throw new IllegalArgumentException(
          "operands cannot be wider than the vectors they are taken from");
    }
  }

  /** The policy where landmarks are eliminated. */
  PrecisionPolicy ofBundles() {
    return equals(MIXED) ? MIXED_BUNDLES : this;
  }
}
