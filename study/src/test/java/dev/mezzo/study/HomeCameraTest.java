package dev.mezzo.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Point;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.study.HomeCamera.Keyframe;
import dev.mezzo.study.HomeCamera.Sighting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HomeCameraTest {
  @Test
  void theSameSeedGivesTheSameDrive() {
    assertThat(HomeCamera.simulate(4, 40)).isEqualTo(HomeCamera.simulate(4, 40));
    assertThat(HomeCamera.simulate(5, 40)).isNotEqualTo(HomeCamera.simulate(4, 40));
    assertThatIllegalArgumentException().isThrownBy(() -> HomeCamera.simulate(4, 1));
  }

  @Test
  void theCameraLooksAheadAndStaysAtItsHeight() {
    List<Keyframe> keyframes = HomeCamera.simulate(4, 200).keyframes();
    double forward = 0;
    for (int k = 1; k < keyframes.size(); k++) {
      Pose3 motion = keyframes.get(k - 1).truth().between(keyframes.get(k).truth());
      assertThat(SimulatedEdge.length(motion)).isLessThan(0.25);
      forward += motion.z();
    }
    assertThat(forward).as("metres along the camera's z").isGreaterThan(10);
    double[] up = keyframes.getFirst().truth().rotation().rotate(0, -1, 0);
    assertThat(up[2]).as("the image's top is up").isGreaterThan(0.97);
  }

  @Test
  void odometryIsTheMotionButForItsNoise() {
    List<Keyframe> keyframes = HomeCamera.simulate(6, 150).keyframes();
    double squares = 0;
    for (int k = 1; k < keyframes.size(); k++) {
      Pose3 motion = keyframes.get(k - 1).truth().between(keyframes.get(k).truth());
      Pose3 error = motion.between(keyframes.get(k).odometry());
      squares += SimulatedEdge.length(error) * SimulatedEdge.length(error);
    }
    double rms = Math.sqrt(squares / (keyframes.size() - 1));
    assertThat(rms).isBetween(0.0005, 4 * HomeCamera.TRANSLATION_NOISE);
  }

  @Test
  void drivesDifferInWhatThereIsToTrackAndHowWell() {
    Map<Integer, Integer> tracks = new HashMap<>();
    int withMismatches = 0;
    int withMovers = 0;
    for (int seed = 0; seed < 60; seed++) {
      HomeCamera.Simulation home = HomeCamera.simulate(seed, 2);
      tracks.merge(home.conditions().tracks(), 1, Integer::sum);
      withMismatches += home.conditions().mismatches() > 0 ? 1 : 0;
      withMovers += home.conditions().movers() > 0 ? 1 : 0;
      assertThat(home.keyframes().getFirst().sightings())
          .hasSize(home.conditions().tracks())
          .allMatch(HomeCameraTest::isNearTheImage);
    }
    assertThat(tracks).hasSizeGreaterThan(15);
    assertThat(withMismatches).isBetween(30, 54);
    assertThat(withMovers).isBetween(18, 42);
  }

  /** Turns end tracks, so none lasts for long; but most last for some keyframes. */
  @Test
  void tracksLastForAWhile() {
    Map<Integer, Integer> lengths = new HashMap<>();
    for (Keyframe keyframe : HomeCamera.simulate(8, 200).keyframes()) {
      for (Sighting sighting : keyframe.sightings()) {
        lengths.merge(sighting.landmark(), 1, Integer::sum);
      }
    }
    double mean = lengths.values().stream().mapToInt(n -> n).average().orElseThrow();
    assertThat(mean).isBetween(3.0, 25.0);
  }

  @Test
  void theHouseBoundsWhatIsSeen() {
    House.Space room = House.spaceAround(1, 8, 0);
    assertThat(room.reach(Point.of(1, 8, 1), new double[] {1, 0, 0}))
        .as("the east wall of a room from x = 0 to 6")
        .isCloseTo(5, within(1e-12));
    assertThat(House.spaceAround(5, 5.7, 0).north())
        .as("the corridor is narrow")
        .isCloseTo(6.4, within(1e-12));
    assertThat(House.spaceAround(9, -1.3, 1.35).top())
        .as("the gallery is two floors high")
        .isGreaterThan(House.STOREY + 2);
  }

  private static boolean isNearTheImage(Sighting sighting) {
    return sighting.left() > -10
        && sighting.left() < 650
        && sighting.right() < sighting.left() + 10
        && sighting.down() > -10
        && sighting.down() < 490;
  }
}
