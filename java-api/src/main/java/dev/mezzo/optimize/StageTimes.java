package dev.mezzo.optimize;

/**
 * Wall time by stage, in seconds.
 *
 * @param setup structure of Jacobian, Hessian and factor: orderings and symbolic analysis, memory
 * @param linearize residuals and Jacobians
 * @param precondition scaling, rounding, Hessian and numeric factorisation
 * @param linearSolve conjugate gradients, or the triangular solves of the direct solver
 * @param triangularSolve the part of {@code linearSolve} that was spent in triangular solves with a
 *     factor
 * @param products the part of {@code linearSolve} that conjugate gradients spent in products with
 *     the Jacobian; what is left of it beside this and {@code triangularSolve} is vectors
 * @param update steps on the manifold and costs of trial points
 * @param total from the problem in memory to the solution
 */
public record StageTimes(
    double setup,
    double linearize,
    double precondition,
    double linearSolve,
    double triangularSolve,
    double products,
    double update,
    double total) {}
