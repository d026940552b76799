package dev.mezzo.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files in which Linux tells of the machine. What cannot be read is taken as not there: a board
 * has other files than a PC, and a container fewer than either.
 *
 * @param root "/", or a folder with copies of such files
 */
public record SystemFiles(Path root) {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");

  /** Those of the machine this runs on. */
  public static final SystemFiles HERE = new SystemFiles(Path.of("/"));

  /**
   * Lines of a file, none if it cannot be read; NULs, which end texts of device trees, left out.
   */
  public List<String> lines(String path) {
    try {
      String text = Files.readString(root.resolve(path), StandardCharsets.ISO_8859_1);
      return text.replace("\0", "").lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The first line of a file, without blanks around it; empty if there is none. */
  public String text(String path) {
    List<String> lines = lines(path);
    return lines.isEmpty() ? "" : lines.getFirst().strip();
  }

  /** What follows a key at the start of a line; empty if no line starts with it. */
  public String value(String path, String key) {
    return lines(path).stream()
        .filter(line -> line.startsWith(key))
        .findFirst()
        .map(line -> line.substring(key.length()).strip())
        .orElse("");
  }

  /** A file that holds one number. */
  public OptionalLong number(String path) {
    String text = text(path);
    return NUMBER.matcher(text).matches()
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  /** Names in a folder that begin so, in the order of the alphabet. */
  List<String> names(String folder, String prefix) {
    try (Stream<Path> entries = Files.list(root.resolve(folder))) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.startsWith(prefix))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
