/**
 * The study of sparsity: patterns of Jacobian, Hessian and factors of pose graphs and bundles, and
 * what they cost in memory and arithmetic.
 */
package dev.mezzo.study.sparsity;
