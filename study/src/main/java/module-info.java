/**
 * Simulated robots, trajectory errors, studies and their pages for Mezzo. Begin with {@link
 * dev.mezzo.study}; each study has a package of its own, {@link dev.mezzo.study.run} runs them, and
 * {@link dev.mezzo.study.report} draws them. What solves needs the JVM's {@code
 * --enable-native-access}, as {@code dev.mezzo} does.
 */
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
