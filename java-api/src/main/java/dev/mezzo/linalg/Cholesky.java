package dev.mezzo.linalg;

import static dev.mezzo.bindings.NativeError.check;

import dev.mezzo.bindings.Handles;
import dev.mezzo.bindings.ffi.mezzo_cholesky_info;
import dev.mezzo.bindings.ffi.mezzo_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Direct sparse Cholesky of D J^T J D in fp64 by CHOLMOD (Chen, Davis, Hager and Rajamanickam, TOMS
 * algorithm 887): the yardstick, and the last rung of the precision ladder. Owned by an arena and
 * confined to its thread.
 */
public final class Cholesky {

  /** How CHOLMOD factors. */
  public enum Method {
    /** CHOLMOD's own choice by flops per non-zero. */
    AUTO,
    /** Column by column (LGPL). */
    SIMPLICIAL,
    /** Dense supernodes through BLAS (GPL). */
    SUPERNODAL;

    private int code() {
      return switch (this) {
        case AUTO -> mezzo_h.MEZZO_CHOLESKY_AUTO();
        case SIMPLICIAL -> mezzo_h.MEZZO_CHOLESKY_SIMPLICIAL();
        case SUPERNODAL -> mezzo_h.MEZZO_CHOLESKY_SUPERNODAL();
      };
    }
  }

  private final BlockHessian hessian;
  private final MemorySegment handle;
  private final long columns;
  private final long values;
  private final boolean supernodal;

  /**
   * Symbolic analysis.
   *
   * @param arena owns it
   * @param hessian what is to be factored
   * @param method how
   * @throws UnsupportedOperationException for {@link Method#SUPERNODAL} in a build without
   *     CHOLMOD's GPL modules
   */
  public Cholesky(Arena arena, BlockHessian hessian, Method method) {
    this.hessian = hessian;
    try (Arena call = Arena.ofConfined()) {
      MemorySegment out = call.allocate(ValueLayout.ADDRESS);
      check(mezzo_h.mezzo_cholesky_create(hessian.handle(), method.code(), out));
      handle = Handles.own(out, arena, mezzo_h::mezzo_cholesky_destroy);
      MemorySegment info = mezzo_cholesky_info.allocate(call);
      check(mezzo_h.mezzo_cholesky_query(handle, info));
      columns = mezzo_cholesky_info.columns(info);
      values = mezzo_cholesky_info.values(info);
      supernodal = mezzo_cholesky_info.supernodal(info) != 0;
    }
  }

  /**
   * Numeric factorisation of H + shift I.
   *
   * @param hessian the Hessian that this was created for, assembled
   * @param shift added to the diagonal, at least 0
   * @return whether it succeeded; false where the matrix is not positive definite or not finite
   * @throws IllegalArgumentException for another Hessian
   */
  public boolean factor(BlockHessian hessian, double shift) {
    if (hessian != this.hessian) {
      throw new IllegalArgumentException("this factor was created for another Hessian");
    }
    return check(mezzo_h.mezzo_cholesky_factor(handle, hessian.values(), shift))
        == mezzo_h.MEZZO_OK();
  }

  /**
   * x = (H + shift I)^-1 b.
   *
   * @param b one fp64 number per column
   * @param x receives the solution, fp64; may be the same vector
   * @throws IllegalStateException if the last factorisation did not succeed, or there was none
   */
  public void solve(Vector b, Vector x) {
    b.require(Precision.DOUBLE, columns);
    x.require(Precision.DOUBLE, columns);
    if (check(mezzo_h.mezzo_cholesky_solve(handle, b.memory(), x.memory())) != mezzo_h.MEZZO_OK()) {
      throw new IllegalStateException("there is no factor to solve with");
    }
  }

  /**
   * Memory of the numbers of the factor.
   *
   * @return bytes
   */
  public long bytes() {
    return values * Double.BYTES;
  }

  /**
   * Whether dense supernodes are used.
   *
   * @return false for the simplicial method
   */
  public boolean isSupernodal() {
    return supernodal;
  }
}
