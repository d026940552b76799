package dev.mezzo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mezzo.cli.doctor.SelfTest;
import dev.mezzo.linalg.NativeInfo;
import java.io.IOException;
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
        .containsPattern("self-test +OK")
        .containsPattern("J p, in cache, [0-9]+ [KM]B +[0-9.]+ +1\\.00 +[0-9]+\\.[0-9]{2}\\R")
        .containsPattern("(?m)^advice +(- |none)");
  }

  @Test
  void doctorSpeaksJson() throws IOException {
    Session session = Session.run("doctor", "--json");
    assertThat(session.exitCode()).isZero();
    assertThat(session.out()).hasLineCount(1);
    JsonTree json = JsonTree.parse(session.out());
    assertThat(json.names())
        .containsExactly(
            "ok",
            "faults",
            "mezzo",
            "machine",
            "java",
            "native",
            "features",
            "kernel",
            "kernel_reason",
            "kernels",
            "libraries",
            "licence",
            "self_test",
            "formats",
            "advice");
    assertThat(json.get("ok").text()).isEqualTo("true");
    assertThat(json.get("faults").elements()).isEmpty();
    assertThat(json.get("kernel").text()).isEqualTo(NativeInfo.kernel());
    assertThat(json.get("native").get("file").text())
        .isEqualTo(NativeInfo.libraryPath().toString());
    assertThat(json.get("libraries").elements())
        .anySatisfy(
            library -> {
              assertThat(library.get("name").text()).isEqualTo("CHOLMOD");
              assertThat(library.get("licence").text()).startsWith("LGPL-2.1-or-later");
            });
    assertThat(json.get("self_test").elements()).hasSize(8);
    List<JsonTree> formats = json.get("formats").elements();
    assertThat(formats).extracting(row -> row.get("operation").text()).contains("J p", "solves");
    assertThat(formats)
        .allSatisfy(row -> assertThat(row.get("seconds_per_block").number()).isPositive())
        .filteredOn(row -> row.get("format").text().equals("fp32"))
        .hasSize(6)
        .allSatisfy(row -> assertThat(row.get("speed_over_fp32").number()).isEqualTo(1));
  }

  @Test
  void everyKernelFamilyPassesTheSelfTest() {
    String before = NativeInfo.kernel();
    try {
      for (NativeInfo.KernelFamily family : NativeInfo.kernels()) {
        if (family.supported()) {
          NativeInfo.selectKernel(family.name());
          assertThat(SelfTest.run())
              .as(family.name())
              .allSatisfy(part -> assertThat(part.fault()).as(part.name()).isEmpty());
          assertThat(NativeInfo.kernel()).isEqualTo(family.name());
        }
      }
    } finally {
      NativeInfo.selectKernel(before);
    }
  }
}
