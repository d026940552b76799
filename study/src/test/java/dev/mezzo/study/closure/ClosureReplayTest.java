package dev.mezzo.study.closure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mezzo.geometry.Pose2;
import dev.mezzo.slam.LoopCloser;
import dev.mezzo.slam.PoseGraph2;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosureReplayTest {
  private static final double[] INFORMATION = {1, 0, 0, 0, 1, 0, 0, 0, 1};

  @Test
  void theFirstEdgeFromTheKeyframeBeforeIsOdometryAndAllOthersAreClosures() {
    PoseGraph2 graph = chain(0, 1, 2, 3);
    graph.addEdge(2, 3, Pose2.of(1.1, 0, 0), INFORMATION); // measured again
    graph.addEdge(3, 1, Pose2.of(-2, 0, 0), INFORMATION);
    ClosureReplay<?> replay = ClosureReplay.of(graph);
    assertThat(replay.keyframes()).isEqualTo(4);
    assertThat(replay.closures()).isEqualTo(2);
    assertThat(replay.gaps()).isEmpty();
    assertThat(replay.moments()).containsExactly(4, 4);
    assertThat(replay.odometryAlone())
        .last()
        .satisfies(pose -> assertThat(((Pose2) pose).x()).isEqualTo(3));
  }

  @Test
  void idsNeedNotFollowEachOther() {
    PoseGraph2 graph = chain(10, 20, 45);
    graph.addEdge(45, 10, Pose2.of(-2, 0, 0), INFORMATION);
    ClosureReplay<?> replay = ClosureReplay.of(graph);
    assertThat(replay.closures()).isEqualTo(1);
    assertThat(replay.gaps()).isEmpty();
  }

  @Test
  void keyframesWithoutOdometryAreGaps() {
    PoseGraph2 graph = chain(0, 1, 2);
    graph.addPose(3, Pose2.of(3, 0, 0));
    graph.addEdge(1, 3, Pose2.of(2, 0, 0), INFORMATION);
    ClosureReplay<?> replay = ClosureReplay.of(graph);
    assertThat(replay.gaps()).containsExactly(3L);
    assertThat(replay.closures()).isEqualTo(1);
  }

  @Test
  void aDriveAddsOneClosureAtATimeAndStopsWhenTold() {
    PoseGraph2 graph = chain(0, 1, 2, 3, 4);
    graph.addEdge(0, 2, Pose2.of(2, 0, 0), INFORMATION);
    graph.addEdge(0, 4, Pose2.of(4, 0, 0), INFORMATION);
    graph.addEdge(1, 4, Pose2.of(3, 0, 0), INFORMATION);
    assertThat(keyframesAndEdges(graph, 3)).containsExactly("3 3", "5 6", "5 7");
    assertThat(keyframesAndEdges(graph, 1)).containsExactly("3 3");
    assertThat(ClosureReplay.of(graph).moments()).containsExactly(3, 5, 5);
  }

  private static List<String> keyframesAndEdges(PoseGraph2 graph, int closures) {
    return driven(ClosureReplay.of(graph), closures);
  }

  private static <P> List<String> driven(ClosureReplay<P> replay, int closures) {
    List<String> seen = new ArrayList<>();
    try (LoopCloser<P> map = replay.newMap()) {
      replay.drive(
          map,
          () -> {
            seen.add(map.poses().size() + " " + map.toPoseGraph().edges().size());
            return seen.size() < closures;
          });
    }
    return seen;
  }

  /** Poses at the origin, a metre from each to the next by odometry. */
  private static PoseGraph2 chain(long... ids) {
    var graph = new PoseGraph2();
    for (int k = 0; k < ids.length; k++) {
      graph.addPose(ids[k], Pose2.identity());
      if (k > 0) {
        graph.addEdge(ids[k - 1], ids[k], Pose2.of(1, 0, 0), INFORMATION);
      }
    }
    return graph;
  }
}
