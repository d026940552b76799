import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Checks ({@code check}) or rewrites ({@code apply}) the format of every Java source below the
 * working directory, with google-java-format. Started by the root pom.xml.
 */
final class FormatJava {
  private static final Set<String> NOT_OURS = Set.of("target", "build", "generated");

  public static void main(String[] arguments) throws IOException {
    boolean apply =
        switch (arguments[0]) {
          case "apply" -> true;
          case "check" -> false;
          default -> throw new IllegalArgumentException("mezzo.format: check or apply");
        };
    var formatter = new Formatter();
    int faults = 0;
    for (Path file : sources(Path.of(""))) {
      String source = Files.readString(file);
      try {
        String formatted = formatter.formatSourceAndFixImports(source);
        if (formatted.equals(source)) {
          continue;
        }
        if (apply) {
          Files.writeString(file, formatted);
          continue;
        }
        System.err.println(file + ": not in google-java-format");
      } catch (FormatterException e) {
        System.err.println(file + ": " + e.getMessage());
      }
      faults++;
    }
    if (faults > 0) {
      System.err.println("Format it with: mvn -q -N verify -Dmezzo.format=apply");
      System.exit(1);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    List<Path> sources = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            return NOT_OURS.contains(name) || name.startsWith(".")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              sources.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    sources.sort(null);
    return sources;
  }
}
