package dev.mezzo.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Optimizer;
import dev.mezzo.optimize.Summary;
import dev.mezzo.slam.Initialization;
import dev.mezzo.slam.PoseGraph3;
import org.junit.jupiter.api.Test;

class CityRobotTest {
  @Test
  void theSameSeedGivesTheSameGraph() {
    PoseGraph3 one = CityRobot.simulate(5, 300);
    PoseGraph3 same = CityRobot.simulate(5, 300);
    assertThat(one.poses()).isEqualTo(same.poses());
    assertThat(one.edges()).isEqualTo(same.edges());
    assertThat(CityRobot.simulate(6, 300).edges()).isNotEqualTo(one.edges());
  }

  @Test
  void closuresKeepPaceWithPosesAndLeadFarBack() {
    for (int poses : new int[] {1000, 8000}) {
      PoseGraph3 graph = CityRobot.simulate(1, poses);
      assertThat(graph.size()).isEqualTo(poses);
      double closures = graph.edges().size() - (poses - 1);
      assertThat(closures / poses).isBetween(0.25, 0.5);
      assertThat(graph.edges())
          .anySatisfy(edge -> assertThat(edge.to() - edge.from()).isGreaterThan(poses / 2));
    }
  }

  @Test
  void chi2AtTheOptimumIsThatOfTheNoise() {
    PoseGraph3 graph = CityRobot.simulate(3, 1500);
    var optimizer = Optimizer.builder().build();
    Summary summary = graph.optimize(optimizer, LossFunction.NONE, Initialization.CHORDAL);
    double expected = 6.0 * (graph.edges().size() - (graph.size() - 1));
    assertThat(summary.finalChi2()).isCloseTo(expected, within(5 * Math.sqrt(2 * expected)));
  }

  @Test
  void oneAloneIsNoDrive() {
    assertThatThrownBy(() -> CityRobot.simulate(1, 1)).hasMessageContaining("at least 2");
  }
}
