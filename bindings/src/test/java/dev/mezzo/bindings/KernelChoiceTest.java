package dev.mezzo.bindings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mezzo.bindings.ProbeProcess.Result;
import dev.mezzo.bindings.ffi.mezzo_h;
import org.junit.jupiter.api.Test;

/** Kernels can be forced from outside, and what cannot be had is said. */
class KernelChoiceTest {
  private final ProbeProcess probe =
      new ProbeProcess().withoutEnvironment(NativeLibrary.KERNELS_VARIABLE);

  @Test
  void theReferenceKernelsAreAlwaysThere() {
    assertThat(probe.environment("MEZZO_KERNELS", "portable").run().exit()).isZero();
  }

  @Test
  void kernelsThatTheBuildLacksAreRefusedWithThoseThatItHas() {
    Result result = probe.environment("MEZZO_KERNELS", "altivec").run();
    assertThat(result.exit()).isNotZero();
    assertThat(result.errors())
        .contains("MEZZO_KERNELS=altivec: this build has no such kernels; it has portable, ");
  }

  @Test
  void thePropertyHasPrecedenceOverTheVariable() {
    probe.environment("MEZZO_KERNELS", "altivec");
    assertThat(probe.option("-Ddev.mezzo.kernels=portable").run().exit()).isZero();
  }

  @Test
  void kernelsThatTheProcessorLacksAreRefusedWithWhatTheyNeed() {
    NativeLibrary.ensureLoaded();
    for (int i = 0; i < mezzo_h.mezzo_kernels_count(); i++) {
      if (mezzo_h.mezzo_kernels_supported(i) == 0) {
        String name = mezzo_h.mezzo_kernels_name(i).getString(0);
        Result result = probe.environment("MEZZO_KERNELS", name).run();
        assertThat(result.exit()).isNotZero();
        assertThat(result.errors())
            .contains("MEZZO_KERNELS=" + name + ": these kernels need a processor with ")
            .contains(mezzo_h.mezzo_kernels_needs(i).getString(0));
      }
    }
  }

  @Test
  void anEmptyNameForcesNothing() {
    probe.environment("MEZZO_KERNELS", "").option("-Ddev.mezzo.kernels=");
    assertThat(probe.run().exit()).isZero();
  }
}
