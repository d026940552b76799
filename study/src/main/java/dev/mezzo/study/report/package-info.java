/**
 * Reports as web pages of one file, which load nothing: of an optimisation ({@link
 * dev.mezzo.study.report.HtmlReport}) and of a study with charts and tables of any kind ({@link
 * dev.mezzo.study.report.StudyPage}). Readable on a phone, light and dark; charts are SVG.
 *
 * <pre>{@code
 * HomeRobot.Simulation simulation = HomeRobot.simulate(1, 300);
 * PoseGraph3 graph = simulation.graph();
 * var report = new HtmlReport("A robot at home").start("odometry", graph).truth(simulation.truth());
 * Summary summary = graph.optimize(Optimizer.builder().build());
 * report.run("mixed", summary, graph).write(Path.of("home.html"));
 * }</pre>
 */
package dev.mezzo.study.report;
