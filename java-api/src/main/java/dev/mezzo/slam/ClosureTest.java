package dev.mezzo.slam;

/**
 * How well a loop closure agrees with all the rest, by its residual after optimisation.
 *
 * @param closure its number, as {@link LoopCloser#addLoopClosure} gave it
 * @param from id of the keyframe that measured
 * @param to id of the keyframe that was measured
 * @param chi2 e^T Omega e at the present estimate, without a loss
 * @param probability of a value as large as {@code chi2} if the error has the covariance that was
 *     stated: the upper tail of the chi-square distribution with as many degrees of freedom as a
 *     pose has. A little too large, because the estimate follows the measurement
 */
public record ClosureTest(int closure, long from, long to, double chi2, double probability) {}
