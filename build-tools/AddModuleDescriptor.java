import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.zip.ZipFile;

/**
 * Adds {@code module-info.class} to jars that lack it, by the jar tool of the JVM that runs this. A
 * jar that has it stays untouched, so that what is built upon it counts as up to date. Started by
 * the root pom.xml with the folder of classes, the module's version, the date that all entries
 * bear, and the jars.
 */
final class AddModuleDescriptor {
  private static final String DESCRIPTOR = "module-info.class";

  private AddModuleDescriptor() {}

  public static void main(String[] arguments) throws IOException {
    for (String jar : List.of(arguments).subList(3, arguments.length)) {
      if (!hasDescriptor(Path.of(jar))) {
        add(jar, arguments[0], arguments[1], arguments[2]);
      }
    }
  }

  private static boolean hasDescriptor(Path jar) throws IOException {
    try (var entries = new ZipFile(jar.toFile())) {
      return entries.getEntry(DESCRIPTOR) != null;
    }
  }

  private static void add(String jar, String classes, String version, String date) {
    int exit =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "--update",
                "--file=" + jar,
                "--module-version=" + version,
                "--date=" + date,
                "-C",
                classes,
                DESCRIPTOR);
    if (exit != 0) {
      System.exit(exit);
    }
  }
}
