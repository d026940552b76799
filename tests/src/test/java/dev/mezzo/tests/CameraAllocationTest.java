package dev.mezzo.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.mezzo.geometry.Bal;
import dev.mezzo.geometry.BrownConrady;
import dev.mezzo.geometry.CameraModel;
import dev.mezzo.geometry.DepthCamera;
import dev.mezzo.geometry.KannalaBrandt;
import dev.mezzo.geometry.Pinhole;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.RectifiedStereo;
import dev.mezzo.slam.Triangulation;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Cameras and triangulation leave nothing to the garbage collector, compiled or not. */
class CameraAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final CameraModel[] MODELS = {
    Pinhole.INSTANCE,
    Bal.INSTANCE,
    BrownConrady.INSTANCE,
    KannalaBrandt.INSTANCE,
    RectifiedStereo.INSTANCE,
    RectifiedStereo.INSTANCE.left(),
    new DepthCamera(BrownConrady.INSTANCE)
  };

  private static final double[] INTRINSICS = {500, 500, 320, 240, 0.1, 0.01, 0.001, 0.001, 0.001};

  /** Behind, in the plane, at the centre, far away: the corner cases as well. */
  private static final double[] DEPTHS = {3, -3, 0, 1e-300, 1e200};

  @Test
  void projectingAndLinearizingAllocateNothing() {
    assertAllocatesNothing(CameraAllocationTest::seeEverything);
  }

  @Test
  void triangulatingAllocatesNothingOnceThereIsRoom() {
    var triangulation = new Triangulation(0.01);
    double[] states = new double[2 * Pose3.STATE_SIZE];
    Pose3.identity().toState(states, 0);
    Pose3.exp(0.5, 0, 0, 0, 0, 0).toState(states, Pose3.STATE_SIZE);
    double[] seen = {340, 250, 240, 250};
    assertAllocatesNothing(
        () -> {
          triangulation.clear();
          for (int i = 0; i < 2; i++) {
            int at = i * Pose3.STATE_SIZE;
            triangulation.add(states, at, Pinhole.INSTANCE, INTRINSICS, 0, seen, 2 * i, 1, 1);
          }
          if (triangulation.solve() != Triangulation.Verdict.GOOD) {
            throw new AssertionError("not the landmark that was meant");
          }
        });
  }

  private static final double[] OUT = new double[64];

  private static void seeEverything() {
    for (CameraModel model : MODELS) {
      for (double z : DEPTHS) {
        model.project(0.3, -0.2, z, INTRINSICS, 0, OUT, 0);
        model.linearize(0.3, -0.2, z, INTRINSICS, 0, OUT, 0, 3, 12);
        OUT[60] = 330;
        OUT[61] = 235;
        OUT[62] = 230;
        model.unproject(OUT, 60, INTRINSICS, 0, OUT, 0);
      }
    }
  }

  /** After the first run, which may load classes. */
  private static void assertAllocatesNothing(Runnable work) {
    long allocated = 1;
    for (int attempt = 0; attempt < 20 && allocated != 0; attempt++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      work.run();
      allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(allocated).isZero();
  }
}
