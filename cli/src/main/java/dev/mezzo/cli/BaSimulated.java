package dev.mezzo.cli;

import dev.mezzo.study.SimulatedBundle;

/** Problems of a simulated robot with a camera. */
final class BaSimulated {
  private BaSimulated() {}

  /** See {@link SimulatedBundle#window}. */
  static BaScene window(int keyframes, long seed) {
    return BaScene.of(
        SimulatedBundle.window(keyframes, seed), BaScene.Model.PINHOLE, SimulatedBundle.HELD);
  }
}
