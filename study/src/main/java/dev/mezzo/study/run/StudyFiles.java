package dev.mezzo.study.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of a study, which stand beside each other.
 *
 * @param report the page
 * @param csv all that was measured
 * @param json what follows from it
 */
public record StudyFiles(Path report, Path csv, Path json) {
  /**
   * The files that go with a report.
   *
   * @param report such as {@code vo.html}; what follows the last dot of its name is replaced
   * @return such as {@code vo.csv} and {@code vo.json}
   */
  public static StudyFiles beside(Path report) {
    return new StudyFiles(report, sibling(report, ".csv"), sibling(report, ".json"));
  }

  /**
   * Forgets how far the study has come, once all that it writes is written.
   *
   * @throws IOException if that cannot be done
   */
  public void forgetProgress() throws IOException {
    Files.deleteIfExists(partial(csv));
  }

  /** Where a study keeps what is done. */
  static Path partial(Path csv) {
    return sibling(csv, ".partial.jsonl");
  }

  /** A file beside another one, of the same name but for what follows its last dot. */
  private static Path sibling(Path file, String extension) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return file.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + extension);
  }
}
