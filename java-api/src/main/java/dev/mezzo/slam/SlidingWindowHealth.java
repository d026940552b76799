package dev.mezzo.slam;

import dev.mezzo.optimize.Termination;

/**
 * How a {@link SlidingWindow} is.
 *
 * @param keyframes in the window
 * @param landmarks that take part in the adjustment
 * @param waiting landmarks that do not, because they are not known well enough yet or seen once
 * @param observations of the landmarks that take part
 * @param priorKeyframes keyframes that the marginalisation prior touches
 * @param termination why the last solve ended; {@link Termination#NUMERICAL_FAILURE} if the last
 *     keyframe was refused for it
 * @param chi2 objective of the last solve
 * @param iterations steps that it tried
 * @param linearIterations its iterations of conjugate gradients
 * @param outliers observations removed so far because their residuals were improbable
 * @param ignored observations left out so far: of a landmark that there was no room for, or that
 *     one keyframe named twice
 * @param failures keyframes refused so far because a solve failed
 */
public record SlidingWindowHealth(
    int keyframes,
    int landmarks,
    int waiting,
    int observations,
    int priorKeyframes,
    Termination termination,
    double chi2,
    int iterations,
    int linearIterations,
    long outliers,
    long ignored,
    long failures) {}
