package dev.mezzo.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A diagnosis reads well, also of a board, and of a machine without a native library. */
class DiagnosisTest {
  @TempDir private Path root;

  private Diagnosis withoutLibrary(SystemFiles files) {
    Hardware hardware = Hardware.read(files, "aarch64");
    Jvm jvm = Jvm.present();
    return new Diagnosis(
        "0.1.0",
        hardware,
        jvm,
        null,
        Library.all(List.of(), files),
        "Apache-2.0",
        List.of(),
        null,
        new Adviser(hardware, jvm, null, Map.of(), files).all(),
        "Mezzo's native library could not be loaded. Tried:\n  - here");
  }

  @Test
  void withoutANativeLibraryTheMachineIsToldAllTheSame() {
    var text = new StringWriter();
    Diagnosis diagnosis = withoutLibrary(Boards.rk3588(root));
    DiagnosisText.print(diagnosis, new PrintWriter(text));
    assertThat(text.toString())
        .contains("board      Radxa ROCK 5B", "could not be loaded")
        .contains("4 x Cortex-A55, 408 to 1800 MHz, governor performance")
        .contains("           Cortex-A76: L1 64 KB, L2 512 KB, L3 3 MB for 8")
        .contains("86 degrees Celsius");
    assertThat(diagnosis.faults()).hasSize(1);
    assertThat(DiagnosisJson.of(diagnosis))
        .startsWith("{\"ok\":false,\"faults\":[\"Mezzo's native library")
        .contains("\"board\":\"Radxa ROCK 5B\"", "\"cpus\":\"4-7\"", "\"native\":null")
        .contains("\"kernel\":null", "\"celsius\":86.0", "\"topic\":\"big-little\"");
  }
}
