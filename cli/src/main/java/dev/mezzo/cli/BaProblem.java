package dev.mezzo.cli;

import dev.mezzo.study.profile.CgnrFlops;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A bundle adjustment problem that all solvers are given in one file.
 *
 * @param name for tables
 * @param file what solvers read
 * @param keyframes how many
 * @param landmarks how many
 * @param observations how many
 * @param free whether cameras' parameters are estimated, too
 * @param startChi2 at the start
 */
record BaProblem(
    String name,
    Path file,
    int keyframes,
    int landmarks,
    int observations,
    boolean free,
    double startChi2)
    implements BenchProblem {

  /** Part of the work of conjugate gradients on the Jacobian that is products with it. */
  double shareOfProducts() {
    return CgnrFlops.ofBundle(keyframes, landmarks, observations, free).share();
  }

  /**
   * Writes what solvers read.
   *
   * @param folder receives the file
   */
  static BaProblem make(String name, BaScene scene, Path folder) throws IOException {
    Path file = folder.resolve(name + ".txt");
    BaText.write(scene, file);
    return new BaProblem(
        name,
        file,
        scene.keyframes().size(),
        scene.landmarks().size(),
        scene.observations().size(),
        scene.cameras().stream().anyMatch(BaScene.Camera::free),
        scene.chi2());
  }
}
