package dev.mezzo.study.profile;

import dev.mezzo.optimize.PrecisionPolicy;
import dev.mezzo.study.run.StudyProgress;
import dev.mezzo.study.run.StudyRow;
import dev.mezzo.study.run.StudyRun;
import dev.mezzo.study.run.StudyTask;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * Solves problems in double, single and mixed precision and as the article does, again and again,
 * in turn, in a JVM that has warmed up, one at a time in one thread, and finds out where time,
 * operations and traffic go.
 */
public final class ProfileStudy {
  private final Map<String, Callable<ProfiledProblem>> problems;
  private int repeat = 9;
  private Duration warmUp = Duration.ofSeconds(3);
  private boolean isFresh;
  private StudyProgress progress = (done, all, secondsLeft) -> {};

  /**
   * A study.
   *
   * @param problems by their names, made when their turn comes
   */
  public ProfileStudy(Map<String, Callable<ProfiledProblem>> problems) {
    this.problems = new LinkedHashMap<>(problems);
  }

  /**
   * Sets how often each problem is solved in each arithmetic; 9 times unless set.
   *
   * @param value at least 1
   * @return this
   */
  public ProfileStudy repeat(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("a problem is solved at least once, not " + value);
    }
    repeat = value;
    return this;
  }

  /**
   * Sets for how long each problem is solved in each arithmetic before times count; 3 s unless set.
   *
   * @param value at least 0
   * @return this
   */
  public ProfileStudy warmUp(Duration value) {
    warmUp = value;
    return this;
  }

  /**
   * Sets whether to begin anew even if there is an interrupted run to go on with; otherwise not.
   *
   * @param value whether
   * @return this
   */
  public ProfileStudy fresh(boolean value) {
    isFresh = value;
    return this;
  }

  /**
   * Sets who hears how far the study has come.
   *
   * @param value called after each problem
   * @return this
   */
  public ProfileStudy progress(StudyProgress value) {
    progress = value;
    return this;
  }

  /**
   * Does the study.
   *
   * @param csv receives what was measured
   * @param settings all else that results depend on
   * @return what was measured
   * @throws IOException if a file cannot be written
   * @throws InterruptedException if this thread is interrupted
   */
  public ProfileResults run(Path csv, Map<String, String> settings)
      throws IOException, InterruptedException {
    Map<String, String> all = new TreeMap<>(settings);
    all.put("repeat", Integer.toString(repeat));
    all.put("warm-up", warmUp.toString());
    List<StudyTask> tasks = new ArrayList<>();
    problems.forEach(
        (name, problem) -> tasks.add(new StudyTask(name, () -> measure(problem.call()))));
    List<StudyRow> rows =
        new StudyRun(csv, all, Profile.columns()).fresh(isFresh).progress(progress).run(tasks);
    return new ProfileResults(rows.stream().map(Profile::of).toList(), repeat);
  }

  private List<List<String>> measure(ProfiledProblem problem) {
    Map<Arithmetic, List<Work>> runs = new EnumMap<>(Arithmetic.class);
    for (Arithmetic arithmetic : problem.arithmetics()) {
      runs.put(arithmetic, new ArrayList<>());
      long end = System.nanoTime() + warmUp.toNanos();
      while (System.nanoTime() < end) {
        problem.solve(arithmetic, (summary, sizes) -> {});
      }
    }
    for (int k = 0; k < repeat; k++) {
      boolean isFirst = k == 0;
      runs.forEach((arithmetic, list) -> list.add(work(problem, arithmetic, isFirst)));
    }
    List<List<String>> rows = new ArrayList<>();
    runs.forEach((arithmetic, list) -> rows.add(profile(problem, arithmetic, list).cells()));
    return rows;
  }

  private static Work work(ProfiledProblem problem, Arithmetic arithmetic, boolean counts) {
    Work work = new Work();
    PrecisionPolicy policy = arithmetic.policy(problem.application());
    problem.solve(
        arithmetic,
        (summary, sizes) -> {
          work.addSeconds(summary.seconds());
          if (counts) {
            work.addCounts(summary, sizes.get(), policy);
          }
        });
    return work;
  }

  /** Operations and bytes are those of the first run, as of any; of seconds, medians. */
  private static Profile profile(ProfiledProblem problem, Arithmetic arithmetic, List<Work> runs) {
    Work counted = runs.getFirst();
    Map<Stage, Double> seconds = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      double[] sorted = runs.stream().mapToDouble(run -> run.seconds.get(stage)).sorted().toArray();
      int n = sorted.length;
      seconds.put(stage, 0.5 * (sorted[(n - 1) / 2] + sorted[n / 2]));
    }
    return new Profile(
        problem.application(),
        problem.name(),
        arithmetic,
        counted.steps,
        counted.linearIterations,
        counted.factorizations,
        seconds,
        counted.flops,
        counted.bytes);
  }
}
