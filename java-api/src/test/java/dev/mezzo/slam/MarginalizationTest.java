package dev.mezzo.slam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mezzo.geometry.Pinhole;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.geometry.RectifiedStereo;
import dev.mezzo.optimize.LossFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a prior says of a window's keyframes, from the rows that went into it. */
class MarginalizationTest {
  private static final int TRACK = 5;
  private static final LossFunction LOSS = LossFunction.cauchy(2);

  private final SplittableRandom random = new SplittableRandom(3);
  private final WindowKeyframes keyframes = new WindowKeyframes(12);
  private final WindowLandmarks landmarks = new WindowLandmarks(keyframes, 300);
  private final WindowPrior prior = new WindowPrior(keyframes);
  private final Marginalization marginalization =
      new Marginalization(keyframes, landmarks, prior, LOSS);

  private void add(CameraStream stream, WindowCamera camera, int k) {
    keyframes.add(k, stream.poses, 7 * k);
    for (int o = 0; o < stream.counts[k]; o++) {
      int slot = landmarks.find(stream.ids[k][o]);
      if (slot < 0) {
        slot = landmarks.add(stream.ids[k][o]);
        double[] point = stream.points.get((int) stream.ids[k][o]);
        System.arraycopy(point, 0, landmarks.points(), WindowLandmarks.at(slot), 3);
        landmarks.activate(slot, true);
      }
      landmarks.observe(slot, camera, keyframes.newest(), stream.measured[k], stream.stride * o);
    }
  }

  /** Moves all poses a little, as an adjustment would. */
  private void move() {
    double[] d = new double[6];
    for (int k = 0; k < keyframes.count(); k++) {
      Arrays.setAll(d, i -> random.nextDouble(-0.02, 0.02));
      int at = WindowKeyframes.at(keyframes.slot(k));
      Pose3.retract(keyframes.poses(), at, d, 0, keyframes.poses(), at);
    }
  }

  private static WindowCamera stereo() {
    return new WindowCamera(
        RectifiedStereo.INSTANCE, CameraStream.STEREO, new double[] {1, 0.8, 1});
  }

