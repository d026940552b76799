/**
 * Programs to copy from, of one class each: see {@link dev.mezzo.examples}.
 *
 * <pre>
 * java --enable-native-access=dev.mezzo.bindings -p examples/target/lib \
 *     -m dev.mezzo.examples/dev.mezzo.examples.PoseGraphFromScratch
 * </pre>
 */
module dev.mezzo.examples {
  requires dev.mezzo;

  exports dev.mezzo.examples;
}
