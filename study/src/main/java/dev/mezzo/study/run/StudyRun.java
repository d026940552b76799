package dev.mezzo.study.run;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.mezzo.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Does the tasks of a study, in as many threads as wanted, and writes what they find as a CSV file.
 * Those that are done stand in a file of their own, from which a later run with the same settings
 * goes on, until {@link StudyFiles#forgetProgress}: a study that fails while it draws its report
 * need not be done again either. Not safe for use by several threads.
 *
 * <pre>{@code
 * List<StudyRow> rows =
 *     new StudyRun(Path.of("vo.csv"), Map.of("seed", "1"), List.of("precision", "ate"))
 *         .threads(2)
 *         .run(tasks);
 * }</pre>
 */
public final class StudyRun {
  private final Path csv;
  private final StudyJournal journal;
  private final List<String> columns;
  private boolean isFresh;
  private int threads = 1;
  private int resumed;
  private StudyProgress progress = (done, all, secondsLeft) -> {};

  /**
   * A study that is about to begin, or to go on.
   *
   * @param csv where its rows go in the end; while it runs, a file of the same name but for the
   *     extension, {@code .partial.jsonl}, stands beside it
   * @param settings all that the rows depend on, such as seeds and versions: an earlier run is gone
   *     on with only if its settings were the same
   * @param columns names of the cells of each row, without the task's name, which goes before them
   */
  public StudyRun(Path csv, Map<String, String> settings, List<String> columns) {
    this.csv = csv;
    this.columns = List.copyOf(columns);
    journal = new StudyJournal(StudyFiles.partial(csv), new TreeMap<>(settings), this.columns);
  }

  /**
   * Sets whether to begin anew even if there is an interrupted run to go on with; otherwise not.
   *
   * @param value whether
   * @return this
   */
  public StudyRun fresh(boolean value) {
    isFresh = value;
    return this;
  }

  /**
   * Sets how many tasks are done at once; one unless set.
   *
   * @param value at least 1
   * @return this
   */
  public StudyRun threads(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("at least one thread is needed, not " + value);
    }
    threads = value;
    return this;
  }

  /**
   * Sets who hears how far the study has come.
   *
   * @param value called after each task
   * @return this
   */
  public StudyRun progress(StudyProgress value) {
    progress = Objects.requireNonNull(value, "progress");
    return this;
  }

  /**
   * Does what is left to do.
   *
   * @param tasks all tasks of the study, those that an earlier run has done included
   * @return the rows, in the order of the tasks
   * @throws IOException if the files cannot be written
   * @throws InterruptedException if this thread is interrupted; what is done stays on disk
   * @throws IllegalArgumentException if two tasks have the same name
   * @throws IllegalStateException if a task gives a row that does not fit the columns
   * @throws RuntimeException that a task threw; what is done stays on disk
   */
  public List<StudyRow> run(List<StudyTask> tasks) throws IOException, InterruptedException {
    Map<String, List<List<String>>> done = isFresh ? new LinkedHashMap<>() : journal.read();
    Map<String, StudyTask> left = new LinkedHashMap<>();
    for (StudyTask task : tasks) {
      if (left.put(task.name(), task) != null) {
        throw new IllegalArgumentException("two tasks have the name " + task.name());
      }
    }
    done.keySet().retainAll(left.keySet());
    left.keySet().removeAll(done.keySet());
    resumed = done.size();
    journal.begin(done);
    work(List.copyOf(left.values()), tasks.size(), done);
    List<StudyRow> rows = new ArrayList<>();
    for (StudyTask task : tasks) {
      for (List<String> cells : done.get(task.name())) {
        rows.add(new StudyRow(task.name(), columns, cells));
      }
    }
    write(rows);
    return List.copyOf(rows);
  }

  /**
   * How many tasks an earlier run had done.
   *
   * @return 0 before {@link #run}
   */
  public int resumed() {
    return resumed;
  }

  private void work(List<StudyTask> left, int all, Map<String, List<List<String>>> done)
      throws IOException, InterruptedException {
    progress.report(done.size(), all, Double.NaN);
    ExecutorService pool = Executors.newFixedThreadPool(threads, StudyRun::thread);
    try {
      var finished = new ExecutorCompletionService<Finished>(pool);
      for (StudyTask task : left) {
        finished.submit(() -> new Finished(task.name(), task.rows().call()));
      }
      long begun = System.nanoTime();
      for (int k = 1; k <= left.size(); k++) {
        Finished task = finished.take().get();
        check(task);
        journal.add(task.name(), task.rows());
        done.put(task.name(), task.rows());
        double pace = 1e-9 * (System.nanoTime() - begun) / k;
        progress.report(done.size(), all, pace * (left.size() - k));
      }
    } catch (ExecutionException e) {
      throw unwrapped(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  /** What a task found. */
  private record Finished(String name, List<List<String>> rows) {}

  private void check(Finished task) {
    for (List<String> row : task.rows()) {
      if (row.size() != columns.size()) {
        throw new IllegalStateException(
            "task " + task.name() + " gave a row " + row + " for the columns " + columns);
      }
    }
  }

  /** The exception of a task, to be thrown; checked ones and errors are thrown here. */
  private static RuntimeException unwrapped(Throwable cause) throws IOException {
    return switch (cause) {
      case RuntimeException unchecked -> unchecked;
      case IOException io -> throw io;
      case Error error -> throw error;
      default -> new IllegalStateException(cause);
    };
  }

  /** A thread that does not keep the program from ending. */
  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "study");
    thread.setDaemon(true);
    return thread;
  }

  private void write(List<StudyRow> rows) throws IOException {
    AtomicFile.write(
        csv,
        out -> {
          var writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out);
          writer.writeRecord(prefixed("task", columns));
          for (StudyRow row : rows) {
            writer.writeRecord(prefixed(row.task(), row.cells()));
          }
          writer.flush();
        });
  }

  private static List<String> prefixed(String first, List<String> rest) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(rest);
    return all;
  }
}
