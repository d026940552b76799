package dev.mezzo.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A cache of the first core of a kind.
 *
 * @param core what kind
 * @param level 1 is the nearest
 * @param type data, instruction or unified
 * @param bytes size
 * @param sharedBy how many cores use this one together
 */
record Cache(String core, int level, String type, long bytes, int sharedBy) {
  /** Those that hold data, kind after kind, the nearest first; none where Linux does not tell. */
  static List<Cache> read(SystemFiles files, List<Cores> kinds) {
    List<Cache> caches = new ArrayList<>();
    for (Cores kind : kinds) {
      String folder = "sys/devices/system/cpu/cpu" + kind.cpus().getFirst() + "/cache";
      for (String index : files.names(folder, "index")) {
        String cache = folder + "/" + index + "/";
        String type = files.text(cache + "type").toLowerCase(Locale.ROOT);
        long bytes = bytes(files.text(cache + "size"));
        long level = files.number(cache + "level").orElse(0);
        if (bytes > 0 && level > 0 && !type.equals("instruction")) {
          int shared = count(files.text(cache + "shared_cpu_list"));
          caches.add(new Cache(kind.name(), (int) level, type, bytes, shared));
        }
      }
    }
    return List.copyOf(caches);
  }

  /** "512K" in bytes; 0 for what is no size. */
  private static long bytes(String size) {
    if (!size.matches("[0-9]{1,9}[KMG]?")) {
      return 0;
    }
    long factor =
        switch (size.charAt(size.length() - 1)) {
          case 'K' -> 1L << 10;
          case 'M' -> 1L << 20;
          case 'G' -> 1L << 30;
          default -> 1;
        };
    return factor * Long.parseLong(size.replaceAll("[KMG]", ""));
  }

  /** How many numbers a list such as "0-3,8" has; 1 where it has none. */
  private static int count(String list) {
    int count = 0;
    for (String part : list.split(",")) {
      String[] ends = part.split("-");
      if (part.matches("[0-9]{1,6}(-[0-9]{1,6})?")) {
        count += Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
      }
    }
    return Math.max(1, count);
  }

  /** "L2 512 KB", with how many share it. */
  String describe() {
    return "L" + level + " " + Sizes.of(bytes) + (sharedBy > 1 ? " for " + sharedBy : "");
  }
}
