package dev.mezzo.study.run;

/** Hears how far a study has come. */
@FunctionalInterface
public interface StudyProgress {
  /**
   * Called after each task, by one thread at a time.
   *
   * @param done tasks that are done, those of earlier runs included
   * @param all tasks of the study
   * @param secondsLeft at the pace of this run so far; NaN before its first task is done
   */
  void report(int done, int all, double secondsLeft);
}
