package dev.mezzo.study;

import dev.mezzo.geometry.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * The house that the simulated robot lives in: two floors of 18 m by 11 m one above the other,
 * rooms on both sides of a corridor, and a ramp along the south wall that joins the floors. World
 * frame: x east, y north, z up, metres; z = 0 on the ground floor.
 */
final class House {
  /** Height of the upper floor. */
  static final double STOREY = 2.7;

  /** Where the robot charges: in the corridor of the ground floor. */
  static final double[] DOCK = {1.0, 5.7};

  private static final double CORRIDOR_SOUTH = 5.0;
  private static final double CORRIDOR = 5.7;
  private static final double CORRIDOR_NORTH = 6.4;

  /** The ramp rises towards the east, from x = 0 to this, with its slope fading in and out. */
  private static final double RAMP_LENGTH = 18;

  private static final double RAMP_FADE = 0.8;
  private static final double RAMP_SLOPE = STOREY / (RAMP_LENGTH - RAMP_FADE);

  /** Middle of the gallery that holds the ramp, and its northern limit. */
  private static final double RAMP_Y = -1.3;

  private static final double GALLERY_NORTH = -0.3;

  /** How far from the walls a robot drives, and between the lanes of a cleaning tour. */
  private static final double CLEARANCE = 0.6;

  private static final double LANE = 0.9;

  /** How much repeated ways differ, for nobody drives the same line twice. */
  private static final double WANDER = 0.12;

  /** A rectangular room with a door to the corridor of its floor. */
  record Room(int floor, double west, double south, double east, double north, double doorX) {
    boolean northOfCorridor() {
      return south > CORRIDOR;
    }

    /** Just inside the door. */
    double[] threshold() {
      return new double[] {
        doorX, northOfCorridor() ? south + CLEARANCE : north - CLEARANCE,
      };
    }
  }

  static final List<Room> ROOMS =
      List.of(
          new Room(0, 0, CORRIDOR_NORTH, 6, 11, 4.5),
          new Room(0, 6, CORRIDOR_NORTH, 13, 11, 8.0),
          new Room(0, 13, CORRIDOR_NORTH, 18, 11, 14.5),
          new Room(0, 0, 0, 5, CORRIDOR_SOUTH, 3.0),
          new Room(0, 5, 0, 8, CORRIDOR_SOUTH, 6.5),
          new Room(0, 8, 0, 13, CORRIDOR_SOUTH, 11.0),
          new Room(0, 13, 0, 18, CORRIDOR_SOUTH, 16.5),
          new Room(1, 4, CORRIDOR_NORTH, 11, 11, 9.0),
          new Room(1, 11, CORRIDOR_NORTH, 18, 11, 13.0),
          new Room(1, 4, 0, 11, CORRIDOR_SOUTH, 6.0),
          new Room(1, 11, 0, 18, CORRIDOR_SOUTH, 15.0));

  private House() {}

  /** Height of a storey's ceiling above its floor. */
  private static final double CEILING = 2.5;

  /** A space that walls, a floor and a ceiling bound; metres. */
  record Space(double west, double south, double bottom, double east, double north, double top) {
    /** How far a ray from inside goes until it meets one of its sides; the direction's lengths. */
    double reach(Point from, double[] direction) {
      return Math.min(
          Math.min(
              reach(from.x(), direction[0], west, east),
              reach(from.y(), direction[1], south, north)),
          reach(from.z(), direction[2], bottom, top));
    }

    private static double reach(double from, double direction, double low, double high) {
      double side = direction > 0 ? high : low;
      return direction == 0 ? Double.POSITIVE_INFINITY : Math.max(0, (side - from) / direction);
    }
  }

  /** The space around a robot: a room, the corridor, the gallery, or the passages at their ends. */
  static Space spaceAround(double x, double y, double ground) {
    int floor = ground > STOREY / 2 ? 1 : 0;
    double bottom = floor * STOREY;
    double top = bottom + CEILING;
    for (Room room : ROOMS) {
      if (room.floor() == floor
          && x > room.west()
          && x < room.east()
          && y > room.south()
          && y < room.north()) {
        return new Space(room.west(), room.south(), bottom, room.east(), room.north(), top);
      }
    }
    double end = 2;
    if (x < 0 || x > RAMP_LENGTH) {
      double west = x < 0 ? -end : RAMP_LENGTH;
      return new Space(west, RAMP_Y - 1, bottom, west + end, CORRIDOR_NORTH, top);
    }
    return inGallery(y)
        ? new Space(-end, RAMP_Y - 1, 0, RAMP_LENGTH + end, GALLERY_NORTH, STOREY + CEILING)
        : new Space(-end, CORRIDOR_SOUTH, bottom, RAMP_LENGTH + end, CORRIDOR_NORTH, top);
  }

