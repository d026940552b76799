package dev.mezzo.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pinhole;
import dev.mezzo.geometry.Point;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CameraRobotTest {
  @Test
  void theSameSeedGivesTheSameDrive() {
    var one = new CameraRobot(5);
    var same = new CameraRobot(5);
    for (int k = 0; k < 30; k++) {
      assertThat(one.next()).isEqualTo(same.next());
    }
    assertThat(new CameraRobot(6).next()).isNotEqualTo(new CameraRobot(5).next());
  }

  @Test
  void fiftyKeyframesSeeAboutTwoHundredAndThirtyLandmarksWhereverTheyAre() {
    var robot = new CameraRobot(1);
    for (int begin = 0; begin < 400; begin += 50) {
      Set<Integer> seen = new HashSet<>();
      int sightings = 0;
      for (int k = 0; k < 50; k++) {
        for (CameraRobot.Sighting sighting : robot.next().sightings()) {
          seen.add(sighting.landmark());
          sightings++;
        }
      }
      assertThat(sightings).isEqualTo(50 * 55);
      assertThat(seen.size()).isBetween(200, 300);
    }
  }

  @Test
  void theCameraSeesLandmarksWhereTheyAreButForNoise() {
    var robot = new CameraRobot(2);
    double squares = 0;
    int count = 0;
    double[] pixel = new double[2];
    for (int k = 0; k < 40; k++) {
      CameraRobot.Keyframe keyframe = robot.next();
      for (CameraRobot.Sighting sighting : keyframe.sightings()) {
        Point landmark = robot.landmark(sighting.landmark());
        double[] p = keyframe.truth().inverse().transform(landmark.x(), landmark.y(), landmark.z());
        Pinhole.INSTANCE.project(p[0], p[1], p[2], CameraRobot.intrinsics(), 0, pixel, 0);
        squares += Math.pow(pixel[0] - sighting.u(), 2) + Math.pow(pixel[1] - sighting.v(), 2);
        count += 2;
      }
    }
    double variance = CameraRobot.PIXEL_NOISE * CameraRobot.PIXEL_NOISE;
    assertThat(squares / count).isCloseTo(variance, within(0.1 * variance));
  }

  @Test
  void odometryTellsTheMotionRoughly() {
    var robot = new CameraRobot(3);
    CameraRobot.Keyframe before = robot.next();
    for (int k = 0; k < 100; k++) {
      CameraRobot.Keyframe keyframe = robot.next();
      double[] error = before.truth().between(keyframe.truth()).between(keyframe.odometry()).log();
      assertThat(error).hasSize(6);
      for (double value : error) {
        assertThat(Math.abs(value)).isLessThan(0.06);
      }
      before = keyframe;
    }
  }
}
