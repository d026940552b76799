package consumer;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.slam.InformationMatrix;
import dev.mezzo.slam.PoseGraph2;

/** A robot that drives round a square, is a little off, and knows the place where it began. */
final class Square {
  private Square() {}

  public static void main(String[] arguments) {
    var graph = new PoseGraph2();
    var information = InformationMatrix.diagonal(100, 100, 400); // 0.1 m, 0.05 rad
    var side = Pose2.of(1.02, 0, 1.6); // a metre, a quarter turn, about
    graph.addPose(0, Pose2.identity());
    for (long id = 1; id <= 4; id++) {
      graph.addPose(id, graph.pose(id - 1).compose(side));
      graph.addEdge(id - 1, id, side, information);
    }
    graph.addEdge(4, 0, Pose2.identity(), information);
    var summary = graph.optimize(Optimizer.builder().build());
    System.out.printf("%s, chi2 %.4f%n", summary.termination(), summary.finalChi2());
    Pose2 last = graph.pose(4);
    System.out.printf("%.4f %.4f %.4f%n", last.x(), last.y(), last.heading());
  }
}
