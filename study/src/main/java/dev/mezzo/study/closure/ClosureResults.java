package dev.mezzo.study.closure;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a study of loop closures has found. */
public final class ClosureResults {
  private final List<ClosureGraph> graphs;
  private final List<ClosureProblem> problems;
  private final List<ClosureProblem> compared;
  private final Map<String, List<?>> maps;

  /**
   * The outcome of a study.
   *
   * @param maps the map of each graph in the end, by name
   */
  ClosureResults(List<ClosureGraph> graphs, List<ClosureSolve> solves, Map<String, List<?>> maps) {
    this.graphs = graphs;
    this.maps = Map.copyOf(maps);
    problems = ClosureProblem.of(graphs, solves);
    compared = problems.stream().filter(ClosureProblem::isCompared).toList();
  }

  /**
   * How many problems were solved from scratch in double, single and mixed precision.
   *
   * @return at most all loop closures
   */
  public int problems() {
    return compared.size();
  }

  /**
   * Writes the members of a JSON object: {@code problems}, {@code closures}, {@code groups} (all
   * problems, and where there are both, those with known truth and the others), {@code graphs} and
   * {@code half}.
   *
   * @param json within an object
   * @throws IOException if it cannot be written
   */
  public void writeJson(JsonGenerator json) throws IOException {
    ClosureJson.write(this, json);
  }

  /**
   * The figures as text.
   *
   * @return several lines, the last one ended
   */
  public String toText() {
    return ClosureText.of(this);
  }

  /**
   * Writes a page of one file.
   *
   * @param file created or replaced
   * @param facts about the run and the machine
   * @throws IOException if it cannot be written
   */
  public void writeReport(Path file, Map<String, String> facts) throws IOException {
    ClosureReport.of(this, facts).write(file);
  }

  List<ClosureGraph> graphs() {
    return graphs;
  }

  /** Problems of all closures; the map solved them online, if nobody else. */
  List<ClosureProblem> all() {
    return problems;
  }

  /** The map of a graph after all closures. */
  List<?> map(ClosureGraph graph) {
    return maps.get(graph.name());
  }

  /** All compared problems. */
  ClosureFigures figures() {
    return new ClosureFigures("all graphs", compared);
  }

  /** Those of one graph. */
  ClosureFigures figures(ClosureGraph graph) {
    return ClosureFigures.of(graph.name(), compared, problem -> problem.graph() == graph);
  }

  /** All compared problems, and those with known truth and the others, if there are both. */
  List<ClosureFigures> groups() {
    List<ClosureFigures> groups = new ArrayList<>(List.of(figures()));
    ClosureFigures known =
        ClosureFigures.of(
            "graphs with known truth", compared, problem -> problem.graph().isTruthKnown());
    if (known.count() > 0 && known.count() < compared.size()) {
      groups.add(known);
      groups.add(
          ClosureFigures.of(
              "graphs against their optimum",
              compared,
              problem -> !problem.graph().isTruthKnown()));
    }
    return groups;
  }

  /** Those that half precision tried, too. */
  ClosureFigures halved() {
    return ClosureFigures.of(
        "half", compared, problem -> problem.solves().containsKey(ClosureSolver.HALF));
  }
}
