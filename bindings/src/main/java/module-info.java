/**
 * Mezzo's native library: its loader, the generated calls into it, and the translation of its
 * errors. Not an API: only Mezzo's own module reads it. Needs {@code
 * --enable-native-access=dev.mezzo.bindings}.
 */
@SuppressWarnings("module") // dev.mezzo is built after, and upon, this module
module dev.mezzo.bindings {
  exports dev.mezzo.bindings to
      dev.mezzo;
  exports dev.mezzo.bindings.ffi to
      dev.mezzo;
}
