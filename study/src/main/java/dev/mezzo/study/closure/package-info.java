/**
 * The study of loop closures: pose graphs replayed as a robot met them, keyframe by keyframe, with
 * one pose graph optimisation for each loop closure.
 *
 * <pre>{@code
 * HomeRobot.Simulation simulation = HomeRobot.simulate(1, 600);
 * var graph = ClosureGraph.of("home", simulation.graph(), "simulated", simulation.truth());
 * ClosureResults results =
 *     new ClosureStudy(List.of(graph))
 *         .problems(5) // from scratch, of all closures
 *         .warmUp(Duration.ZERO) // times do not count here
 *         .run(Path.of("closures.csv"), Map.of("seed", "1"));
 * IO.println(results.toText());
 * results.writeReport(Path.of("closures.html"), Map.of("Seed", "1"));
 * }</pre>
 */
package dev.mezzo.study.closure;
