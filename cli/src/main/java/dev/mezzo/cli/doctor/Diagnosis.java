package dev.mezzo.cli.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * All that {@code doctor} found.
 *
 * @param mezzo version of this program
 * @param hardware the machine
 * @param jvm the virtual machine
 * @param natives the native library; null where none could be loaded
 * @param libraries what all runs on
 * @param licence of the whole
 * @param parts of the self-test; none without a native library
 * @param storage formats compared; null without a native library
 * @param advice what to do; may be empty
 * @param missing why there is no native library; empty where there is one
 */
public record Diagnosis(
    String mezzo,
    Hardware hardware,
    Jvm jvm,
    NativePart natives,
    List<Library> libraries,
    String licence,
    List<SelfTest.Part> parts,
    StorageTimes storage,
    List<Advice> advice,
    String missing) {
  /**
   * Looks at everything, in a few seconds.
   *
   * @param mezzo version of this program
   * @param files where Linux tells of the machine
   */
  public static Diagnosis make(String mezzo, SystemFiles files) {
    Hardware hardware = Hardware.read(files, System.getProperty("os.arch"));
    Jvm jvm = Jvm.present();
    NativePart natives = null;
    String missing = "";
    try {
      natives = NativePart.load();
    } catch (UnsatisfiedLinkError | IllegalCallerException e) {
      missing = e.getMessage();
    }
    List<String> reported = natives == null ? List.of() : natives.libraries();
    return new Diagnosis(
        mezzo,
        hardware,
        jvm,
        natives,
        Library.all(reported, files),
        natives == null ? "Apache-2.0" : Library.ofTheWhole(reported),
        natives == null ? List.of() : SelfTest.run(),
        natives == null ? null : StorageTimes.measure(hardware, natives.computesInHalf()),
        new Adviser(hardware, jvm, natives, System.getenv(), files).all(),
        missing);
  }

  /** What is wrong, empty if nothing is. */
  public List<String> faults() {
    List<String> faults = new ArrayList<>();
    if (!missing.isEmpty()) {
      faults.add(missing);
    }
    parts.stream().map(SelfTest.Part::fault).filter(fault -> !fault.isEmpty()).forEach(faults::add);
    return List.copyOf(faults);
  }
}
