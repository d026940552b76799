package dev.mezzo.cli;

import dev.mezzo.io.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program {@code mezzo}. */
@Command(
    name = "mezzo",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Mixed-precision optimisation of robot maps.",
    subcommands = {
      DemoCommand.class,
      OptimizeCommand.class,
      EvaluateCommand.class,
      BenchCommand.class,
      StudyCommand.class,
      DoctorCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "  test      Run every test there is (a command of the launcher script).",
      "",
      "Exit codes: 0 done, 1 other failure, 2 bad usage, 3 bad input, 4 numerical failure.",
      "mezzo COMMAND --help tells the options of a command."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "On failure, print the stack trace (so does MEZZO_DEBUG=1).")
  private boolean debug = "1".equals(System.getenv("MEZZO_DEBUG"));

  private Main() {}

  /** Versions of the program and of the JVM it runs on. */
  static final class Version implements CommandLine.IVersionProvider {
    /** As the build wrote it into this module, or into the manifest of the standalone jar. */
    static String mezzo() {
      ModuleDescriptor module = Main.class.getModule().getDescriptor();
      if (module != null) {
        return module.rawVersion().orElse("without version");
      }
      String manifest = Main.class.getPackage().getImplementationVersion();
      return manifest == null ? "outside its module" : manifest;
    }

    @Override
    public String[] getVersion() {
      return new String[] {
        "mezzo " + mezzo(), "Java " + System.getProperty("java.runtime.version"),
      };
    }
  }

  /**
   * Runs a command and exits with its code.
   *
   * @param arguments command line
   */
  public static void main(String[] arguments) {
    var out = new PrintWriter(System.out, true, charset("stdout.encoding"));
    var err = new PrintWriter(System.err, true, charset("stderr.encoding"));
    int code = run(out, err, arguments);
    if (out.checkError() && code == 0) {
      err.println("mezzo: standard output could not be written");
      code = Failure.OTHER;
    }
    System.exit(code);
  }

  /**
   * Runs a command.
   *
   * @param out receives results
   * @param err receives messages
   * @param arguments command line
   * @return exit code
   */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    var main = new Main();
    var commands =
        new CommandLine(main)
            .setOut(out)
            .setErr(err)
            .setParameterExceptionHandler(Main::onBadUsage)
            .setExecutionExceptionHandler((e, command, parsed) -> onFailure(e, err, main.debug));
    int code;
    try {
      code = commands.execute(arguments);
    } catch (LinkageError | OutOfMemoryError e) {
      code = onFailure(e, err, main.debug);
    }
    out.flush();
    err.flush();
    return code;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing required command");
  }

  private static int onBadUsage(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("mezzo: " + e.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
    return Failure.USAGE;
  }

  private static int onFailure(Throwable e, PrintWriter err, boolean debug) {
    if (debug) {
      e.printStackTrace(err);
    }
    return switch (e) {
      case InputException input -> {
        err.println(input.getMessage());
        yield Failure.INPUT;
      }
      case Failure failure -> {
        err.println("mezzo: " + failure.getMessage());
        yield failure.exitCode();
      }
      // Why the native library is not to be had, with advice: see dev.mezzo.linalg.NativeInfo.
      case ExceptionInInitializerError first when first.getCause() != null ->
          onFailure(first.getCause(), err, debug);
      case UnsatisfiedLinkError missing -> {
        err.println("mezzo: " + missing.getMessage());
        yield Failure.OTHER;
      }
      case IllegalCallerException forbidden -> {
        err.println("mezzo: " + forbidden.getMessage());
        yield Failure.OTHER;
      }
      case UnsupportedOperationException lacking -> { // METIS, in the CHOLMOD at hand
        err.println("mezzo: " + lacking.getMessage());
        yield Failure.OTHER;
      }
      case FileSystemException file -> {
        err.println("mezzo: " + file.getFile() + ": " + reason(file));
        yield Failure.OTHER;
      }
      case IOException io -> {
        err.println("mezzo: " + io.getMessage());
        yield Failure.OTHER;
      }
      default -> {
        err.println("mezzo: unexpected " + e + (debug ? "" : " (--debug tells where)"));
        yield Failure.OTHER;
      }
    };
  }

  private static String reason(FileSystemException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied";
      case NoSuchFileException missing -> "no such file or directory";
      default -> e.getReason() == null ? e.toString() : e.getReason();
    };
  }

  private static Charset charset(String property) {
    return Charset.forName(System.getProperty(property, "UTF-8"));
  }
}
