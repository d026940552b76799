package dev.mezzo.study.profile;

import dev.mezzo.study.report.Axis;
import dev.mezzo.study.report.Chart;
import dev.mezzo.study.report.StudyPage;
import dev.mezzo.study.report.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/** The page of a profile study. */
final class ProfilePage {
  private static final double MEGA = 1e-6;

  /** A little less than 100, lest rounding makes a sum of shares larger than that. */
  private static final double PERCENT = 100 * (1 - 1e-9);

  private final List<Profile> profiles;
  private final int repeat;

  private ProfilePage(ProfileResults results) {
    profiles = results.profiles();
    repeat = results.repeat();
  }

  static StudyPage of(ProfileResults results, Map<String, String> facts) {
    StudyPage page = new ProfilePage(results).page();
    facts.forEach(page::fact);
    return page;
  }

  private StudyPage page() {
    StudyPage page =
        new StudyPage("Where the time goes")
            .lead(
                "Every stage of a solve, by time, floating-point operations and memory traffic: in"
                    + " double, single and mixed precision, and as the article does it, by"
                    + " conjugate gradients on the Jacobian (CGNR) alone.");
    for (Application application : Application.values()) {
      saving(page, application);
    }
    time(page);
    article(page);
    work(page);
    traffic(page);
    page.fact("Runs of each", repeat + ", medians of each stage").fact("Threads", "1");
    return page;
  }

  /** How much less time mixed precision takes than double. */
  private void saving(StudyPage page, Application application) {
    double[] mixed = seconds(application, Arithmetic.MIXED);
    double[] all = seconds(application, Arithmetic.DOUBLE);
    if (mixed.length > 0 && mixed.length == all.length) {
      double ratio = Arrays.stream(mixed).sum() / Arrays.stream(all).sum();
      page.tile(
          application.label(),
          String.format(Locale.ROOT, "mixed takes %.0f %% of double", 100 * ratio));
    }
  }

  private double[] seconds(Application application, Arithmetic arithmetic) {
    return profiles.stream()
        .filter(p -> p.application() == application && p.arithmetic() == arithmetic)
        .mapToDouble(Profile::totalSeconds)
        .toArray();
  }

  private void time(StudyPage page) {
    Table table =
        Table.of(
            "problem",
            "arithmetic",
            "ms",
            "steps",
            "CG iterations",
            "factorisations",
            "Jacobian, %",
            "preconditioner, %",
            "products, %",
            "triangular solves, %",
            "vectors, %",
            "update, %",
            "set-up, ms");
    for (Profile p : profiles) {
      table.row(
          p.application().label() + ": " + p.problem(),
          p.arithmetic(),
          1e3 * p.totalSeconds(),
          p.steps(),
          p.linearIterations(),
          p.factorizations(),
          100 * p.shareOfTime(Stage.JACOBIAN),
          100 * p.shareOfTime(Stage.PRECONDITIONER),
          100 * p.shareOfTime(Stage.PRODUCTS),
          100 * p.shareOfTime(Stage.TRIANGULAR),
          100 * p.shareOfTime(Stage.VECTORS),
          100 * p.shareOfTime(Stage.UPDATE),
          1e3 * p.seconds().get(Stage.SETUP));
    }
    page.section("Time")
        .chart(
            stacked(
                "Share of the time, set-up aside",
                Axis.of("time", "%").showing(0, 100),
                (p, stage) -> PERCENT * p.shareOfTime(stage)))
        .table(table)
        .note(
            "Of conjugate gradients, products and triangular solves are timed where they happen;"
                + " vectors are what is left. Shares leave set-up out, which is orderings and"
                + " symbolic analysis, done once for a structure.");
  }

  private void article(StudyPage page) {
    List<String> names = new ArrayList<>();
    List<Double> article = new ArrayList<>();
    List<Double> time = new ArrayList<>();
    List<Double> flops = new ArrayList<>();
    Table table =
        Table.of(
            "what", "problem", "arithmetic", "article, %", "time here, %", "operations here, %");
    for (ArticleFigure figure : ArticleFigure.ALL) {
      for (Profile p : profiles) {
        if (p.application() == figure.application()) {
          double ofTime = 100 * figure.time().applyAsDouble(p);
          double ofFlops = 100 * figure.flops().applyAsDouble(p);
          table.row(
              figure.name(), p.problem(), p.arithmetic(), 100 * figure.share(), ofTime, ofFlops);
          if (p.arithmetic() == Arithmetic.ARTICLE) {
            names.add(figure.name() + " (" + p.problem() + ")");
            article.add(100 * figure.share());
            time.add(ofTime);
            flops.add(ofFlops);
          }
        }
      }
    }
    page.section("Beside the article")
        .text(ArticleFigure.READING)
        .chart(
            Chart.bars(
                    "Shares, solved as the article does",
                    names,
                    Axis.of("share", "%").showing(0, 100))
                .horizontal()
                .series("operations", array(flops))
                .series("time", array(time))
                .markers("article", array(article)))
        .table(table.folded("The same in other arithmetics"));
  }

  private void work(StudyPage page) {
    page.section("Operations")
        .chart(
            stacked(
                "Share of the floating-point operations",
                Axis.of("operations", "%").showing(0, 100),
                (p, stage) -> PERCENT * p.shareOfFlops(stage)))
        .table(table("MFlop", profile -> profile.flops()))
        .note(
            "Counted: evaluations of factors, iterations and factorisations by the solver, sizes in"
                + " the structures that it works on, operations of a factor in the bytecode that"
                + " evaluates it.");
  }

  private void traffic(StudyPage page) {
    page.section("Memory traffic")
        .chart(
            stacked(
                "Bytes read and written in a solve",
                Axis.of("traffic", "MB"),
                (p, stage) -> MEGA * p.bytes().get(stage)))
        .table(table("MB", profile -> profile.bytes()))
        .note(
            "Of Jacobian, Hessian, factor and vectors, in the precisions that they are stored in,"
                + " once for each time they are read or written; whether a cache holds them is"
                + " not asked.");
  }

  private Table table(String unit, Function<Profile, Map<Stage, Double>> of) {
    Table table =
        Table.of(
            "problem",
            "arithmetic",
            "all, " + unit,
            "Jacobian",
            "preconditioner",
            "products",
            "triangular solves",
            "vectors",
            "update");
    for (Profile p : profiles) {
      Map<Stage, Double> values = of.apply(p);
      table.row(
          p.application().label() + ": " + p.problem(),
          p.arithmetic(),
          MEGA * Work.total(values),
          MEGA * values.get(Stage.JACOBIAN),
          MEGA * values.get(Stage.PRECONDITIONER),
          MEGA * values.get(Stage.PRODUCTS),
          MEGA * values.get(Stage.TRIANGULAR),
          MEGA * values.get(Stage.VECTORS),
          MEGA * values.get(Stage.UPDATE));
    }
    return table;
  }

  private Chart stacked(String caption, Axis axis, ToDoubleBiFunction<Profile, Stage> value) {
    List<String> names = profiles.stream().map(p -> p.problem() + ", " + p.arithmetic()).toList();
    Chart chart = Chart.bars(caption, names, axis).horizontal().stacked();
    for (Stage stage : Stage.values()) {
      if (stage != Stage.SETUP) {
        ToDoubleFunction<Profile> of = p -> value.applyAsDouble(p, stage);
        chart.series(stage.label(), profiles.stream().mapToDouble(of).toArray());
      }
    }
    return chart;
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(value -> value).toArray();
  }
}
