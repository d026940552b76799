package dev.mezzo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mezzo.linalg.NativeInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {

  @Test
  void doctorTellsMachineKernelsLibrariesAndThatAllIsWell() {
    Session session = Session.run("doctor");
    assertThat(session.exitCode()).isZero();
    assertThat(session.err()).isEmpty();
    assertThat(session.out())
        .contains(NativeInfo.kernel(), NativeInfo.libraryPath().toString(), "CHOLMOD", "LGPL")
        .contains(System.getProperty("java.runtime.version"))
        .containsPattern("self-test +OK");
  }

  @Test
  void doctorSpeaksJson() {
    Session session = Session.run("doctor", "--json");
    assertThat(session.exitCode()).isZero();
    assertThat(session.out())
        .hasLineCount(1)
        .startsWith("{")
        .contains("\"ok\":true", "\"kernel\":\"" + NativeInfo.kernel() + "\"", "\"faults\":[]");
  }

  @Test
  void everyKernelFamilyPassesTheSelfTest() {
    String before = NativeInfo.kernel();
    try {
      for (NativeInfo.KernelFamily family : NativeInfo.kernels()) {
        if (family.supported()) {
          NativeInfo.selectKernel(family.name());
          assertThat(SelfTest.run()).as(family.name()).isEmpty();
        }
      }
    } finally {
      NativeInfo.selectKernel(before);
    }
  }

  @Test
  void licencesStandWithTheirLibraries() {
    assertThat(Libraries.describe(List.of("CHOLMOD 5.2.0", "OpenBLAS 0.3.21 x", "Other 1")))
        .contains(
            "CHOLMOD 5.2.0: LGPL-2.1-or-later; its supernodal module GPL-2.0-or-later",
            "OpenBLAS 0.3.21 x: BSD-3-Clause",
            "Other 1: see its own documentation")
        .anyMatch(line -> line.startsWith("picocli ") && line.endsWith("Apache-2.0"));
  }
}
