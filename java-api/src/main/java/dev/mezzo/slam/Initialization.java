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
  SPANNING_TREE("spanning-tree");

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
