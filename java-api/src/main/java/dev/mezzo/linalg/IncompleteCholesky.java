package dev.mezzo.linalg;

import static dev.mezzo.bindings.NativeError.check;

import dev.mezzo.bindings.Handles;
import dev.mezzo.bindings.ffi.mezzo_h;
import dev.mezzo.bindings.ffi.mezzo_ic_info;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumMap;
import java.util.Map;

/**
 * A static block incomplete Cholesky factor L L^T ~ H + shift I: computed in fp64, then rounded to
 * the storage precision in which its two triangular solves run. The fp64 factor is kept, so that it
 * can be rounded again. Solves need a factorisation that succeeded, else they throw {@link
 * IllegalStateException}. Owned by an arena and confined to its thread; after construction nothing
 * is allocated, except the first time that a narrower storage is used.
 */
public final class IncompleteCholesky implements Preconditioner {
  /** Level of fill that admits everything: the complete factor. */
  public static final int COMPLETE = -1;

  private final Arena arena;
  private final BlockHessian hessian;
  private final MemorySegment handle;
  private final MemorySegment info;
  private MemorySegment factor;
  private final Map<Precision, MemorySegment> stored = new EnumMap<>(Precision.class);
  private long columns;
  private long values;
  private long blocks;
  private double flops;
  private final Rounding rounding;
  private final Vector narrow;
  private final Vector wide;
  private Precision storage = Precision.DOUBLE;
  private boolean usable;
  private double dropTolerance;

  private IncompleteCholesky(Arena arena, BlockHessian hessian, MemorySegment handle) {
    this.arena = arena;
    this.hessian = hessian;
    this.handle = handle;
    info = mezzo_ic_info.allocate(arena);
    query();
    if (hessian.team() != null) {
      check(mezzo_h.mezzo_ic_set_team(handle, hessian.team().handle()));
    }
    factor = arena.allocate(Math.max(1, bytes(Precision.DOUBLE)), 64);
    stored.put(Precision.DOUBLE, factor);
    rounding = new Rounding(arena);
    narrow = new Vector(arena, Precision.SINGLE, columns);
    wide = new Vector(arena, Precision.DOUBLE, columns);
  }

  private void query() {
    check(mezzo_h.mezzo_ic_query(handle, info));
    columns = mezzo_ic_info.columns(info);
    values = mezzo_ic_info.values(info);
    blocks = mezzo_ic_info.blocks(info);
    flops = mezzo_ic_info.flops(info);
  }

  /**
   * Becomes the complete factor, not yet computed, of its Hessian after {@link
   * BlockHessian#restructure}. Allocates nothing on the heap.
   */
  public void restructure() {
    check(mezzo_h.mezzo_ic_assign(handle, hessian.handle(), COMPLETE, 0));
    query();
    usable = false;
    storage = Precision.DOUBLE;
    factor = memory(Precision.DOUBLE);
    narrow.resize(columns);
    wide.resize(columns);
  }

