package dev.mezzo.study.profile;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The shares that the article on mixed precision for robots gives, and of what each is read to be a
 * part.
 *
 * @param name what is a part of what
 * @param share what the article says
 * @param application where it belongs
 * @param time of a profile
 * @param flops of a profile
 */
record ArticleFigure(
    String name,
    double share,
    Application application,
    ToDoubleFunction<Profile> time,
    ToDoubleFunction<Profile> flops) {

  static final List<ArticleFigure> ALL =
      List.of(
          new ArticleFigure(
              "Jacobian, of a bundle adjustment",
              0.15,
              Application.BUNDLE,
              profile -> profile.shareOfTime(Stage.JACOBIAN),
              profile -> profile.shareOfFlops(Stage.JACOBIAN)),
          new ArticleFigure(
              "products, of its conjugate gradients",
              0.83,
              Application.BUNDLE,
              profile -> profile.shareOfGradientTime(Stage.PRODUCTS),
              profile -> profile.shareOfGradientFlops(Stage.PRODUCTS)),
          new ArticleFigure(
              "preconditioner, of a pose graph",
              0.60,
              Application.GRAPH,
              profile -> profile.shareOfTime(Stage.PRECONDITIONER),
              profile -> profile.shareOfFlops(Stage.PRECONDITIONER)),
          new ArticleFigure(
              "triangular solves, of its conjugate gradients",
              0.50,
              Application.GRAPH,
              profile -> profile.shareOfGradientTime(Stage.TRIANGULAR),
              profile -> profile.shareOfGradientFlops(Stage.TRIANGULAR)));

  static final String READING =
      "The article gives 15 % for evaluating Jacobians, 60 % for the preconditioner, 83 % for"
          + " products and 50 % for triangular solves. Its text was not at hand, so what each is a"
          + " part of is a reading: Jacobians of all operations of a bundle adjustment, products of"
          + " those of its conjugate gradients, the preconditioner of all operations of a pose"
          + " graph, triangular solves of those of its conjugate gradients.";
}
