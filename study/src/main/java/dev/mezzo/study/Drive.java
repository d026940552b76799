package dev.mezzo.study;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import java.util.ArrayList;
import java.util.List;

/**
 * Drives a differential-drive robot through the {@link House}, day after day, and notes its true
 * pose whenever it has moved a little: pure pursuit of the planned way (Coulter, 1992) with limited
 * speeds and accelerations. Only IEEE arithmetic and StrictMath, so a seed gives the same drive
 * everywhere.
 */
final class Drive {
  private static final double TIME_STEP = 0.05; // s
  private static final double SPEED = 0.45; // m/s
  private static final double ACCELERATION = 0.8; // m/s^2
  private static final double TURN_GAIN = 2.5; // rad/s per rad
  private static final double TURN_SPEED = 1.4; // rad/s
  private static final double TURN_ACCELERATION = 5; // rad/s^2

  /** The robot steers for the point of its way that is this far ahead. */
  private static final double LOOK_AHEAD = 0.35; // m

  private static final double WAY_SPACING = 0.05; // m

  private final SeededNoise noise;
  private final List<Pose3> keyframes = new ArrayList<>();
  private final int wanted;
  private final double keyframeDistance;
  private final double keyframeTurn;
  private int days;

  private double x = House.DOCK[0];
  private double y = House.DOCK[1];
  private double heading;
  private int floor;
  private double speed;
  private double turnSpeed;
  private double sinceDistance;
  private double sinceTurn;

  /**
   * Drives at once.
   *
   * @param poses how many poses to note, at least 1
   * @param keyframeDistance a pose is noted after so many metres
   * @param keyframeTurn or after a turn by so many radians
   */
  Drive(int poses, double keyframeDistance, double keyframeTurn, SeededNoise noise) {
    this.noise = noise;
    this.wanted = poses;
    this.keyframeDistance = keyframeDistance;
    this.keyframeTurn = keyframeTurn;
    keyframes.add(pose());
    while (keyframes.size() < wanted) {
      days++;
      follow(planDay());
    }
  }

  List<Pose3> keyframes() {
    return keyframes;
  }

  int days() {
    return days;
  }

  /** A few rooms below, a few above, a few below, and home to the dock. */
  private List<double[]> planDay() {
    List<double[]> way = new ArrayList<>();
    way.add(House.DOCK);
    visit(0, 2 + noise.below(3), 0, way);
    visit(1, 2 + noise.below(2), 0, way);
    visit(0, 1 + noise.below(2), 1, way);
    way.add(House.DOCK);
    return way;
  }

  private void visit(int onFloor, int rooms, int fromFloor, List<double[]> way) {
    List<House.Room> left =
        new ArrayList<>(House.ROOMS.stream().filter(room -> room.floor() == onFloor).toList());
    int from = fromFloor;
    for (int k = 0; k < rooms; k++) {
      House.Room room = left.remove(noise.below(left.size()));
      House.enter(room, from, noise, way);
      House.tour(room, noise, way);
      House.leave(room, noise, way);
      from = onFloor;
    }
  }

  private void follow(List<double[]> corners) {
    List<double[]> way = densify(corners);
    int target = 0;
    while (keyframes.size() < wanted) {
      while (target < way.size() && distanceTo(way.get(target)) < LOOK_AHEAD) {
        target++;
      }
      if (target == way.size()) {
        return;
      }
      step(way.get(target));
      if (sinceDistance >= keyframeDistance || sinceTurn >= keyframeTurn) {
        keyframes.add(pose());
        sinceDistance = 0;
        sinceTurn = 0;
      }
    }
  }

  private void step(double[] towards) {
    double error =
        StrictMath.IEEEremainder(
            StrictMath.atan2(towards[1] - y, towards[0] - x) - heading, 2 * Math.PI);
    double wantedTurn = Math.clamp(TURN_GAIN * error, -TURN_SPEED, TURN_SPEED);
    double wantedSpeed = SPEED * Math.max(0, StrictMath.cos(error));
    turnSpeed += limit(wantedTurn - turnSpeed, TURN_ACCELERATION * TIME_STEP);
    speed += limit(wantedSpeed - speed, ACCELERATION * TIME_STEP);
    double middle = heading + 0.5 * turnSpeed * TIME_STEP;
    x += speed * TIME_STEP * StrictMath.cos(middle);
    y += speed * TIME_STEP * StrictMath.sin(middle);
    heading = StrictMath.IEEEremainder(heading + turnSpeed * TIME_STEP, 2 * Math.PI);
    if (House.inGallery(y)) {
      floor = House.floorInGallery(x);
    }
    sinceDistance += speed * TIME_STEP;
    sinceTurn += Math.abs(turnSpeed) * TIME_STEP;
  }

  /** Body frame: x ahead, y to the left, z off the ground. */
  private Pose3 pose() {
    double slope = House.slope(x, y);
    double normal = Math.sqrt(1 + slope * slope);
    double c = StrictMath.cos(heading);
    double s = StrictMath.sin(heading);
    double length = Math.sqrt(1 + slope * slope * c * c);
    double[] ahead = {c / length, s / length, slope * c / length};
    double[] up = {-slope / normal, 0, 1 / normal};
    double[] left = {
      up[1] * ahead[2] - up[2] * ahead[1],
      up[2] * ahead[0] - up[0] * ahead[2],
      up[0] * ahead[1] - up[1] * ahead[0],
    };
    double[] matrix = {
      ahead[0], left[0], up[0],
      ahead[1], left[1], up[1],
      ahead[2], left[2], up[2],
    };
    return Pose3.of(x, y, House.height(x, y, floor), Rotation3.ofMatrix(matrix));
  }

  private double distanceTo(double[] point) {
    double dx = point[0] - x;
    double dy = point[1] - y;
    return Math.sqrt(dx * dx + dy * dy);
  }

  private static double limit(double value, double bound) {
    return Math.clamp(value, -bound, bound);
  }

  private static List<double[]> densify(List<double[]> corners) {
    List<double[]> way = new ArrayList<>();
    for (int i = 1; i < corners.size(); i++) {
      double[] a = corners.get(i - 1);
      double[] b = corners.get(i);
      double dx = b[0] - a[0];
      double dy = b[1] - a[1];
      int pieces = 1 + (int) (Math.sqrt(dx * dx + dy * dy) / WAY_SPACING);
      for (int k = 0; k < pieces; k++) {
        way.add(new double[] {a[0] + dx * k / pieces, a[1] + dy * k / pieces});
      }
    }
    way.add(corners.getLast());
    return way;
  }
}
