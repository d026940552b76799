/**
 * The linear algebra of a step, over memory outside the Java heap: block-sparse Jacobians ({@link
 * dev.mezzo.linalg.BlockSparseMatrix}) and vectors in fp64, fp32 and fp16, the block Hessian, its
 * complete or incomplete Cholesky factor in any {@link dev.mezzo.linalg.Precision}, conjugate
 * gradients ({@link dev.mezzo.linalg.Cgnr}), CHOLMOD ({@link dev.mezzo.linalg.Cholesky}), and the
 * elimination of landmarks. For numerical engineers; {@code dev.mezzo.optimize} calls all this.
 *
 * <p>Least squares min ||A x - b|| with products in half precision, as {@code MIXED} solves it: A
 * is scaled by powers of two and rounded, its Hessian is factored in fp64 and the factor rounded,
 * and conjugate gradients do the rest. Here ten points on a line, the first known to be at 0, each
 * next one measured to be 1 ahead:
 *
 * <pre>{@code
 * int n = 10;
 * int[] dimensions = new int[n]; // of the variables
 * Arrays.fill(dimensions, 1);
 * var groups = List.of(
 *     new JacobianStructure.Group(1, 1, 1), // a row of one block: x_0 = 0
 *     new JacobianStructure.Group(1, 2, n - 1)); // rows of two: x_k - x_(k-1) = 1
 * int[] blocks = new int[1 + 2 * (n - 1)]; // the variable of each block
 * for (int k = 1; k < n; k++) {
 *   blocks[2 * k - 1] = k - 1;
 *   blocks[2 * k] = k;
 * }
 * try (Arena arena = Arena.ofConfined()) {
 *   var structure = new JacobianStructure(arena, dimensions, groups, blocks);
 *   var a = new BlockSparseMatrix(arena, structure, Precision.DOUBLE);
 *   var b = new Vector(arena, Precision.DOUBLE, structure.rows());
 *   a.values().setAtIndex(ValueLayout.JAVA_DOUBLE, 0, 1);
 *   for (int k = 1; k < n; k++) {
 *     a.values().setAtIndex(ValueLayout.JAVA_DOUBLE, 2 * k - 1, -1);
 *     a.values().setAtIndex(ValueLayout.JAVA_DOUBLE, 2 * k, 1);
 *     b.set(k, 1);
 *   }
 *   var scale = new Vector(arena, Precision.DOUBLE, n); // D
 *   var half = new BlockSparseMatrix(arena, structure, Precision.HALF); // A D
 *   half.store(a, scale, a.columnScale(scale), new Rounding(arena));
 *   var hessian =
 *       new BlockHessian(arena, structure, structure.order(JacobianStructure.Ordering.AMD));
 *   hessian.assemble(a, scale);
 *   var factor = IncompleteCholesky.create(arena, hessian, IncompleteCholesky.COMPLETE, 0);
 *   factor.factor(hessian, 0);
 *   factor.store(Precision.BLOCK16);
 *   var gradient = new Vector(arena, Precision.DOUBLE, n); // D A^T b
 *   a.transposeTimes(b, gradient);
 *   gradient.multiply(scale, gradient);
 *   var cgnr = new Cgnr(arena, n, structure.rows(), Precision.SINGLE, Precision.HALF);
 *   var limits = new Cgnr.Limits();
 *   limits.tolerance = 1e-5;
 *   cgnr.start(gradient, 1);
 *   Cgnr.Outcome outcome = cgnr.run(half, 0, factor, limits);
 *   double last = scale.get(n - 1) * cgnr.solution().get(n - 1);
 *   IO.println(outcome + " after " + cgnr.iterations() + " iterations: " + last); // near 9
 * }
 * }</pre>
 *
 * <p><b>Memory.</b> What an object holds lies in the {@link java.lang.foreign.Arena} that it was
 * made with and goes when that is closed. Objects are confined to the thread of their arena. What a
 * solve calls again and again allocates nothing; {@code resize} and {@code restructure} let objects
 * grow and be used again.
 *
 * <p><b>Errors.</b> Lengths and formats that do not fit are an {@link IllegalArgumentException};
 * what may happen to good input (a pivot that is not positive, a breakdown, an overflow) is a value
 * that is returned. Sums run in a fixed order: the same input with the same kernels and the same
 * number of threads gives the same bits.
 *
 * <p>Matrices are row-major within blocks. {@link dev.mezzo.linalg.NativeInfo} tells which kernels
 * and libraries do the work.
 */
package dev.mezzo.linalg;
