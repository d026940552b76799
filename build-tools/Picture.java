import dev.mezzo.geometry.Pose3;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.study.HomeRobot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws docs/mezzo.svg, the map of {@code ./mezzo demo} before and after its correction, seen from
 * above:
 *
 * <pre>
 * java --enable-native-access=ALL-UNNAMED -cp 'cli/target/lib/*' build-tools/Picture.java &gt; docs/mezzo.svg
 * </pre>
 *
 * <p>Arguments: poses and seed, where others than the demo's are wanted.
 */
final class Picture {
  private static final int PANEL = 400;
  private static final int MARGIN = 14;
  private static final int TITLE = 30;

  /** Details smaller than this are left out. */
  private static final double TOLERANCE = 0.06; // m

  private final StringBuilder svg = new StringBuilder();
  private double left = Double.POSITIVE_INFINITY;
  private double bottom = Double.POSITIVE_INFINITY;
  private double right = Double.NEGATIVE_INFINITY;
  private double top = Double.NEGATIVE_INFINITY;

  private record Place(double x, double y) {}

  public static void main(String[] arguments) {
    int poses = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5000;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    HomeRobot.Simulation robot = HomeRobot.simulate(seed, poses);
    List<Place> truth = places(robot.truth());
    List<Place> before = places(robot.graph().poses());
    robot.graph().optimize(Optimizer.builder().build());
    List<Place> after = places(robot.graph().poses());
    System.out.print(new Picture().draw(truth, before, after, poses, seed));
  }

  private static List<Place> places(List<Pose3> poses) {
    List<Place> places = new ArrayList<>();
    poses.forEach(pose -> places.add(new Place(pose.x(), pose.y())));
    return places;
  }

  private String draw(
      List<Place> truth, List<Place> before, List<Place> after, int poses, long seed) {
    for (List<Place> line : List.of(truth, before, after)) {
      for (Place place : line) {
        left = Math.min(left, place.x());
        right = Math.max(right, place.x());
        bottom = Math.min(bottom, place.y());
        top = Math.max(top, place.y());
      }
    }
    double scale = (PANEL - 2.0 * MARGIN) / (right - left);
    int height = (int) Math.ceil((top - bottom) * scale) + MARGIN + TITLE;
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d">
            <!-- build-tools/Picture.java %d %d -->
            <title>A robot's map by odometry alone, and as Mezzo corrects it</title>
            <style>
            path { fill: none; stroke-linejoin: round; stroke-width: 1 }
            .truth { stroke: #8b949e; stroke-width: 2.5; stroke-opacity: 0.45 }
            .before { stroke: #e5534b; stroke-width: 0.7 }
            .after { stroke: #388bfd; stroke-width: 0.7 }
            text { font: 14px sans-serif; fill: #57606a }
            @media (prefers-color-scheme: dark) { text { fill: #adbac7 } }
            </style>
            """,
            2 * PANEL,
            height,
            2 * PANEL,
            height,
            poses,
            seed));
    panel(0, "odometry alone (red), the true way (grey)", truth, before, "before", scale);
    panel(PANEL, "corrected (blue), the true way (grey)", truth, after, "after", scale);
    return svg.append("</svg>\n").toString();
  }

  private void panel(
      int x, String title, List<Place> truth, List<Place> way, String kind, double scale) {
    svg.append("<g transform=\"translate(").append(x).append(")\">\n");
    svg.append("<text x=\"").append(MARGIN).append("\" y=\"18\">").append(title);
    svg.append("</text>\n");
    path("truth", truth, scale);
    path(kind, way, scale);
    svg.append("</g>\n");
  }

  /** In tenths of a pixel, each place relative to the one before. */
  private void path(String kind, List<Place> way, double scale) {
    svg.append("<path class=\"").append(kind).append("\" d=\"");
    long x = 0;
    long y = 0;
    String command = "M";
    for (Place place : thinned(way)) {
      long nextX = Math.round(10 * (MARGIN + (place.x() - left) * scale));
      long nextY = Math.round(10 * (TITLE + (top - place.y()) * scale));
      svg.append(command).append(tenths(nextX - x));
      svg.append(nextY < y ? "" : " ").append(tenths(nextY - y));
      x = nextX;
      y = nextY;
      command = "l";
    }
    svg.append("\"/>\n");
  }

  private static String tenths(long value) {
    String text = String.format(Locale.ROOT, "%.1f", value / 10.0);
    return text.replaceFirst("\\.0$", "").replaceFirst("^(-?)0\\.", "$1.");
  }

  /** The way without places next to a straight line between others (Douglas and Peucker, 1973). */
  private static List<Place> thinned(List<Place> way) {
    var kept = new boolean[way.size()];
    kept[0] = true;
    kept[way.size() - 1] = true;
    keep(way, 0, way.size() - 1, kept);
    List<Place> thinned = new ArrayList<>();
    for (int i = 0; i < way.size(); i++) {
      if (kept[i]) {
        thinned.add(way.get(i));
      }
    }
    return thinned;
  }

  private static void keep(List<Place> way, int first, int last, boolean[] kept) {
    int farthest = first;
    double distance = TOLERANCE;
    for (int i = first + 1; i < last; i++) {
      double apart = apart(way.get(i), way.get(first), way.get(last));
      if (apart > distance) {
        distance = apart;
        farthest = i;
      }
    }
    if (farthest > first) {
      kept[farthest] = true;
      keep(way, first, farthest, kept);
      keep(way, farthest, last, kept);
    }
  }

  private static double apart(Place place, Place from, Place to) {
    double dx = to.x() - from.x();
    double dy = to.y() - from.y();
    double square = dx * dx + dy * dy;
    double t =
        square == 0
            ? 0
            : Math.clamp(
                ((place.x() - from.x()) * dx + (place.y() - from.y()) * dy) / square, 0, 1);
    return Math.hypot(place.x() - from.x() - t * dx, place.y() - from.y() - t * dy);
  }
}
