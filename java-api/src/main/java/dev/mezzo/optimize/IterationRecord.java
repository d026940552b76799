package dev.mezzo.optimize;

/**
 * What one outer iteration did.
 *
 * @param iteration from 1; 0 is the start
 * @param chi2 objective after the iteration, that is after its step if that was accepted
 * @param trialChi2 objective at the end of the step that was tried
 * @param modelDecrease decrease of the objective that the linear model promised
 * @param stepNorm Euclidean norm of the step, in column-scaled variables
 * @param trustRegion trust region radius (dogleg) or damping (Levenberg-Marquardt) that the step
 *     was computed with
 * @param accepted whether the step was taken
 * @param linearIterations conjugate gradient iterations of the step; 0 for a direct solve or a step
 *     reused in a smaller region
 * @param factored whether the preconditioner (or the direct factor) was computed anew
 * @param factorStorage storage of the factor at the end of the step: fp64, fp32, fp16
 * @param seconds wall time since the start of the solve
 */
public record IterationRecord(
    int iteration,
    double chi2,
    double trialChi2,
    double modelDecrease,
    double stepNorm,
    double trustRegion,
    boolean accepted,
    int linearIterations,
    boolean factored,
    String factorStorage,
    double seconds) {}
