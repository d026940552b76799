package dev.mezzo.study.odometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pose3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VisualFilesTest {
  @TempDir private Path folder;

  private void file(String name, String... lines) throws IOException {
    Files.write(folder.resolve(name), List.of(lines));
  }

  @Test
  void aStereoDriveIsReadKeyframeByKeyframe() throws IOException {
    file("VO_calibration00s.txt", "700 710 0.0 600 180 0.5");
    file(
        "VO_camera_poses00s.txt",
        "0 1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1",
        "1 0 0 1 4 0 1 0 5 -1 0 0 6 0 0 0 1");
    file("VO_stereo_factors00s.txt", "0 7 10 9 8 1 2 3", "1 7 11 10 9 1 2 3", "0 9 1 2 3 4 5 6");
    VisualSequence sequence = VisualFiles.readStereo(folder);
    assertThat(sequence.intrinsics()).containsExactly(700.0, 710.0, 600.0, 180.0, 0.5);
    Iterator<VisualFrame> frames = sequence.frames().iterator();
    VisualFrame first = frames.next();
    assertThat(first.landmarks()).containsExactly(7, 9);
    assertThat(first.measured()).containsExactly(10, 9, 8, 1, 2, 3);
    VisualFrame second = frames.next();
    assertThat(second.truth().transform(0, 0, 1))
        .containsExactly(new double[] {5, 5, 6}, within(1e-9));
    assertThat(frames.hasNext()).isFalse();
  }

  /** The second camera of this drive stands at (1, 0, 0) and looks along the world's x. */
  @Test
  void anglesOfMalagaTurnFramesAndMotionsAreFromImageToImage() throws IOException {
    double quarter = Math.PI / 2;
    file("cal.txt", "900 0 500", "0 910 380", "0 0 1");
    file("gt_poses.txt", "0 0 0 0 0 0", "0 " + quarter + " 0 1 0 0");
    file("rel_poses_init.txt", "0 0 0 0 0 0", "0 " + quarter + " 0 0 0 -1");
    file("tracks.txt", "2 0 1 2 1 3 4", "1 1 5 6");
    VisualSequence sequence = VisualFiles.readMalaga(folder);
    assertThat(sequence.intrinsics()).containsExactly(900.0, 910.0, 500.0, 380.0);
    Iterator<VisualFrame> frames = sequence.frames().iterator();
    VisualFrame first = frames.next();
    assertThat(first.measured()).containsExactly(1, 2);
    VisualFrame second = frames.next();
    assertThat(second.landmarks()).containsExactly(0, 1);
    // R takes (x, y, z) to (-z, y, x) here, so that the camera's z is the world's x.
    assertThat(second.truth().transform(0, 0, 1))
        .containsExactly(new double[] {2, 0, 0}, within(1e-9));
    // Where x' = 0 in the frame before, x = t: the camera before is one behind this one.
    Pose3 motion = second.motion();
    assertThat(motion.inverse().transform(0, 0, 0))
        .containsExactly(new double[] {0, 0, -1}, within(1e-9));
    assertThat(first.truth().between(second.truth()).rotation().angularDistance(motion.rotation()))
        .isLessThan(1e-9);
  }
}
