package dev.mezzo.study.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.mezzo.io.AtomicFile;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a study has found so far, on disk: a line that says which study it is, then one line of JSON
 * for each task that is done. A line that was torn when the machine went down is as good as none.
 */
final class StudyJournal {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamReadFeature.AUTO_CLOSE_SOURCE).build();

  private final Path file;
  private final String head;

  /**
   * A journal.
   *
   * @param file created when something is to be kept
   * @param settings of the study, and its columns: those of the file must be the same
   */
  StudyJournal(Path file, Map<String, String> settings, List<String> columns) {
    this.file = file;
    head = line(settings, List.of(columns));
  }

  /** Rows by the names of their tasks, of an earlier run of this very study; else nothing. */
  Map<String, List<List<String>>> read() throws IOException {
    Map<String, List<List<String>>> done = new LinkedHashMap<>();
    if (!Files.isRegularFile(file)) {
      return done;
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty() || !lines.getFirst().equals(head)) {
      return done;
    }
    for (String line : lines.subList(1, lines.size())) {
      try (JsonParser json = JSON.createParser(line)) {
        expect(json, JsonToken.START_OBJECT);
        expect(json, JsonToken.FIELD_NAME);
        String task = json.nextTextValue();
        expect(json, JsonToken.FIELD_NAME);
        expect(json, JsonToken.START_ARRAY);
        List<List<String>> rows = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_ARRAY) {
          rows.add(cells(json));
        }
        expect(json, JsonToken.END_OBJECT);
        done.put(task, rows);
      } catch (IOException torn) {
        break;
      }
    }
    return done;
  }

  /** Begins the file anew, with what is known already. */
  void begin(Map<String, List<List<String>>> done) throws IOException {
    var text = new StringBuilder(head).append('\n');
    done.forEach((task, rows) -> text.append(line(Map.of("task", task), rows)).append('\n'));
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(bytes));
  }

  /** Keeps what a task found. */
  void add(String task, List<List<String>> rows) throws IOException {
    String text = line(Map.of("task", task), rows) + "\n";
    Files.writeString(file, text, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  private static String line(Map<String, String> members, List<List<String>> rows) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, String> member : members.entrySet()) {
        json.writeStringField(member.getKey(), member.getValue());
      }
      json.writeArrayFieldStart("rows");
      for (List<String> row : rows) {
        json.writeArray(row.toArray(String[]::new), 0, row.size());
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new AssertionError("memory can be written to", e);
    }
    return text.toString();
  }

  private static List<String> cells(JsonParser json) throws IOException {
    List<String> cells = new ArrayList<>();
    while (json.nextToken() == JsonToken.VALUE_STRING) {
      cells.add(json.getText());
    }
    return cells;
  }

  private static void expect(JsonParser json, JsonToken token) throws IOException {
    if (json.nextToken() != token) {
      throw new IOException("not a line of this journal");
    }
  }
}
