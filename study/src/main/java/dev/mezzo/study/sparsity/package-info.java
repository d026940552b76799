/**
 * The study of sparsity: patterns of Jacobian, Hessian and factors of pose graphs and bundles, and
 * what they cost in memory and arithmetic.
 *
 * <pre>{@code
 * var problem = SparsityProblem.of("home", HomeRobot.simulate(1, 300).graph());
 * List<SparsityResult> results =
 *     SparsityStudy.run(List.of(problem), Path.of("sparsity.csv"), (done, all, secondsLeft) -> {});
 * IO.println(SparsityOutput.text(results));
 * SparsityReport.page(results).write(Path.of("sparsity.html"));
 * }</pre>
 */
package dev.mezzo.study.sparsity;
