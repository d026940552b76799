package consumer;

import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.Rotation3;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.slam.InformationMatrix;
import dev.mezzo.slam.PoseGraph3;

/** A robot that climbs a turn of a winding stair, is a little off, and sees where it began. */
final class Helix {
  private Helix() {}

  public static void main(String[] arguments) {
    var graph = new PoseGraph3();
    var information = InformationMatrix.diagonal(100, 100, 100, 400, 400, 400); // 0.1 m, 0.05 rad
    var step = Pose3.of(0.5, 0, 0.2, Rotation3.ofRollPitchYaw(0, 0, 0.8)); // an eighth, about
    graph.addPose(0, Pose3.identity());
    for (long id = 1; id <= 8; id++) {
      graph.addPose(id, graph.pose(id - 1).compose(step));
      graph.addEdge(id - 1, id, step, information);
    }
    graph.addEdge(0, 8, Pose3.of(0, 0, 1.6, Rotation3.identity()), information);
    var summary = graph.optimize(Optimizer.builder().build());
    System.out.printf("%s, chi2 %.4f%n", summary.termination(), summary.finalChi2());
    Pose3 last = graph.pose(8);
    System.out.printf("%.4f %.4f %.4f%n", last.x(), last.y(), last.z());
  }
}
