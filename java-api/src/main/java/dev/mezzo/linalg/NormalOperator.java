package dev.mezzo.linalg;

/**
 * N = A^T A as conjugate gradients need it, never formed: a matrix A, or one that elimination of
 * landmarks has left.
 */
public sealed interface NormalOperator permits BlockSparseMatrix, LandmarkElimination {

  /**
   * q = N p.
   *
   * @param p one number per column, fp64 where the operator is held in fp64, else fp32
   * @param q receives one number per column, same format; not the same vector
   * @return p^T N p as a sum of squares; an infinity or NaN where it is not finite
   */
  double normalTimes(Vector p, Vector q);
}
