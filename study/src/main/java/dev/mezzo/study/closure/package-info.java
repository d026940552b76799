/**
 * The study of loop closures: pose graphs replayed as a robot met them, keyframe by keyframe, with
 * one pose graph optimisation for each loop closure.
 */
package dev.mezzo.study.closure;
