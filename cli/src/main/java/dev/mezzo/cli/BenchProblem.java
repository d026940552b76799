package dev.mezzo.cli;

import java.nio.file.Path;

/** A problem that all solvers of a benchmark are given in one file. */
interface BenchProblem {
  /** For tables. */
  String name();

  /** What solvers read. */
  Path file();

  /** Where all start. */
  double startChi2();
}
