/**
 * One class, one program, nothing shared, so that each can be copied as it is:
 *
 * <ul>
 *   <li>{@link dev.mezzo.examples.PoseGraphFromScratch}: a pose graph built in code, false loop
 *       closures, covariances, a g2o file
 *   <li>{@link dev.mezzo.examples.OwnFactor}: a factor of one's own, with variables of one's own
 *   <li>{@link dev.mezzo.examples.StereoSlidingWindow}: visual odometry with a stereo camera
 *   <li>{@link dev.mezzo.examples.TagMap}: a map of fiducial tags from a moving camera
 *   <li>{@link dev.mezzo.examples.OnlineLoopClosing}: a map that is corrected while the robot
 *       drives
 * </ul>
 *
 * <p>Sensors are simulated from a seed, so that each prints how far off it is; times aside, it
 * prints the same every time.
 */
package dev.mezzo.examples;
