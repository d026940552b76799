package dev.mezzo.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries have versions and licences, and the whole has the strictest. */
class LibraryTest {
  @TempDir private Path root;

  private List<Library> of(String... natives) {
    return Library.all(List.of(natives), Boards.pc(root));
  }

  @Test
  void librariesOfTheSystemAreFoundInTheMemoryMap() {
    assertThat(of("CHOLMOD 5.2.0, of the system, its GPL modules called", "OpenBLAS 0.3.21 x y"))
        .contains(
            new Library(
                "CHOLMOD",
                "5.2.0",
                "of the system, its GPL modules called",
                "LGPL-2.1-or-later, its GPL modules GPL-2.0-or-later"),
            new Library("OpenBLAS", "0.3.21", "x y", "BSD-3-Clause"),
            new Library("AMD", "3.3.3", "of the system", "BSD-3-Clause"))
        .anyMatch(library -> library.name().equals("picocli"))
        .anySatisfy(
            library -> {
              assertThat(library.name()).isEqualTo("FastCSV");
              assertThat(library.version()).matches("[0-9.]+");
            })
        .noneMatch(library -> library.name().contains("libc"));
  }

  @Test
  void thePortableLibraryHasItsOwn() {
    String orderings = "AMD, CAMD, COLAMD, CCOLAMD of SuiteSparse";
    assertThat(
            of(
                "CHOLMOD 5.3.1, linked in, without GPL modules",
                orderings + " 7.10.1, linked in",
                "METIS of SuiteSparse 7.10.1, linked in"))
        .contains(
            new Library("CHOLMOD", "5.3.1", "linked in, without GPL modules", "LGPL-2.1-or-later"),
            new Library(orderings, "7.10.1", "linked in", "BSD-3-Clause"),
            new Library("METIS of SuiteSparse", "7.10.1", "linked in", "Apache-2.0"));
  }

  @Test
  void aBlasThatDoesNotTellHasNoVersion() {
    assertThat(of("BLAS")).contains(new Library("BLAS", "", "", "see the system's package"));
  }

  @Test
  void theWholeIsUnderTheGplWhereCholmodIs() {
    assertThat(Library.ofTheWhole(List.of("CHOLMOD 5.2.0, of the system, its GPL modules called")))
        .startsWith("GPL-3.0-or-later: ");
    assertThat(
            Library.ofTheWhole(List.of("CHOLMOD 5.2.0, of the system, its GPL modules not called")))
        .startsWith("GPL-3.0-or-later together");
    assertThat(Library.ofTheWhole(List.of("CHOLMOD 5.3.1, linked in, without GPL modules")))
        .startsWith("Apache-2.0, ");
    assertThat(Library.ofTheWhole(List.of("CHOLMOD 5.3.1"))).startsWith("unknown: ");
  }
}
