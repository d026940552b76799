package dev.mezzo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the output of the two harnesses to figures; the output is made up, and the figures known.
 */
class KernelResultsTest {
  @TempDir private Path folder;
  private KernelResults results;

  @BeforeEach
  void readWhatTheHarnessesWrote() throws IOException {
    List<String> runs = new ArrayList<>();
    runs.add(run("call/vector_dot/f64/f64/avx2/8", 8, 0, false));
    runs.add(run("jacobian/read/f16/f16/1-stream/4xllc", 50, 500, false));
    runs.add(run("jacobian/read/f16/f16/4-stream/4xllc", 25, 500, false));
    runs.add(run("jacobian/jacobian_times/f16/f32/avx2/4xllc", 40, 500, true));
    runs.add(run("jacobian/jacobian_times/f16/f32/portable/4xllc", 30, 500, false));
    runs.add(run("jacobian/jacobian_transpose_times/f16/f32/avx2/4xllc", 60, 700, true));
    runs.add(run("jacobian/jacobian_times/f32/f32/avx2/4xllc", 90, 900, true));
    runs.add(run("jacobian/jacobian_transpose_times/f32/f32/avx2/4xllc", 110, 1100, true));
    runs.add(run("jacobian/jacobian_times/f64/f64/avx2/4xllc", 160, 1800, true));
    runs.add(run("jacobian/jacobian_transpose_times/f64/f64/avx2/4xllc", 190, 2000, true));
    runs.add(run("arrays/convert/f16/f64/avx2/4xllc", 70, 1000, true));
    String context =
        "\"context\": {\"mezzo_kernels\": \"avx2\", \"memory_bytes\": \"8000000000\","
            + " \"last_level_bytes\": \"0\", \"size/4xllc\": \"large\", \"caches\": []}";
    Path kernels =
        Files.writeString(
            folder.resolve("kernels"),
            "{" + context + ", \"benchmarks\": [" + String.join(",", runs) + "]}");
    Path calls =
        Files.writeString(
            folder.resolve("calls"), "[" + call("api", 31) + "," + call("bindings", 38) + "]");
    KernelTimes times = KernelTimes.parse(kernels);
    results = new KernelResults(times, CallCost.parse(calls, times.callSeconds()));
  }

  @Test
  void onlyMediansAreRead() {
    assertThat(results.times().rows()).hasSize(8);
    assertThat(results.calls().c()).isCloseTo(8e-9, within(1e-15));
  }

  @Test
  void speedsCompareTheKernelsInUseAndBothProductsTogether() {
    KernelResults.Comparison both = results.comparisons().getFirst();
    assertThat(both.operation()).isEqualTo(KernelResults.BOTH_PRODUCTS);
    assertThat(both.speed("f16", "f32")).isEqualTo(200.0 / 100, within(1e-12));
    assertThat(both.speed("f16", "f64")).isEqualTo(350.0 / 100, within(1e-12));
    assertThat(both.speed("b16", "f64")).isNaN();
    assertThat(results.comparisons())
        .extracting(KernelResults.Comparison::operation)
        .doesNotContain("convert");
  }

  @Test
  void theReadBandwidthIsThatOfTheFastestWayToRead() {
    assertThat(results.readBandwidth("jacobian", "4xllc", "f16")).isEqualTo(20e9, within(1.0));
    assertThat(results.readBandwidth("factor", "4xllc", "f16")).isNaN();
    KernelTimes.Row half =
        results.times().rows().stream()
            .filter(row -> row.type().equals("f16") && row.selected())
            .findFirst()
            .orElseThrow();
    assertThat(results.share(half)).isEqualTo(500.0 / 40 / 20, within(1e-12));
  }

  @Test
  void targetsTellWhatWasMeasuredAndWhatWasNot() {
    assertThat(target("f16 over f32").measured()).isEqualTo(2, within(1e-12));
    assertThat(target("f16 over f32").isMet()).isTrue();
    assertThat(target("bandwidth with f16").measured()).isEqualTo(1200.0 / 100 / 20, within(1e-12));
    assertThat(target("bandwidth with f16").isMet()).isFalse();
    assertThat(target("over the portable one").measured()).isEqualTo(0.75, within(1e-12));
    assertThat(target("over the portable one").isMet()).isFalse();
    assertThat(target("over the portable one").description()).endsWith("jacobian_times f16 by f32");
    assertThat(target("from Java").measured()).isEqualTo(38 - 8, within(1e-9));
    assertThat(target("from Java").isMet()).isTrue();
    assertThat(target("speed of b16 over f64").isMeasured()).isFalse();
  }

  @Test
  void jsonHasEveryFieldOfTheContract() throws IOException {
    Path file =
        Files.writeString(folder.resolve("json"), KernelResultsJson.of(results, true).strip());
    JsonTree json = JsonTree.read(file);
    assertThat(json.names())
        .contains(
            "machine", "caches", "quick", "sizes", "read_bandwidth", "rows", "ratios", "targets");
    JsonTree row = json.get("rows").elements().getFirst();
    assertThat(row.names())
        .contains("operation", "type", "operand", "family", "selected", "size", "seconds")
        .contains("gb_per_second", "gflop_per_second", "read_bandwidth_share");
    assertThat(json.get("ratios").elements().getFirst().get("f16").number())
        .isEqualTo(3.5, within(1e-12));
    assertThat(json.get("targets").elements().getFirst().get("measured").number())
        .isEqualTo(2, within(1e-12));
    assertThat(Files.readString(file)).hasLineCount(1).doesNotContain("NaN");
  }

  @Test
  void tablesAreAlignedAndSayWhichKernelsAreInUse() {
    String text = KernelResultsText.of(results);
    assertThat(text).contains("avx2 *", "portable", "MISSED", "last level unknown", "7629 MiB");
    assertThat(text.lines().filter(line -> line.endsWith("%")))
        .hasSize(8)
        .allMatch(line -> line.length() == 89);
  }

  @Test
  void aKernelThatFailedIsNamed() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("failed"),
            "{\"benchmarks\": [{\"name\": \"factor/ic_solve\", \"error_occurred\": true,"
                + " \"error_message\": \"no such type\"}]}");
    assertThatThrownBy(() -> KernelTimes.parse(file))
        .isInstanceOf(Failure.class)
        .hasMessage("factor/ic_solve: no such type");
  }

  private KernelResults.Target target(String part) {
    return results.targets().stream()
        .filter(target -> target.description().contains(part))
        .findFirst()
        .orElseThrow();
  }

  /** As Google Benchmark writes it: a mean, which is not to be read, and the median. */
  private static String run(String name, double nanos, double bytes, boolean selected) {
    String common =
        "\"run_name\": \"%s/repeats:5\", \"bytes\": %e, \"flops\": 0, \"selected\": %d"
            .formatted(name, bytes, selected ? 1 : 0);
    String mean = "{%s, \"aggregate_name\": \"mean\", \"cpu_time\": NaN}".formatted(common);
    return mean
        + ", {%s, \"aggregate_name\": \"median\", \"cpu_time\": %e}".formatted(common, nanos);
  }

  /** As JMH writes it. */
  private static String call(String method, double nanos) {
    return ("{\"benchmark\": \"dev.mezzo.bench.CallCost.%s\", \"primaryMetric\":"
            + " {\"score\": 1e9, \"scorePercentiles\": {\"50.0\": %e}}}")
        .formatted(method, nanos);
  }
}
