/** Mezzo: mixed-precision pose graph optimisation and bundle adjustment for Java. */
module dev.mezzo {
  requires dev.mezzo.bindings;
  requires jdk.jfr;
  requires static org.apache.commons.compress;

  exports dev.mezzo.geometry;
  exports dev.mezzo.linalg;
  exports dev.mezzo.optimize;
  exports dev.mezzo.slam;
  exports dev.mezzo.io;
}
