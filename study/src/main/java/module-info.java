/** Simulated robots, trajectory errors, studies and their pages for Mezzo. */
module dev.mezzo.study {
  requires transitive dev.mezzo;
  requires transitive com.fasterxml.jackson.core;
  requires de.siegmar.fastcsv;
  requires java.management; // counts the time that a thread has a processor

  exports dev.mezzo.study;
  exports dev.mezzo.study.closure;
  exports dev.mezzo.study.profile;
  exports dev.mezzo.study.report;
  exports dev.mezzo.study.odometry;
  exports dev.mezzo.study.run;
  exports dev.mezzo.study.sparsity;
}
