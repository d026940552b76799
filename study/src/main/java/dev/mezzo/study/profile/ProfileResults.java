package dev.mezzo.study.profile;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a {@link ProfileStudy} found. Immutable, safe for use by several threads. */
public final class ProfileResults {
  private final List<Profile> profiles;
  private final int repeat;

  ProfileResults(List<Profile> profiles, int repeat) {
    this.profiles = List.copyOf(profiles);
    this.repeat = repeat;
  }

  /**
   * All that was measured.
   *
   * @return problem by problem, in each arithmetic
   */
  public List<Profile> profiles() {
    return profiles;
  }

  /** How often each problem was solved in each arithmetic. */
  int repeat() {
    return repeat;
  }

  /**
   * Writes what was measured, and shares, as members of an object.
   *
   * @param json within an object
   * @throws IOException if the generator cannot write
   */
  public void writeJson(JsonGenerator json) throws IOException {
    json.writeNumberField("repeat", repeat);
    json.writeArrayFieldStart("profiles");
    for (Profile profile : profiles) {
      json.writeStartObject();
      json.writeStringField("application", profile.application().label());
      json.writeStringField("problem", profile.problem());
      json.writeStringField("arithmetic", profile.arithmetic().toString());
      json.writeNumberField("steps", profile.steps());
      json.writeNumberField("linear_iterations", profile.linearIterations());
      json.writeNumberField("factorizations", profile.factorizations());
      write(json, "seconds", profile.seconds());
      write(json, "flops", profile.flops());
      write(json, "bytes", profile.bytes());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("article");
    for (ArticleFigure figure : ArticleFigure.ALL) {
      json.writeStartObject();
      json.writeStringField("what", figure.name());
      json.writeNumberField("article", figure.share());
      json.writeArrayFieldStart("here");
      for (Profile profile : profiles) {
        if (profile.application() == figure.application()) {
          json.writeStartObject();
          json.writeStringField("problem", profile.problem());
          json.writeStringField("arithmetic", profile.arithmetic().toString());
          number(json, "time", figure.time().applyAsDouble(profile));
          number(json, "flops", figure.flops().applyAsDouble(profile));
          json.writeEndObject();
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, String name, Map<Stage, Double> values)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Stage stage : Stage.values()) {
      number(json, Profile.key(stage), values.get(stage));
    }
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(name, value);
    } else {
      json.writeNullField(name);
    }
  }

  /**
   * Tables for a terminal.
   *
   * @return several lines, the last one ended
   */
  public String toText() {
    var text = new StringBuilder();
    add(text, "%-28s %8s %10s %6s %6s", "", "ms", "MFlop", "steps", "CG");
    for (Stage stage : Stage.values()) {
      if (stage != Stage.SETUP) {
        add(text, " %17s", stage.label());
      }
    }
    add(text, "%n%-28s %8s %10s %6s %6s", "", "", "", "", "");
    for (int k = 1; k < Stage.values().length; k++) {
      add(text, " %17s", "time / flops, %");
    }
    String problem = "";
    for (Profile profile : profiles) {
      if (!profile.problem().equals(problem)) {
        problem = profile.problem();
        add(text, "%n%s: %s", profile.application().label(), problem);
      }
      add(
          text,
          "%n%-28s %8.2f %10.1f %6d %6d",
          "  " + profile.arithmetic(),
          1e3 * profile.totalSeconds(),
          1e-6 * Work.total(profile.flops()),
          profile.steps(),
          profile.linearIterations());
      for (Stage stage : Stage.values()) {
        if (stage != Stage.SETUP) {
          add(
              text,
              " %10.1f / %4.1f",
              100 * profile.shareOfTime(stage),
              100 * profile.shareOfFlops(stage));
        }
      }
    }
    add(text, "%n%nbeside the article%n%-48s %8s %12s %12s%n", "", "article", "time", "flops");
    for (ArticleFigure figure : ArticleFigure.ALL) {
      for (Profile profile : profiles) {
        if (profile.application() == figure.application()
            && profile.arithmetic() == Arithmetic.ARTICLE) {
          add(
              text,
              "%-48s %6.0f %% %10.1f %% %10.1f %%  (%s)%n",
              figure.name(),
              100 * figure.share(),
              100 * figure.time().applyAsDouble(profile),
              100 * figure.flops().applyAsDouble(profile),
              profile.problem());
        }
      }
    }
    return text.toString();
  }

  private static void add(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values));
  }

  /**
   * Writes the page.
   *
   * @param file created or replaced
   * @param facts about the run, in their order
   * @throws IOException if it cannot be written
   */
  public void writeReport(Path file, Map<String, String> facts) throws IOException {
    ProfilePage.of(this, facts).write(file);
  }
}
