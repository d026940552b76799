/** Simulated robots, trajectory errors and HTML reports for Mezzo. */
module dev.mezzo.study {
  requires transitive dev.mezzo;
  requires transitive com.fasterxml.jackson.core;

  exports dev.mezzo.study;
}
