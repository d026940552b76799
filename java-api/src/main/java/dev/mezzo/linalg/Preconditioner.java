package dev.mezzo.linalg;

/** A symmetric positive definite approximation M of A^T A whose inverse is cheap to apply. */
@FunctionalInterface
public interface Preconditioner {
  /**
   * z = M^-1 r.
   *
   * @param r one number per column, fp64 or fp32
   * @param z receives the result, same length and format; not the same vector
   */
  void apply(Vector r, Vector z);
}
