package dev.mezzo.optimize;

/** A linear factor: r = 1/2 + sum of A_k x_k, row-major blocks A_k, on Euclidean variables. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Linear(int dimension, int[] variables, double[][] blocks) implements Factor {
  @Override
  public void evaluate(Estimate x, Evaluation out) {
    for (int i = 0; i < dimension; i++) {
      double sum = 0.5;
      for (int k = 0; k < variables.length; k++) {
        int d = blocks[k].length / dimension;
        for (int c = 0; c < d; c++) {
          sum += blocks[k][i * d + c] * x.get(variables[k], c);
          out.jacobian(k, i, c, blocks[k][i * d + c]);
        }
      }
      out.residual(i, sum);
    }
  }

  /** Numbers, each measured from the one before. */
  static Problem walk(int length, double sigma) {
    var problem = new Problem();
    for (int v = 0; v < length; v++) {
      problem.addVariable(Manifold.euclidean(1), v);
      if (v > 0) {
        double[][] blocks = {{-1 / sigma}, {1 / sigma}};
        problem.addFactor(new Linear(1, new int[] {v - 1, v}, blocks));
      }
    }
    return problem;
  }
}
