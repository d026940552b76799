package dev.mezzo.study.closure;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What all solvers did on the problem of one loop closure.
 *
 * @param graph the graph
 * @param solves by solver
 */
record ClosureProblem(ClosureGraph graph, Map<ClosureSolver, ClosureSolve> solves) {
  private record Name(String graph, int closure) {}

  /** Brings together what belongs together. */
  static List<ClosureProblem> of(List<ClosureGraph> graphs, List<ClosureSolve> solves) {
    Map<String, ClosureGraph> byName = new LinkedHashMap<>();
    graphs.forEach(graph -> byName.put(graph.name(), graph));
    Map<Name, ClosureProblem> problems = new LinkedHashMap<>();
    for (ClosureSolve solve : solves) {
      problems
          .computeIfAbsent(
              new Name(solve.graph(), solve.closure()),
              name ->
                  new ClosureProblem(byName.get(name.graph()), new EnumMap<>(ClosureSolver.class)))
          .solves
          .put(solve.solver(), solve);
    }
    return new ArrayList<>(problems.values());
  }

  /** Whether all that are compared have solved it from scratch. */
  boolean isCompared() {
    return solves.keySet().containsAll(ClosureSolver.COMPARED);
  }

  ClosureSolve by(ClosureSolver solver) {
    return solves.get(solver);
  }

  /** Before any of them. */
  ClosureSolve start() {
    return by(ClosureSolver.ONLINE);
  }
}
