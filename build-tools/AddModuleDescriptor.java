import java.io.IOException;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import java.util.zip.ZipFile;

/**
 * Adds {@code module-info.class} to a jar that lacks it, by the jar tool of the JVM that runs this.
 * A jar that has it stays untouched, so that what is built upon it counts as up to date. Started by
 * the root pom.xml with the jar, the folder of classes, the module's version and the date that all
 * entries bear.
 */
final class AddModuleDescriptor {
  private static final String DESCRIPTOR = "module-info.class";

  private AddModuleDescriptor() {}

  public static void main(String[] arguments) throws IOException {
    Path jar = Path.of(arguments[0]);
    try (var entries = new ZipFile(jar.toFile())) {
      if (entries.getEntry(DESCRIPTOR) != null) {
        return;
      }
    }
    int exit =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "--update",
                "--file=" + jar,
                "--module-version=" + arguments[2],
                "--date=" + arguments[3],
                "-C",
                arguments[1],
                DESCRIPTOR);
    if (exit != 0) {
      System.exit(exit);
    }
  }
}