  /** Whether a place belongs to the gallery of the ramp, where both floors meet. */
  static boolean inGallery(double y) {
    return y < GALLERY_NORTH;
  }

  /** Floor that a place in the gallery leads to. */
  static int floorInGallery(double x) {
    return x < RAMP_LENGTH / 2 ? 0 : 1;
  }

  /** Height of the ground under a robot. */
  static double height(double x, double y, int floor) {
    if (!inGallery(y)) {
      return floor * STOREY;
    }
    double s = Math.clamp(x, 0, RAMP_LENGTH);
    double rise = Math.min(s, RAMP_LENGTH - s);
    double fade = rise < RAMP_FADE ? rise * rise / (2 * RAMP_FADE) : rise - RAMP_FADE / 2;
    return s < RAMP_LENGTH / 2 ? RAMP_SLOPE * fade : STOREY - RAMP_SLOPE * fade;
  }

  /** Slope of the ground towards the east, dz/dx; it never slopes towards the north. */
  static double slope(double x, double y) {
    if (!inGallery(y)) {
      return 0;
    }
    double rise = Math.min(x, RAMP_LENGTH - x);
    return RAMP_SLOPE * Math.clamp(rise / RAMP_FADE, 0, 1);
  }

  /** Appends the way from a place in a corridor to the door of a room, and through it. */
  static void enter(Room room, int fromFloor, SeededNoise noise, List<double[]> way) {
    if (fromFloor != room.floor()) {
      changeFloor(fromFloor, noise, way);
    }
    way.add(near(room.doorX(), CORRIDOR, noise));
    way.add(room.threshold());
  }

  /** Appends the way out of a room, into the corridor. */
  static void leave(Room room, SeededNoise noise, List<double[]> way) {
    way.add(room.threshold());
    way.add(near(room.doorX(), CORRIDOR, noise));
  }

  /** Appends the way along the ramp, from corridor to corridor. */
  static void changeFloor(int fromFloor, SeededNoise noise, List<double[]> way) {
    List<double[]> up = new ArrayList<>();
    up.add(near(-1.1, CORRIDOR, noise));
    up.add(near(-1.1, RAMP_Y, noise));
    up.add(near(RAMP_LENGTH / 2, RAMP_Y, noise));
    up.add(near(RAMP_LENGTH + 1.1, RAMP_Y, noise));
    up.add(near(RAMP_LENGTH + 1.1, CORRIDOR, noise));
    way.addAll(fromFloor == 0 ? up : up.reversed());
  }

  /**
   * Appends a tour of a room that begins and ends at its threshold: along the walls, or in lanes.
   */
  static void tour(Room room, SeededNoise noise, List<double[]> way) {
    double west = room.west() + CLEARANCE + noise.uniform(0, WANDER);
    double east = room.east() - CLEARANCE - noise.uniform(0, WANDER);
    double south = room.south() + CLEARANCE + noise.uniform(0, WANDER);
    double north = room.north() - CLEARANCE - noise.uniform(0, WANDER);
    double near = room.northOfCorridor() ? south : north;
    double far = room.northOfCorridor() ? north : south;
    boolean clockwise = noise.chance(0.5);
    double first = clockwise ? west : east;
    double last = clockwise ? east : west;
    way.add(new double[] {first, near});
    if (noise.chance(0.3)) {
      int lanes = (int) ((east - west) / LANE);
      for (int k = 0; k <= lanes; k++) {
        double x = first + (last - first) * k / lanes;
        way.add(new double[] {x, k % 2 == 0 ? near : far});
        way.add(new double[] {x, k % 2 == 0 ? far : near});
      }
    } else {
      way.add(new double[] {first, far});
      way.add(new double[] {last, far});
    }
    way.add(new double[] {last, near});
  }

  private static double[] near(double x, double y, SeededNoise noise) {
    return new double[] {
      x + noise.uniform(-WANDER, WANDER), y + noise.uniform(-WANDER, WANDER),
    };
  }
}
