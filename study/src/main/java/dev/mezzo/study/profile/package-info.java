/**
 * Where the time, the floating-point operations and the memory traffic of a solve go, stage by
 * stage, in double, single and mixed precision and as the article on mixed precision for robots
 * does it.
 */
package dev.mezzo.study.profile;
