package dev.mezzo.bindings;

import dev.mezzo.bindings.ffi.mezzo_h;

/**
 * What the loader's tests start as a process: loads the library, calls it, prints the file it was
 * loaded from.
 */
final class LoadProbe {
  private LoadProbe() {}

  public static void main(String[] arguments) {
    NativeLibrary.ensureLoaded();
    NativeLibrary.ensureLoaded();
    if (mezzo_h.mezzo_abi_version() != mezzo_h.MEZZO_ABI_VERSION()) {
      throw new AssertionError("the loader let another version pass");
    }
    System.out.println(NativeLibrary.path());
  }
}
