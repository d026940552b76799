/**
 * Mezzo's poses, points and matrices as those of EJML and GeoRegression, and back.
 *
 * <p>Neither library is a module, so both go by the names of their jars. Their other parts, such as
 * {@code ejml-ddense} and {@code ejml-fdense}, have packages in common, which no module path takes;
 * they go to the class path, where automatic modules find them.
 */
// There are no other names to require them by.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.mezzo.georegression {
  requires transitive dev.mezzo;
  requires transitive ejml.core;
  requires transitive georegression;

  exports dev.mezzo.georegression;
}
