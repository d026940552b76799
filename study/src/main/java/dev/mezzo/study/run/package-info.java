/**
 * Runs the work of a study: over threads, with progress, and resumed where it was interrupted.
 *
 * <pre>{@code
 * List<StudyTask> tasks = new ArrayList<>();
 * for (long seed = 1; seed <= 4; seed++) {
 *   long drive = seed;
 *   tasks.add(
 *       new StudyTask(
 *           "drive " + drive,
 *           () -> List.of(List.of(Double.toString(HomeRobot.simulate(drive, 100).metres())))));
 * }
 * List<StudyRow> rows =
 *     new StudyRun(Path.of("lengths.csv"), Map.of("poses", "100"), List.of("metres"))
 *         .threads(2)
 *         .progress((done, all, secondsLeft) -> IO.println(done + " of " + all))
 *         .run(tasks);
 * rows.forEach(row -> IO.println(row.task() + ": " + row.number("metres") + " m"));
 * }</pre>
 */
package dev.mezzo.study.run;
