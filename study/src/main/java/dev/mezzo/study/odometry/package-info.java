/** Visual odometry: drives with a camera through a sliding window, in every precision. */
package dev.mezzo.study.odometry;
