package dev.mezzo.study.closure;

import dev.mezzo.study.run.StudyProgress;
import dev.mezzo.study.run.StudyRun;
import dev.mezzo.study.run.StudyTask;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Pose graphs replayed keyframe by keyframe, every loop closure one pose graph optimisation
 * problem: in double, single and mixed precision from scratch, from the same start, and online by
 * {@link dev.mezzo.slam.LoopCloser}, which drives the map on. One task of the study is one graph.
 *
 * <p>Before anything is timed on a graph, its replay is driven for a while so that the JVM is warm.
 * Solvers take turns on each problem. Graphs that are replayed in several threads disturb each
 * other's times. Not safe for use by several threads.
 */
public final class ClosureStudy {
  /** How many problems of a graph half precision gets: it is slow, and one look is enough. */
  private static final int HALF = 100;

  private final List<ClosureGraph> graphs;
  private ClosureSample sample = new ClosureSample(Integer.MAX_VALUE, HALF);
  private int threads = 1;
  private Duration warmUp = Duration.ofSeconds(3);
  private boolean isFresh;
  private StudyProgress progress = (done, all, secondsLeft) -> {};

  /**
   * A study of some graphs.
   *
   * @param graphs of different names
   */
  public ClosureStudy(List<ClosureGraph> graphs) {
    this.graphs = List.copyOf(graphs);
  }

  /**
   * Sets how many problems of each graph are solved from scratch, at most; all unless set.
   *
   * @param most at least 1; they are spread evenly over the closures
   * @return this
   */
  public ClosureStudy problems(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("at least one problem is needed, not " + most);
    }
    sample = new ClosureSample(most, HALF);
    return this;
  }

  /**
   * Sets how many graphs are replayed at once; one unless set.
   *
   * @param value at least 1
   * @return this
   */
  public ClosureStudy threads(int value) {
    threads = value;
    return this;
  }

  /**
   * Sets how long each graph is replayed before it is timed; three seconds unless set.
   *
   * @param value zero for not at all
   * @return this
   */
  public ClosureStudy warmUp(Duration value) {
    warmUp = value;
    return this;
  }

  /**
   * Sets whether to begin anew even if there is an interrupted run to go on with; otherwise not.
   *
   * @param value whether
   * @return this
   */
  public ClosureStudy fresh(boolean value) {
    isFresh = value;
    return this;
  }

  /**
   * Sets who hears how far the study has come, counted in loop closures.
   *
   * @param value called after each closure, by one thread at a time
   * @return this
   */
  public ClosureStudy progress(StudyProgress value) {
    progress = Objects.requireNonNull(value, "progress");
    return this;
  }

  /**
   * Replays the graphs, or what an interrupted run has left of them.
   *
   * @param csv where what each solver did on each problem goes, see {@link StudyRun}
   * @param settings of the run that the outcome depends on, such as the version of Mezzo
   * @return what follows
   * @throws IOException if the file cannot be written
   * @throws InterruptedException if this thread is interrupted; graphs that are done stay on disk
   */
  public ClosureResults run(Path csv, Map<String, String> settings)
      throws IOException, InterruptedException {
    Map<String, String> all = new TreeMap<>(settings);
    all.put("problems", sample.toString());
    for (ClosureGraph graph : graphs) {
      all.put("graph " + graph.name(), graph.fingerprint());
    }
    Map<String, List<?>> maps = new ConcurrentHashMap<>();
    ClosureProgress watch = new ClosureProgress(graphs, sample, progress);
    List<StudyTask> tasks =
        graphs.stream()
            .map(graph -> new StudyTask(graph.name(), () -> replay(graph, maps, watch)))
            .toList();
    StudyRun run = new StudyRun(csv, all, ClosureSolve.COLUMNS).threads(threads).fresh(isFresh);
    List<ClosureSolve> solves =
        run.progress(watch::begin).run(tasks).stream().map(ClosureSolve::of).toList();
    for (ClosureGraph graph : graphs) {
      maps.computeIfAbsent(graph.name(), missing -> endOf(graph));
    }
    return new ClosureResults(graphs, solves, maps);
  }

  private List<List<String>> replay(
      ClosureGraph graph, Map<String, List<?>> maps, ClosureProgress watch) {
    warmUp(graph);
    ClosureDrive<?> drive = ClosureDrive.through(graph, sample);
    maps.put(
        graph.name(),
        drive.run(
            number -> {
              watch.closed(graph, number);
              return true;
            }));
    return drive.solves().stream().map(ClosureSolve::cells).toList();
  }

  /** Drives through the graph as is done later, again and again until the time is over. */
  private void warmUp(ClosureGraph graph) {
    long end = System.nanoTime() + warmUp.toNanos();
    while (System.nanoTime() - end < 0) {
      ClosureDrive.through(graph, sample).run(number -> System.nanoTime() - end < 0);
    }
  }

  /** The map that an earlier run had in the end. */
  private static List<?> endOf(ClosureGraph graph) {
    return ClosureDrive.through(graph, ClosureSample.NONE).run(number -> true);
  }
}
