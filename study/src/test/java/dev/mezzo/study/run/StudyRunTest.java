package dev.mezzo.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyRunTest {
  private static final List<String> COLUMNS = List.of("precision", "error");
  private static final Map<String, String> SETTINGS = Map.of("seed", "1");

  @TempDir Path folder;
  private Path csv;
  private final AtomicInteger worked = new AtomicInteger();

  @BeforeEach
  void nameTheFile() {
    csv = folder.resolve("squares.csv");
  }

  @Test
  void rowsComeInTheOrderOfTheTasksWhateverTheThreads() throws Exception {
    List<StudyRow> one = study(SETTINGS).run(tasks(20));
    String first = Files.readString(csv);
    List<StudyRow> three = study(SETTINGS).fresh(true).threads(3).run(tasks(20));
    assertThat(three).isEqualTo(one).hasSize(40);
    assertThat(Files.readString(csv)).isEqualTo(first).startsWith("task,precision,error\n");
    assertThat(one.get(7).task()).isEqualTo("task 3");
    assertThat(one.get(7).text("precision")).isEqualTo("half, \"naive\"");
    assertThat(one.get(7).number("error")).isEqualTo(9);
    assertThat(first).contains("task 3,\"half, \"\"naive\"\"\",9\n");
  }

  @Test
  void anInterruptedStudyGoesOnWhereItStopped() throws Exception {
    failAt(12);
    assertThat(worked).hasValue(12);
    StudyRun again = study(SETTINGS);
    List<StudyRow> rows = again.run(tasks(20));
    assertThat(again.resumed()).isEqualTo(12);
    assertThat(worked).hasValue(20);
    assertThat(rows).isEqualTo(study(SETTINGS).fresh(true).run(tasks(20)));
    StudyFiles.beside(folder.resolve("squares.html")).forgetProgress();
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(csv);
    }
  }

  /** Something else may still fail, such as the report. */
  @Test
  void whatIsDoneStaysUntilItIsForgotten() throws Exception {
    List<StudyRow> rows = study(SETTINGS).run(tasks(20));
    StudyRun again = study(SETTINGS);
    assertThat(again.run(tasks(20))).isEqualTo(rows);
    assertThat(again.resumed()).isEqualTo(20);
    assertThat(worked).hasValue(20);
    StudyFiles.beside(folder.resolve("squares.html")).forgetProgress();
    study(SETTINGS).run(tasks(20));
    assertThat(worked).hasValue(40);
  }

  @Test
  void nothingIsTakenFromAStudyWithOtherSettings() throws Exception {
    failAt(12);
    StudyRun other = study(Map.of("seed", "2"));
    other.run(tasks(20));
    assertThat(other.resumed()).isZero();
  }

  @Test
  void nothingIsTakenFromBeforeWhereAFreshStartIsWanted() throws Exception {
    failAt(12);
    StudyRun fresh = study(SETTINGS).fresh(true);
    fresh.run(tasks(20));
    assertThat(fresh.resumed()).isZero();
  }

  @Test
  void aLineThatWasTornIsDoneAgain() throws Exception {
    failAt(12);
    Path partial = folder.resolve("squares.partial.jsonl");
    String text = Files.readString(partial);
    Files.writeString(
        partial, text.substring(0, text.length() - 8), StandardOpenOption.TRUNCATE_EXISTING);
    StudyRun again = study(SETTINGS);
    List<StudyRow> rows = again.run(tasks(20));
    assertThat(again.resumed()).isEqualTo(11);
    assertThat(rows).hasSize(40);
  }

  @Test
  void progressEndsWithAllTasksDoneAndNoTimeLeft() throws Exception {
    List<Integer> done = new ArrayList<>();
    List<Double> left = new ArrayList<>();
    study(SETTINGS)
        .progress(
            (tasks, all, secondsLeft) -> {
              assertThat(all).isEqualTo(5);
              done.add(tasks);
              left.add(secondsLeft);
            })
        .run(tasks(5));
    assertThat(done).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(left.getFirst()).isNaN();
    assertThat(left.getLast()).isZero();
  }

  @Test
  void theExceptionOfATaskComesOutAsItWas() {
    StudyTask bad =
        new StudyTask(
            "bad",
            () -> {
              throw new IOException("no such sensor");
            });
    assertThatThrownBy(() -> study(SETTINGS).run(List.of(bad)))
        .isInstanceOf(IOException.class)
        .hasMessage("no such sensor");
    assertThat(csv).doesNotExist();
  }

  @Test
  void whatDoesNotFitTogetherIsRefused() {
    StudyTask narrow = new StudyTask("narrow", () -> List.of(List.of("double")));
    assertThatIllegalStateException()
        .isThrownBy(() -> study(SETTINGS).run(List.of(narrow)))
        .withMessageContaining("narrow");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> study(SETTINGS).run(List.of(narrow, narrow)))
        .withMessageContaining("narrow");
    assertThatIllegalArgumentException().isThrownBy(() -> study(SETTINGS).threads(0));
  }

  private StudyRun study(Map<String, String> settings) {
    return new StudyRun(csv, settings, COLUMNS);
  }

  private void failAt(int at) {
    List<StudyTask> tasks = new ArrayList<>(tasks(20));
    tasks.set(
        at,
        new StudyTask(
            "task " + at,
            () -> {
              throw new IllegalStateException("the power is gone");
            }));
    assertThatIllegalStateException()
        .isThrownBy(() -> study(SETTINGS).run(tasks.subList(0, at + 1)))
        .withMessage("the power is gone");
  }

  private List<StudyTask> tasks(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            k ->
                new StudyTask(
                    "task " + k,
                    () -> {
                      worked.incrementAndGet();
                      return List.of(
                          List.of("double", ""),
                          List.of("half, \"naive\"", Integer.toString(k * k)));
                    }))
        .toList();
  }
}