  /** Dense rows: landmarks that leave, the keyframes by age, the constant. */
  private List<double[]> rows(int[] leaving, int poses) {
    int n = 3 * leaving.length + 6 * poses + 1;
    List<double[]> rows = new ArrayList<>();
    for (int k = 0; k < prior.rows(); k++) {
      double[] row = new double[n];
      for (int b = 0; b < prior.blocks(); b++) {
        int at = 3 * leaving.length + 6 * age(prior.slot(b));
        for (int c = 0; c < 6; c++) {
          row[at + c] = prior.entry(k, 6 * b + c);
        }
      }
      row[n - 1] = prior.constant(k);
      rows.add(row);
    }
    double[] out = new double[WindowObservation.LENGTH];
    double[] d = new double[6];
    for (int l = 0; l < leaving.length; l++) {
      for (int o = landmarks.first(leaving[l]); o >= 0; o = landmarks.observation(o).next()) {
        WindowObservation observation = landmarks.observation(o);
        int pose = WindowKeyframes.at(observation.slot());
        double s =
            observation.linearize(
                keyframes.poses(), pose, landmarks.points(), WindowLandmarks.at(leaving[l]), out);
        double w = Math.sqrt(LOSS.weight(s));
        for (int r = 0; r < observation.dimension(); r++) {
          double[] row = new double[n];
          row[n - 1] = w * out[WindowObservation.RESIDUAL + r];
          if (keyframes.hasFirst(observation.slot())) {
            Pose3.localCoordinates(keyframes.firsts(), pose, keyframes.poses(), pose, d, 0);
          } else {
            Arrays.fill(d, 0);
          }
          for (int c = 0; c < 6; c++) {
            double j = w * out[WindowObservation.BY_POSE + 6 * r + c];
            row[3 * leaving.length + 6 * age(observation.slot()) + c] = j;
            row[n - 1] -= j * d[c];
          }
          for (int c = 0; c < 3; c++) {
            row[3 * l + c] = w * out[WindowObservation.BY_POINT + 3 * r + c];
          }
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private int age(int slot) {
    int k = 0;
    while (keyframes.slot(k) != slot) {
      k++;
    }
    return k;
  }

  /** Those of the oldest keyframe that the newest two did not see. */
  private int[] leaving() {
    List<Integer> all = new ArrayList<>();
    for (int k = 0; k < landmarks.size(); k++) {
      int slot = landmarks.slot(k);
      int last = landmarks.lastKeyframe(slot);
      if (landmarks.observation(landmarks.first(slot)).slot() == keyframes.slot(0)
          && last != keyframes.newest()
          && last != keyframes.slot(keyframes.count() - 2)) {
        all.add(slot);
      }
    }
    return all.stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void thePriorIsTheDenseSchurComplement() {
    var stream =
        new CameraStream(5, RectifiedStereo.INSTANCE, CameraStream.STEREO, 16, 30, TRACK, 1);
    for (int k = 0; k < 16; k++) {
      add(stream, stereo(), k);
      if (k < 9) {
        continue;
      }
      move();
      int[] leaving = leaving();
      int poses = TRACK;
      // The first keyframes have more than one stretch of tracks on them: the prior overlaps.
      List<double[]> rows = rows(leaving, Math.max(poses, prior.blocks() + 1));
      int blocks = Math.max(poses, prior.blocks() + 1);
      double[][] whole = Normal.of(rows);
      for (int i = 3 * leaving.length; i < 3 * leaving.length + 6; i++) {
        // No keyframe is held: what the gauge leaves open is closed in the copy alone.
        whole[i][i] += 1e-30;
      }
      double[][] expected = Normal.schur(whole, 3 * leaving.length);
      marginalization.run(List.of());
      double[][] actual = information(blocks - 1);
      double[][] reduced = Normal.schur(expected, 6);
      double scale = Math.abs(reduced[0][0]);
      for (int i = 0; i < 6 * (blocks - 1); i++) {
        for (int j = 0; j <= 6 * (blocks - 1); j++) {
          assertThat(actual[i][j]).isCloseTo(reduced[i][j], within(1e-9 * scale));
        }
      }
    }
  }

  /** [R r_0]^T [R r_0], the keyframes by age. */
  private double[][] information(int blocks) {
    List<double[]> rows = new ArrayList<>();
    for (int k = 0; k < prior.rows(); k++) {
      double[] row = new double[6 * blocks + 1];
      for (int b = 0; b < prior.blocks(); b++) {
        for (int c = 0; c < 6; c++) {
          row[6 * age(prior.slot(b)) + c] = prior.entry(k, 6 * b + c);
        }
      }
      row[6 * blocks] = prior.constant(k);
      rows.add(row);
    }
    return Normal.of(rows);
  }

  @Test
  void directionsThatNoCameraSeesGainNoInformation() {
    var mono = new WindowCamera(Pinhole.INSTANCE, CameraStream.MONO, new double[] {1, 1});
    var stream = new CameraStream(6, Pinhole.INSTANCE, CameraStream.MONO, 30, 40, TRACK, 1);
    double[] block = new double[36];
    double[] inverse = new double[7];
    for (int k = 0; k < 30; k++) {
      add(stream, mono, k);
      move();
      if (k >= 9) {
        marginalization.run(List.of());
        double largest = 0;
        double[][] along = new double[7][prior.rows()];
        for (int b = 0; b < prior.blocks(); b++) {
          double[] x = keyframes.firsts();
          int at = WindowKeyframes.at(prior.slot(b));
          Pose3.between(x, at, new double[] {0, 0, 0, 0, 0, 0, 1}, 0, inverse, 0);
          Pose3.adjoint(inverse, 0, block, 0);
          for (int row = 0; row < prior.rows(); row++) {
            for (int c = 0; c < 6; c++) {
              double r = prior.entry(row, 6 * b + c);
              largest = Math.max(largest, Math.abs(r));
              // The world moves and turns: Ad(X^-1) e. It grows: R^T t, a translation.
              for (int g = 0; g < 6; g++) {
                along[g][row] += r * block[6 * c + g];
              }
              for (int i = 0; i < 3 && c < 3; i++) {
                along[6][row] += r * block[6 * c + i] * x[at + i];
              }
            }
          }
        }
        assertThat(largest).isGreaterThan(10);
        for (double[] direction : along) {
          for (double r : direction) {
            assertThat(r).isCloseTo(0, within(1e-9 * largest));
          }
        }
      }
    }
  }

  @Test
  void anObservationIsInThePriorOrInTheWindowOrNowhere() {
    var stream = new CameraStream(7, RectifiedStereo.INSTANCE, CameraStream.STEREO, 10, 40, 8, 1);
    for (int k = 0; k < 10; k++) {
      add(stream, stereo(), k);
    }
    int oldest = keyframes.slot(0);
    int tracked = 0;
    for (int k = 0; k < landmarks.size(); k++) {
      tracked += landmarks.observation(landmarks.first(landmarks.slot(k))).slot() == oldest ? 1 : 0;
    }
    int[] leaving = leaving();
    List<Long> ids = Arrays.stream(leaving).mapToObj(landmarks::id).toList();
    int before = landmarks.size();
    marginalization.run(List.of());
    assertThat(ids).isNotEmpty().allMatch(id -> landmarks.find(id) < 0);
    // Tracked ones leave too until there are enough, but no more than a third of them.
    int more = Math.min(Math.max(0, 12 - leaving.length), (tracked - leaving.length) / 3);
    assertThat(before - landmarks.size()).isEqualTo(leaving.length + more);
    for (int k = 0; k < landmarks.size(); k++) {
      int slot = landmarks.slot(k);
      for (int o = landmarks.first(slot); o >= 0; o = landmarks.observation(o).next()) {
        assertThat(landmarks.observation(o).slot()).isNotEqualTo(oldest);
      }
    }
    assertThat(keyframes.count()).isEqualTo(9);
  }
}
