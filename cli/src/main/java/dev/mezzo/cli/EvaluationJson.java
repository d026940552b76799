package dev.mezzo.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.mezzo.geometry.Pose3;
import dev.mezzo.study.ErrorStatistics;
import dev.mezzo.study.Evaluation;
import dev.mezzo.study.KittiOdometry;
import dev.mezzo.study.PoseErrors;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The one JSON object that {@code mezzo evaluate --json} prints. */
final class EvaluationJson {
  private EvaluationJson() {}

  static String of(Evaluation evaluation, EvaluatedFiles files) throws IOException {
    return BenchJson.object(
        json -> {
          input(json, "reference", files.reference());
          input(json, "estimate", files.estimate());
          json.writeNumberField("pairs", evaluation.pair().size());
          alignment(json, evaluation);
          if (evaluation.plane().isPresent()) {
            json.writeStringField(
                "plane", evaluation.plane().get().name().toLowerCase(Locale.ROOT));
          }
          errors(json, "ape", evaluation.absolute());
          if (!evaluation.relative().isEmpty()) {
            json.writeObjectFieldStart("delta");
            json.writeNumberField("delta", evaluation.delta().delta());
            json.writeStringField("unit", evaluation.delta().unit().label());
            json.writeBooleanField("all_pairs", evaluation.delta().allPairs());
            json.writeNumberField("tolerance", evaluation.delta().tolerance());
            json.writeEndObject();
          }
          errors(json, "rpe", evaluation.relative());
          if (evaluation.kitti().isPresent()) {
            kitti(json, evaluation.kitti().get());
          }
        });
  }

  private static void input(JsonGenerator json, String name, EvaluatedFiles.Input input)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("file", input.file().toString());
    json.writeStringField("format", input.format().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("poses", input.trajectory().size());
    json.writeNumberField("metres", input.metres());
    json.writeArrayFieldStart("warnings");
    for (String warning : input.warnings()) {
      json.writeString(warning);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void alignment(JsonGenerator json, Evaluation evaluation) throws IOException {
    json.writeObjectFieldStart("alignment");
    json.writeStringField("kind", evaluation.kind().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("scale", evaluation.alignment().scale());
    double[] state = new double[Pose3.STATE_SIZE];
    evaluation.alignment().motion().toState(state, 0);
    json.writeFieldName("translation");
    json.writeArray(state, 0, 3);
    json.writeFieldName("quaternion_xyzw");
    json.writeArray(state, 3, 4);
    if (evaluation.alignment().doubt().isPresent()) {
      json.writeStringField("doubt", evaluation.alignment().doubt().get());
    }
    json.writeEndObject();
  }

  private static void errors(JsonGenerator json, String name, List<PoseErrors> all)
      throws IOException {
    if (all.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart(name);
    for (PoseErrors errors : all) {
      json.writeObjectFieldStart(errors.relation().label().replace(' ', '_'));
      json.writeStringField("unit", errors.relation().unit());
      json.writeNumberField("count", errors.values().length);
      if (errors.values().length > 0) {
        double[] figures = errors.statistics().figures();
        for (int k = 0; k < figures.length; k++) {
          json.writeNumberField(ErrorStatistics.NAMES.get(k), figures[k]);
        }
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void kitti(JsonGenerator json, KittiOdometry odometry) throws IOException {
    json.writeObjectFieldStart("kitti_odometry");
    json.writeNumberField("parts", odometry.parts());
    json.writeNumberField("translation_percent", odometry.translationPercent());
    json.writeNumberField("rotation_deg_per_m", odometry.rotationDegreesPerMetre());
    json.writeArrayFieldStart("lengths");
    for (KittiOdometry.OfLength of : odometry.byLength()) {
      json.writeStartObject();
      json.writeNumberField("metres", of.metres());
      json.writeNumberField("parts", of.parts());
      json.writeNumberField("translation_percent", of.translationPercent());
      json.writeNumberField("rotation_deg_per_m", of.rotationDegreesPerMetre());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
