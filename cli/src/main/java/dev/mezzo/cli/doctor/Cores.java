package dev.mezzo.cli.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * Cores of one kind. Boards with big and little cores have two kinds or three.
 *
 * @param name "Cortex-A76", or the model of an x86 processor
 * @param cpus their numbers, ascending
 * @param leastMegahertz lowest clock that they may take, 0 if that is not told
 * @param mostMegahertz highest clock that they may take, 0 if that is not told
 * @param cappedMegahertz the clock that they are held to at present; as {@code mostMegahertz} where
 *     nothing holds them lower
 * @param governors what decides on the clock, none if that is not told
 */
record Cores(
    String name,
    List<Integer> cpus,
    long leastMegahertz,
    long mostMegahertz,
    long cappedMegahertz,
    List<String> governors) {
  private static final String CPU = "sys/devices/system/cpu/cpu";

  /** Cores in order of their first numbers. */
  static List<Cores> read(SystemFiles files) {
    Map<String, List<Integer>> kinds = new LinkedHashMap<>();
    Map<String, Long> clocks = new LinkedHashMap<>();
    for (Map<String, String> entry : entries(files)) {
      String name = name(entry);
      kinds
          .computeIfAbsent(name, _ -> new ArrayList<>())
          .add(Integer.parseInt(entry.get("processor")));
      clocks.merge(name, megahertz(entry.get("cpu MHz")), Math::max);
    }
    List<Cores> all = new ArrayList<>();
    kinds.forEach((name, cpus) -> all.add(of(files, name, cpus, clocks.get(name))));
    return List.copyOf(all);
  }

  private static Cores of(SystemFiles files, String name, List<Integer> cpus, long clock) {
    long least = Long.MAX_VALUE;
    long most = 0;
    long capped = 0;
    var governors = new TreeSet<String>();
    for (int cpu : cpus) {
      String folder = CPU + cpu + "/cpufreq/";
      OptionalLong max = files.number(folder + "cpuinfo_max_freq");
      if (max.isPresent()) {
        long limit = files.number(folder + "scaling_max_freq").orElse(max.getAsLong());
        least = Math.min(least, files.number(folder + "cpuinfo_min_freq").orElse(0) / 1000);
        most = Math.max(most, max.getAsLong() / 1000);
        capped = Math.max(capped, Math.min(limit, max.getAsLong()) / 1000);
      }
      String governor = files.text(folder + "scaling_governor");
      if (!governor.isEmpty()) {
        governors.add(governor);
      }
    }
    return most > 0
        ? new Cores(name, List.copyOf(cpus), least, most, capped, List.copyOf(governors))
        : new Cores(name, List.copyOf(cpus), 0, clock, clock, List.copyOf(governors));
  }

  /** Fields of each processor in {@code /proc/cpuinfo}; those of all come after the last. */
  private static List<Map<String, String>> entries(SystemFiles files) {
    List<Map<String, String>> entries = new ArrayList<>();
    for (String line : files.lines("proc/cpuinfo")) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        continue;
      }
      String key = line.substring(0, colon).strip();
      String value = line.substring(colon + 1).strip();
      if (key.equals("processor") && value.matches("[0-9]{1,6}")) {
        entries.add(new LinkedHashMap<>());
      }
      if (!entries.isEmpty()) {
        entries.getLast().putIfAbsent(key, value);
      }
    }
    return entries;
  }

  private static String name(Map<String, String> entry) {
    if (entry.containsKey("CPU part") && entry.containsKey("CPU implementer")) {
      try {
        return ArmCores.name(
            Integer.decode(entry.get("CPU implementer")), Integer.decode(entry.get("CPU part")));
      } catch (NumberFormatException e) {
        return "unknown processor";
      }
    }
    return entry.getOrDefault("model name", "unknown processor");
  }

  private static long megahertz(String text) {
    try {
      return text == null ? 0 : Math.round(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** "4 x Cortex-A76". */
  String describe() {
    return cpus.size() + " x " + name;
  }

  /** The cores' numbers as taskset takes them: "0-3", "0,2-5". */
  String range() {
    var text = new StringBuilder();
    for (int i = 0; i < cpus.size(); i++) {
      int first = i;
      while (i + 1 < cpus.size() && cpus.get(i + 1) == cpus.get(i) + 1) {
        i++;
      }
      text.append(text.isEmpty() ? "" : ",").append(cpus.get(first));
      if (i > first) {
        text.append('-').append(cpus.get(i));
      }
    }
    return text.toString();
  }
}
