package dev.mezzo.study.sparsity;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.mezzo.linalg.Precision;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What was found, as text and as JSON. */
public final class SparsityOutput {
  private SparsityOutput() {}

  /**
   * A table for each problem.
   *
   * @param results one for each problem
   * @return lines, each ended
   */
  public static String text(List<SparsityResult> results) {
    StringBuilder text = new StringBuilder();
    for (SparsityResult result : results) {
      text.append(result.problem().name()).append(": ").append(result.problem().description());
      text.append('\n');
      text.append(
          line(
              "", "blocks", "scalars", "fill", "fp64 kB", "fp32 kB", "fp16 kB", "b16 kB", "Mflop"));
      for (SparsityMatrix matrix : result.matrices()) {
        text.append(line(matrix));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String line(SparsityMatrix matrix) {
    if (matrix.pattern() == null) {
      return String.format(
          Locale.ROOT,
          "  %-52s more than %,d scalars%n",
          matrix.title(),
          SparsityStudy.MOST_VALUES);
    }
    return line(
        matrix.title(),
        String.format(Locale.ROOT, "%,d", matrix.pattern().blocks()),
        String.format(Locale.ROOT, "%,d", matrix.pattern().values()),
        decimals(matrix.fill(), 2),
        kilobytes(matrix, Precision.DOUBLE),
        kilobytes(matrix, Precision.SINGLE),
        kilobytes(matrix, Precision.HALF),
        kilobytes(matrix, Precision.BLOCK16),
        decimals(matrix.flops() / 1e6, 1));
  }

  private static String line(String name, String... cells) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-52s", name));
    for (int k = 0; k < cells.length; k++) {
      line.append(String.format(Locale.ROOT, k == 1 ? " %11s" : " %9s", cells[k]));
    }
    return line.toString().stripTrailing() + "\n";
  }

  private static String decimals(double value, int digits) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%,." + digits + "f", value);
  }

  private static String kilobytes(SparsityMatrix matrix, Precision format) {
    Long bytes = matrix.bytes().get(format);
    return bytes == null ? "" : decimals(bytes / 1e3, 0);
  }

  /**
   * Writes the field {@code problems}: name, description and matrices, each with what the columns
   * of the table are called, null for what is not known.
   *
   * @param json inside an object
   * @param results one for each problem
   * @throws IOException from the generator
   */
  public static void writeJson(JsonGenerator json, List<SparsityResult> results)
      throws IOException {
    json.writeArrayFieldStart("problems");
    for (SparsityResult result : results) {
      json.writeStartObject();
      json.writeStringField("name", result.problem().name());
      json.writeStringField("description", result.problem().description());
      json.writeArrayFieldStart("matrices");
      for (SparsityMatrix matrix : result.matrices()) {
        writeMatrix(json, matrix);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeMatrix(JsonGenerator json, SparsityMatrix matrix) throws IOException {
    List<String> cells = matrix.cells();
    json.writeStartObject();
    json.writeStringField("matrix", matrix.name());
    json.writeStringField("order", matrix.order());
    for (int k = 2; k < cells.size(); k++) {
      json.writeFieldName(SparsityMatrix.COLUMNS.get(k));
      if (cells.get(k).isEmpty()) {
        json.writeNull();
      } else {
        json.writeNumber(cells.get(k));
      }
    }
    json.writeEndObject();
  }
}
