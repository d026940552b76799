package dev.mezzo.slam;

/** Where the poses of a {@link PoseGraph} start; see {@link PoseGraph#initialize}. */
public enum Initialization {
  /** The poses as they are: those of the file, or those given to {@link PoseGraph#addPose}. */
  FILE("file"),
  /**
   * The measurements between poses whose ids follow each other, chained. Where a chain breaks, it
   * goes on from whatever edge reaches it first, as in {@link #SPANNING_TREE}.
   */
  ODOMETRY("odometry"),
  /**
   * Measurements chained along a breadth-first tree, so that each pose is few edges from a root.
   */
  SPANNING_TREE("spanning-tree"),
  /**
   * Chordal relaxation: rotation matrices by linear least squares on their entries, projected onto
   * rotations, then translations by linear least squares, all measurements at once, each with
   * isotropic weights: the mean of the diagonal of the rotational, and that of the translational
   * block of its information matrix (Carlone, Tron, Daniilidis and Dellaert, 2015). Depends on no
   * estimate, but for that of roots.
   */
  CHORDAL("chordal"),
  /**
   * {@link #FILE} or {@link #CHORDAL}, whichever has the lower robust cost: that of the loss in
   * use, or Huber's with 1.345 standard deviations where it is the sum of squares. {@code FILE}
   * without a look at the other, which costs two linear solves, where the estimate agrees with the
   * measurements as it is: where chi2 is at most the number of residuals.
   */
  AUTO("auto");

  private final String label;

  Initialization(String label) {
    this.label = label;
  }

  /** Lower case, hyphenated, as on the command line. */
  @Override
  public String toString() {
    return label;
  }
}
