package dev.mezzo.study.profile;

/** What a solver is used for on a robot. */
public enum Application {
  /** Windows of keyframes, one after the other, as of visual odometry. */
  ODOMETRY("visual odometry"),
  /** All keyframes and landmarks at once. */
  BUNDLE("bundle adjustment"),
  /** All poses at once. */
  GRAPH("pose graph"),
  /** One loop closure after the other, in a map that is kept. */
  CLOSURE("loop closures");

  private final String label;

  Application(String label) {
    this.label = label;
  }

  /**
   * The application, for people.
   *
   * @return a word or two
   */
  public String label() {
    return label;
  }

  /** Whether landmarks are estimated, which can be eliminated. */
  boolean hasLandmarks() {
    return this == ODOMETRY || this == BUNDLE;
  }
}
