package dev.mezzo.bindings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs {@link LoadProbe} in a JVM of its own, on the class path unless told otherwise. */
final class ProbeProcess {
  static final Path CLASSES = Path.of("target/classes").toAbsolutePath();
  static final Path TEST_CLASSES = Path.of("target/test-classes").toAbsolutePath();

  private final List<String> prefix = new ArrayList<>();
  private final List<String> options = new ArrayList<>();
  private final ProcessBuilder builder = new ProcessBuilder();
  private boolean modular;
  private boolean nativeAccess = true;

  /** What the process left behind. */
  record Result(int exit, String output, String errors) {
    Path library() {
      return Path.of(output.strip());
    }
  }

  ProbeProcess option(String option) {
    options.add(option);
    return this;
  }

  ProbeProcess environment(String name, Object value) {
    builder.environment().put(name, value.toString());
    return this;
  }

  ProbeProcess withoutEnvironment(String name) {
    builder.environment().remove(name);
    return this;
  }

  ProbeProcess onModulePath() {
    modular = true;
    return this;
  }

  ProbeProcess withoutNativeAccess() {
    nativeAccess = false;
    return this;
  }

  /** A command that is to start the JVM, which follows as further arguments. */
  ProbeProcess under(String... command) {
    prefix.addAll(List.of(command));
    return this;
  }

  Process start() {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--illegal-native-access=deny");
    if (nativeAccess) {
      command.add("--enable-native-access=" + (modular ? "dev.mezzo.bindings" : "ALL-UNNAMED"));
    }
    command.addAll(options);
    command.addAll(
        modular
            ? List.of(
                "--module-path",
                CLASSES.toString(),
                "--patch-module",
                "dev.mezzo.bindings=" + TEST_CLASSES,
                "--module",
                "dev.mezzo.bindings/" + LoadProbe.class.getName())
            : List.of("--class-path", CLASSES + ":" + TEST_CLASSES, LoadProbe.class.getName()));
    // Options that the surrounding JVM picked up would be reported on stderr.
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    try {
      return builder.command(command).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Result run() {
    return result(start());
  }

  static Result result(Process process) {
    try {
      // A probe prints a few lines at most: less than a pipe holds, so one stream after the other
      // is safe.
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output, errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
