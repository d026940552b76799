package dev.mezzo.cli;

import dev.mezzo.cli.doctor.OpenBlasCore;
import dev.mezzo.cli.doctor.SystemFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What all solvers of a benchmark find when they start: one thread each, and the same BLAS. */
final class BenchEnvironment {
  private static final String CORE_TYPE = "OPENBLAS_CORETYPE";

  /** Properties of this JVM that its children are to have, too. */
  private static final List<String> PROPERTIES =
      List.of("dev.mezzo.library.path", "dev.mezzo.kernels", "java.library.path");

  private BenchEnvironment() {}

  /** A child process in that environment. */
  static ProcessBuilder builder(List<String> command) {
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(variables());
    return builder;
  }

  /** What is set for every child. */
  static Map<String, String> variables() {
    Map<String, String> set = new TreeMap<>();
    set.put("OPENBLAS_NUM_THREADS", "1");
    set.put("OMP_NUM_THREADS", "1");
    String wanted = System.getenv(CORE_TYPE);
    String core =
        wanted == null || wanted.isEmpty() ? OpenBlasCore.suitable(SystemFiles.HERE) : wanted;
    if (!core.isEmpty()) {
      set.put(CORE_TYPE, core);
    }
    return set;
  }

  /** A JVM like this one, with the same Mezzo, that runs another class of it. */
  static ProcessBuilder java(Class<?> main, String... arguments) {
    List<String> command = java();
    Module module = main.getModule();
    if (module.isNamed()) {
      command.add("--enable-native-access=dev.mezzo.bindings");
      command.addAll(List.of("--module-path", System.getProperty("jdk.module.path")));
      command.addAll(List.of("--module", module.getName() + "/" + main.getName()));
    } else {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.addAll(List.of("--class-path", System.getProperty("java.class.path")));
      command.add(main.getName());
    }
    command.addAll(List.of(arguments));
    return builder(command);
  }

  /** A JVM like this one that runs a class of other jars, all that are in a folder. */
  static ProcessBuilder java(Path jars, String main, String... arguments) {
    List<String> command = java();
    command.addAll(List.of("--class-path", jars.resolve("*").toString(), main));
    command.addAll(List.of(arguments));
    return builder(command);
  }

  private static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String name : PROPERTIES) {
      if (System.getProperty(name) != null) {
        command.add("-D" + name + "=" + System.getProperty(name));
      }
    }
    return command;
  }
}
