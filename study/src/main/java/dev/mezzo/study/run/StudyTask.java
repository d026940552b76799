package dev.mezzo.study.run;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * A part of a study that is done in one go, by one thread: a trajectory, a graph.
 *
 * @param name no other task of the study has it; the same in every run with the same settings
 * @param rows what it finds: the cells of each row, as many as the study has columns
 */
public record StudyTask(String name, Callable<List<List<String>>> rows) {
  /** Checks that nothing is missing. */
  public StudyTask {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(rows, "rows");
  }
}