  /**
   * Symbolic factorisation.
   *
   * @param arena owns it
   * @param hessian what is to be factored
   * @param level level of fill (Saad, Iterative Methods for Sparse Linear Systems, section 10.3),
   *     or {@link #COMPLETE}
   * @param maxValues limit of scalars in the factor, 0 for none
   * @return the factor, not yet computed, or null if it would exceed the limit
   */
  public static IncompleteCholesky create(
      Arena arena, BlockHessian hessian, int level, long maxValues) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment out = call.allocate(ValueLayout.ADDRESS);
      int outcome = check(mezzo_h.mezzo_ic_create(hessian.handle(), level, maxValues, out));
      return outcome == mezzo_h.MEZZO_FILL_LIMIT()
          ? null
          : new IncompleteCholesky(
              arena, hessian, Handles.own(out, arena, mezzo_h::mezzo_ic_destroy));
    }
  }

  /**
   * Whether a factor by level keeps a limit, without making one.
   *
   * @param hessian what is to be factored
   * @param level as in {@link #create(Arena, BlockHessian, int, long)}
   * @param maxValues limit of scalars in the factor, 0 for none
   * @return whether {@link #create(Arena, BlockHessian, int, long)} would not be null
   */
  public static boolean fits(BlockHessian hessian, int level, long maxValues) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment out = call.allocate(ValueLayout.ADDRESS);
      int outcome = check(mezzo_h.mezzo_ic_create(hessian.handle(), level, maxValues, out));
      mezzo_h.mezzo_ic_destroy(out.get(ValueLayout.ADDRESS, 0));
      return outcome == mezzo_h.MEZZO_OK();
    }
  }

  /**
   * Symbolic factorisation by size: the factor keeps the blocks whose norm is at least a tolerance
   * times that of their row (Saad, Iterative Methods for Sparse Linear Systems, section 10.4).
   * Where these are too many, the tolerance is raised until they are not; where even that does not
   * help, each column keeps its largest blocks (Lin and Moré, SIAM J. Sci. Comput. 21(1), 1999). A
   * numeric factorisation finds out, that needs as much memory as the factor meanwhile. {@link
   * #factor} with the same Hessian and shift then succeeds; later ones keep the pattern.
   *
   * @param arena owns it
   * @param hessian what is to be factored, assembled
   * @param shift added to the scalar diagonal, at least 0
   * @param dropTolerance blocks are kept from this part of the norm of their row on; 0 keeps all
   * @param maxValues limit of scalars in the factor, 0 for none; diagonal blocks are always kept
   * @return the factor, not yet computed, or null if the factorisation breaks down: a larger shift
   *     helps
   */
  public static IncompleteCholesky create(
      Arena arena, BlockHessian hessian, double shift, double dropTolerance, long maxValues) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment out = call.allocate(ValueLayout.ADDRESS);
      MemorySegment tolerance = call.allocateFrom(ValueLayout.JAVA_DOUBLE, dropTolerance);
      int outcome =
          check(
              mezzo_h.mezzo_ic_create_by_size(
                  hessian.handle(), hessian.values(), shift, maxValues, tolerance, out));
      if (outcome != mezzo_h.MEZZO_OK()) {
        return null;
      }
      var created =
          new IncompleteCholesky(
              arena, hessian, Handles.own(out, arena, mezzo_h::mezzo_ic_destroy));
      created.dropTolerance = tolerance.get(ValueLayout.JAVA_DOUBLE, 0);
      return created;
    }
  }

  /**
   * Numeric factorisation in fp64; the factor is then stored in fp64 until {@link #store}.
   *
   * @param hessian the Hessian that this factor was created for, assembled
   * @param shift added to the scalar diagonal, at least 0
   * @return whether it succeeded; false where a pivot was not positive definite or not finite
   * @throws IllegalArgumentException for another Hessian
   */
  public boolean factor(BlockHessian hessian, double shift) {
    requireOwn(hessian);
    storage = Precision.DOUBLE;
    usable =
        check(
                mezzo_h.mezzo_ic_factor(
                    handle, NativeTypes.code(Precision.DOUBLE), hessian.values(), shift, factor))
            == mezzo_h.MEZZO_OK();
    return usable;
  }

  /**
   * {@link #factor} and y = P^T L^-1 P b in one, the columns of L being used while they are in the
   * cache. {@link #solveBackward} of y is then the solution of the whole system.
   *
   * @param hessian as for {@link #factor}
   * @param shift as for {@link #factor}
   * @param b right-hand side, fp64
   * @param y receives L^-1 b, fp64, if there is a factor; may be b
   * @return as {@link #factor}
   * @throws IllegalArgumentException if the Hessian is another or a vector has another length or
   *     precision
   */
  public boolean factorAndSolveForward(BlockHessian hessian, double shift, Vector b, Vector y) {
    requireOwn(hessian);
    b.require(Precision.DOUBLE, columns);
    y.require(Precision.DOUBLE, columns);
    storage = Precision.DOUBLE;
    usable =
        check(
                mezzo_h.mezzo_ic_factor_solve(
                    handle,
                    NativeTypes.code(Precision.DOUBLE),
                    hessian.values(),
                    shift,
                    factor,
                    b.memory(),
                    y.memory()))
            == mezzo_h.MEZZO_OK();
    return usable;
  }

  private void requireOwn(BlockHessian hessian) {
    if (hessian != this.hessian) {
      throw new IllegalArgumentException("this factor was created for another Hessian");
    }
  }

  private void requireFactor() {
    if (!usable) {
      throw new IllegalStateException(
          "there is no factor: none was computed, or the last attempt broke down");
    }
  }

  /**
   * Takes the memory for a storage now, which {@link #store} otherwise does when first asked to.
   *
   * @param precision storage
   */
  public void reserve(Precision precision) {
    memory(precision);
  }

  private MemorySegment memory(Precision precision) {
    MemorySegment reserved = stored.get(precision);
    long needed = bytes(precision);
    if (reserved == null || reserved.byteSize() < needed) {
      reserved = arena.allocate(Math.max(1, reserved == null ? needed : needed * 3 / 2), 64);
      stored.put(precision, reserved);
    }
    return reserved;
  }

  /**
   * Rounds the fp64 factor that is held to the storage in which solves are to run. In the 16-bit
   * formats the small diagonal blocks stay in fp32.
   *
   * @param precision new storage
   * @throws IllegalStateException if the last factorisation did not succeed, or there was none
   */
  public void store(Precision precision) {
    requireFactor();
    if (precision != Precision.DOUBLE) {
      MemorySegment to = memory(precision);
      check(
          mezzo_h.mezzo_ic_store(
              handle,
              NativeTypes.code(Precision.DOUBLE),
              factor,
              NativeTypes.code(precision),
              to,
              rounding.range()));
      rounding.add(values);
    }
    storage = precision;
  }

  /**
   * Storage in which solves run now.
   *
   * @return as of the last {@link #store}, or fp64 after {@link #factor}
   */
  public Precision storage() {
    return storage;
  }

  /**
   * What the roundings of factors did so far.
   *
   * @return counts that grow with further roundings
   */
  public Rounding rounding() {
    return rounding;
  }

  /**
   * Memory that a pair of triangular solves reads, once each, in a storage.
   *
   * @param precision storage
   * @return bytes
   */
  public long bytes(Precision precision) {
    return mezzo_h.mezzo_ic_bytes(handle, NativeTypes.code(precision));
  }

  /**
   * Blocks of the factor.
   *
   * @return diagonal blocks included
   */
  public long blocks() {
    return blocks;
  }

  /**
   * Where the blocks of L are, rows and columns in elimination order.
   *
   * @return a copy, column after column, the diagonal block first
   */
  public BlockPattern pattern() {
    return BlockPattern.square(
        hessian.variables(),
        blocks,
        (sizes, rows, of) -> mezzo_h.mezzo_ic_pattern(handle, sizes, rows, of));
  }

  /**
   * From which size on blocks were kept, if that was what the factor was created by.
   *
   * @return the tolerance asked for, or the one that fitted; 0 for fill by level
   */
  public double dropTolerance() {
    return dropTolerance;
  }

  /**
   * Scalars of the factor.
   *
   * @return those of its blocks
   */
  public long values() {
    return values;
  }

  /**
   * Work of one {@link #factor}.
   *
   * @return multiplications and additions
   */
  public double flops() {
    return flops;
  }

  @Override
  public void apply(Vector r, Vector z) {
    apply(storage, r, z, Solve.BOTH);
  }

  /**
   * As {@link #apply}, with the fp64 factor that is held, whatever the storage.
   *
   * @param r one number per column, fp64 or fp32
   * @param z receives the result, one number per column, fp64 or fp32; not the same vector
   */
  public void applyUnrounded(Vector r, Vector z) {
    apply(Precision.DOUBLE, r, z, Solve.BOTH);
  }

  /**
   * As {@link #apply}, with the factor in fp16 that was stored last. Where the machine has
   * half-precision arithmetic, what a block is multiplied with may be rounded to fp16, too, and the
   * products within a block summed in it; elsewhere this is {@link #apply}.
   *
   * @param r one number per column, fp32
   * @param z receives the result, one number per column, fp32; may be r
   * @throws IllegalStateException unless {@link #storage()} is {@link Precision#HALF}
   */
  public void applyHalf(Vector r, Vector z) {
    requireFactor();
    if (storage != Precision.HALF) {
      throw new IllegalStateException("the factor is stored in " + storage);
    }
    r.require(Precision.SINGLE, columns);
    z.require(Precision.SINGLE, columns);
    int half = NativeTypes.code(Precision.HALF);
    check(
        mezzo_h.mezzo_ic_solve(
            handle, half, stored.get(Precision.HALF), half, r.memory(), z.memory()));
  }

  /**
   * x = P^T L^-1 P b, P putting variables into elimination order: the first of the two triangular
   * solves.
   *
   * @param b one number per column, fp64 or fp32
   * @param x receives the result, one number per column, in the order of the variables, same
   *     format; not the same vector
   */
  public void solveForward(Vector b, Vector x) {
    apply(storage, b, x, Solve.FORWARD);
  }

  /**
   * x = P^T L^-T P b: the second of the two triangular solves.
   *
   * @param b one number per column, in the order of the variables, fp64 or fp32
   * @param x receives the result, one number per column, same format; not the same vector
   */
  public void solveBackward(Vector b, Vector x) {
    apply(storage, b, x, Solve.BACKWARD);
  }

  private enum Solve {
    BOTH,
    FORWARD,
    BACKWARD
  }

  private void apply(Precision of, Vector b, Vector x, Solve solve) {
    requireFactor();
    b.checkLength(x);
    Precision vectors = NativeTypes.vectorsOf(of);
    Vector own = vectors == Precision.DOUBLE ? wide : narrow;
    Vector from = b;
    Vector to = x;
    if (b.precision() != vectors) {
      own.assign(b, 1);
      from = own;
    }
    if (x.precision() != vectors) {
      to = own;
    }
    from.require(vectors, columns);
    int type = NativeTypes.code(of);
    int operand = NativeTypes.code(vectors);
    MemorySegment l = stored.get(of);
    MemorySegment in = from.memory();
    MemorySegment out = to.memory();
    check(
        switch (solve) {
          case BOTH -> mezzo_h.mezzo_ic_solve(handle, type, l, operand, in, out);
          case FORWARD -> mezzo_h.mezzo_ic_solve_forward(handle, type, l, operand, in, out);
          case BACKWARD -> mezzo_h.mezzo_ic_solve_backward(handle, type, l, operand, in, out);
        });
    if (to != x) {
      x.assign(to, 1);
    }
  }
}
