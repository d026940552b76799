/**
 * Where the time, the floating-point operations and the memory traffic of a solve go, stage by
 * stage, in double, single and mixed precision and as the article on mixed precision for robots
 * does it.
 *
 * <pre>{@code
 * ProfileResults results =
 *     new ProfileStudy(
 *             Map.of("home", () -> ProfiledProblem.graph("home", HomeRobot.simulate(1, 300).graph())))
 *         .repeat(1)
 *         .warmUp(Duration.ZERO) // three seconds each, where times count
 *         .run(Path.of("profile.csv"), Map.of("seed", "1"));
 * IO.println(results.toText());
 * }</pre>
 */
package dev.mezzo.study.profile;
