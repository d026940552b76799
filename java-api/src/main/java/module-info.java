/** Mezzo: mixed-precision pose graph optimisation for Java. */
module dev.mezzo {
  requires dev.mezzo.bindings;
  requires jdk.jfr;

  exports dev.mezzo.geometry;
  exports dev.mezzo.linalg;
  exports dev.mezzo.optimize;
  exports dev.mezzo.slam;
  exports dev.mezzo.io;
}
