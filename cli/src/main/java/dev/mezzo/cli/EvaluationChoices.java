package dev.mezzo.cli;

import dev.mezzo.io.TrajectoryFile;
import dev.mezzo.slam.Alignment;
import dev.mezzo.study.PoseDelta;
import dev.mezzo.study.PoseRelation;
import dev.mezzo.study.TrajectoryPair;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;

/** Values of the options of {@code mezzo evaluate}, by their names on the command line. */
final class EvaluationChoices {
  private EvaluationChoices() {}

  private static <E extends Enum<E>> E choose(String text, Class<E> type) {
    Map<String, E> choices = new LinkedHashMap<>();
    for (E value : type.getEnumConstants()) {
      choices.put(value.name().toLowerCase(Locale.ROOT), value);
    }
    return Choices.choose(text, choices);
  }

  /** Alignments. */
  static final class Kind implements ITypeConverter<Alignment.Kind> {
    @Override
    public Alignment.Kind convert(String text) {
      return choose(text, Alignment.Kind.class);
    }
  }

  /** Kinds of files. */
  static final class Format implements ITypeConverter<TrajectoryFile.Format> {
    @Override
    public TrajectoryFile.Format convert(String text) {
      return choose(text, TrajectoryFile.Format.class);
    }
  }

  /** Planes. */
  static final class Plane implements ITypeConverter<TrajectoryPair.Plane> {
    @Override
    public TrajectoryPair.Plane convert(String text) {
      return choose(text, TrajectoryPair.Plane.class);
    }
  }

  /** Relations. */
  static final class Relation implements ITypeConverter<PoseRelation> {
    @Override
    public PoseRelation convert(String text) {
      Map<String, PoseRelation> choices = new LinkedHashMap<>();
      choices.put("trans", PoseRelation.TRANSLATION);
      choices.put("rot-deg", PoseRelation.ROTATION_DEGREES);
      choices.put("rot-rad", PoseRelation.ROTATION_RADIANS);
      choices.put("full", PoseRelation.FULL);
      return Choices.choose(text, choices);
    }
  }

  /** Units of distances between poses. */
  static final class DeltaUnit implements ITypeConverter<PoseDelta.Unit> {
    @Override
    public PoseDelta.Unit convert(String text) {
      Map<String, PoseDelta.Unit> choices = new LinkedHashMap<>();
      choices.put("f", PoseDelta.Unit.FRAMES);
      choices.put("m", PoseDelta.Unit.METRES);
      choices.put("deg", PoseDelta.Unit.DEGREES);
      choices.put("rad", PoseDelta.Unit.RADIANS);
      return Choices.choose(text, choices);
    }
  }
}
