package dev.mezzo.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the benchmark program of the C library measured.
 *
 * @param context what it says of machine and library, and, by {@code size/NAME}, of each size
 * @param rows kernels, in the order of sizes and operations
 * @param reads loads and nothing else: the read bandwidth
 * @param callSeconds a call that has next to nothing to do
 */
record KernelTimes(
    Map<String, String> context, List<Row> rows, List<Row> reads, double callSeconds) {
  private static final String SIZE = "size/";

  /**
   * A median.
   *
   * @param problem jacobian, factor or arrays; rows of one problem and size were measured in turns
   * @param operation name of a function of mezzo.h, without {@code mezzo_}
   * @param type storage type, or what a conversion converts to: f64, f32, f16, bf16, b16
   * @param operand type of the vectors, or what a conversion converts from
   * @param family of kernels
   * @param size name of the size
   * @param seconds of processor time
   * @param bytes each stored scalar, index and element of a vector counted once a sweep
   * @param flops 0 where nothing is computed
   * @param selected whether this is what runs unless another family is forced
   */
  record Row(
      String problem,
      String operation,
      String type,
      String operand,
      String family,
      String size,
      double seconds,
      double bytes,
      double flops,
      boolean selected) {

    double bytesPerSecond() {
      return bytes / seconds;
    }

    double flopsPerSecond() {
      return flops / seconds;
    }
  }

  /** Names and descriptions of the sizes, the smallest first. */
  Map<String, String> sizes() {
    Map<String, String> sizes = new LinkedHashMap<>();
    rows.forEach(row -> sizes.put(row.size(), context.getOrDefault(SIZE + row.size(), "")));
    return sizes;
  }

  /** Runs the program. */
  static KernelTimes measure(Path program, boolean quick, Progress progress)
      throws IOException, InterruptedException {
    Path results = Files.createTempFile("mezzo-bench", ".json");
    try {
      List<String> command = new ArrayList<>(List.of(program.toString()));
      if (quick) {
        command.add("--quick");
      }
      ChildProcess.run("kernels", command, results, progress);
      return parse(results);
    } finally {
      Files.deleteIfExists(results);
    }
  }

  /** Reads Google Benchmark's JSON with names PROBLEM/OPERATION/TYPE/OPERAND/FAMILY/SIZE/.... */
  static KernelTimes parse(Path results) throws IOException {
    JsonTree document = JsonTree.read(results);
    Map<String, String> context = new LinkedHashMap<>();
    JsonTree said = document.get("context");
    said.names().forEach(name -> context.put(name, said.get(name).text()));
    List<Row> rows = new ArrayList<>();
    List<Row> reads = new ArrayList<>();
    double call = Double.NaN;
    for (JsonTree one : document.get("benchmarks").elements()) {
      if (!one.get("error_message").text().isEmpty()) {
        throw new Failure(
            Failure.OTHER, one.get("name").text() + ": " + one.get("error_message").text());
      }
      if (!one.get("aggregate_name").text().equals("median")) {
        continue;
      }
      Row row = row(one);
      switch (row.problem().equals("call") ? "call" : row.operation()) {
        case "call" -> call = row.seconds();
        case "read" -> reads.add(row);
        default -> rows.add(row);
      }
    }
    // Rows were measured in turns, and come in the order in which they were done.
    List<String> sizes = rows.stream().map(Row::size).distinct().toList();
    rows.sort(KernelOrder.of(sizes));
    reads.sort(KernelOrder.of(sizes));
    return new KernelTimes(context, List.copyOf(rows), List.copyOf(reads), call);
  }

  private static Row row(JsonTree one) {
    String[] name = one.get("run_name").text().split("/", 7);
    if (name.length < 6) {
      throw new Failure(Failure.OTHER, "a benchmark of unknown kind: " + one.get("name").text());
    }
    return new Row(
        name[0],
        name[1],
        name[2],
        name[3],
        name[4],
        name[5],
        1e-9 * one.get("cpu_time").number(),
        one.get("bytes").number(),
        one.get("flops").number(),
        one.get("selected").number() == 1);
  }
}
