package dev.mezzo.slam;

import dev.mezzo.optimize.LossFunction;
import dev.mezzo.optimize.Manifold;
import dev.mezzo.optimize.Problem;
import dev.mezzo.optimize.Termination;
import dev.mezzo.optimize.WindowOptimizer;
import java.util.ArrayList;
import java.util.List;

/**
 * The work of a {@link SlidingWindow} on one keyframe: take it in, solve, judge observations and
 * landmarks, and take the oldest keyframe out. Allocates nothing on the Java heap once warm.
 */
final class WindowAdjustment implements AutoCloseable {
  /** Landmarks in a solve below which it is solved again once there are others. */
  private static final int FEW = 10;

  /** Keyframes after which a landmark's observations are judged no more. */
  private static final int RECENT = 4;

  /** Of a squared residual, in those that observations are removed for: beyond any noise. */
  private static final double FAR = 100;

  /** The same, in those of a landmark that begins: poses are not known exactly either. */
  private static final double BEGIN = 4;

  /** Landmarks that a keyframe must have seen to be judged by them. */
  private static final int LEAST_SEEN = 4;

  /** Time that a solve gets where the deadline leaves none. */
  private static final long LEAST_NANOS = 1000;

  private final SlidingWindow.Builder options;
  private final WindowKeyframes keyframes;
  private final WindowLandmarks landmarks;
  private final WindowPrior prior;
  private final Marginalization marginalization;
  private final LandmarkStart start;
  private final InnovationGate innovations;
  private final List<WindowLink> links;
  private final WindowMotion[] motions;
  private final WindowScale scale;
  private final Problem problem = new Problem();
  private final WindowOptimizer optimizer;
  private final LossFunction loss;
  private final double[] gates = new double[4];
  private final double[] scratch = new double[WindowObservation.LENGTH];
  private final double[] departed = new double[7];
  private final boolean measuresDepth;

  private int active;
  private long taken;
  private long outliers;
  private long ignored;
  private long failures;
  private boolean hasDeparted;
  private long departedId;

  /** What came after the last solve, in nanoseconds: the next one leaves time for it. */
  private long afterSolve;

  private Termination termination = Termination.CONVERGED;
  private double chi2;
  private int iterations;
  private int linearIterations;

  WindowAdjustment(SlidingWindow.Builder options) {
    this.options = options;
    loss = options.loss;
    // One more, so that the oldest leaves after the newest was solved for.
    keyframes = new WindowKeyframes(options.keyframes + 1);
    landmarks = new WindowLandmarks(keyframes, options.landmarks);
    prior = new WindowPrior(keyframes);
    marginalization = new Marginalization(keyframes, landmarks, prior, loss);
    start = new LandmarkStart(keyframes, landmarks, options.depthError);
    innovations =
        new InnovationGate(keyframes, landmarks, options.sigmaTranslation, options.sigmaRotation);
    links = new ArrayList<>(keyframes.capacity() + 1);
    motions = new WindowMotion[keyframes.capacity()];
    scale = new WindowScale(keyframes);
    boolean depth = false;
    for (WindowCamera camera : options.cameras) {
      depth |= camera.dimension() == 3;
      gates[camera.dimension()] = ChiSquare.quantile(options.gate, camera.dimension());
    }
    measuresDepth = depth;
    double[] identity = {0, 0, 0, 0, 0, 0, 1};
    for (int k = 0; k < motions.length; k++) {
      motions[k] = new WindowMotion(keyframes, options.sigmaTranslation, options.sigmaRotation);
      problem.setFixed(problem.addVariable(Manifold.POSE3, identity), true);
    }
    Manifold space = Manifold.euclidean(3);
    for (int k = 0; k < landmarks.capacity(); k++) {
      int variable = problem.addVariable(space, 0, 0, 0);
      problem.setFixed(variable, true);
      problem.setEliminated(variable, true);
    }
    optimizer = options.optimizer.window(problem);
  }

  /** Whether the next keyframe gives the map its scale by its distance from the first. */
  boolean needsScale() {
    return !measuresDepth && keyframes.count() == 1 && taken == 1;
  }

  /**
   * Takes in a keyframe whose numbers have been checked.
   *
   * @param cameraOf index of the camera of each observation, or null where all are of the first
   * @param stride numbers of an observation
   */
  Termination add(
      long id,
      double[] pose,
      int at,
      int count,
      long[] landmarkIds,
      int[] cameraOf,
      double[] measured,
      int stride) {
    long begun = System.nanoTime();
    landmarks.save();
    keyframes.save();
    takeIn(id, pose, at);
    for (int k = 0; k < count; k++) {
      WindowCamera camera = options.cameras.get(cameraOf == null ? 0 : cameraOf[k]);
      observe(landmarkIds[k], camera, measured, stride * k);
    }
    judgeInnovations();
    activate();
    termination = solve(begun);
    if (termination == Termination.NUMERICAL_FAILURE || isLost()) {
      undo();
      failures++;
      termination = Termination.NUMERICAL_FAILURE;
      return termination;
    }
    long solved = System.nanoTime();
    judgeObservations();
    int before = active;
    placeLandmarks();
    if (before < FEW && activate() > before) {
      Termination again = solve(begun);
      if (again != Termination.NUMERICAL_FAILURE) {
        termination = again;
      }
      solved = System.nanoTime();
      judgeObservations();
      placeLandmarks();
    }
    taken++;
    hasDeparted = keyframes.count() > options.keyframes;
    if (hasDeparted) {
      dropOldest();
    }
    afterSolve = System.nanoTime() - solved;
    return termination;
  }

  private void takeIn(long id, double[] pose, int at) {
    boolean isFirst = keyframes.count() == 0;
    boolean givesScale = needsScale();
    int before = isFirst ? -1 : keyframes.newest();
    int slot = keyframes.add(id, pose, at);
    if (isFirst) {
      keyframes.hold(slot, true);
      return;
    }
    motions[slot].assign(before, slot);
    links.add(motions[slot]);
    if (givesScale) {
      scale.assign(before, slot);
      links.add(scale);
    }
  }

  private void observe(long id, WindowCamera camera, double[] measured, int at) {
    int slot = landmarks.find(id);
    if (slot < 0) {
      slot = landmarks.add(id);
    }
    boolean isSecond =
        slot >= 0
            && landmarks.count(slot) > 0
            && landmarks.lastKeyframe(slot) == keyframes.newest();
    if (slot < 0 || isSecond) {
      ignored++;
      return;
    }
    landmarks.observe(slot, camera, keyframes.newest(), measured, at);
  }

  /**
   * Removes observations of the newest keyframe that its guess cannot explain, unless they are most
   * of them: then it is the guess that is wrong.
   */
  private void judgeInnovations() {
    int newest = keyframes.newest();
    int seen = 0;
    int far = 0;
    for (int k = 0; k < landmarks.size(); k++) {
      int slot = landmarks.slot(k);
      if (isInnovation(slot, newest)) {
        seen++;
        far += isExplained(slot) ? 0 : 1;
      }
    }
    if (far == 0 || 2 * far > seen) {
      return;
    }
    for (int k = 0; k < landmarks.size(); k++) {
      int slot = landmarks.slot(k);
      if (isInnovation(slot, newest) && !isExplained(slot)) {
        landmarks.removeNewest(slot);
        outliers++;
      }
    }
  }

  private boolean isInnovation(int slot, int newest) {
    return landmarks.isActive(slot)
        && landmarks.count(slot) > 1
        && landmarks.lastKeyframe(slot) == newest;
  }

  private boolean isExplained(int slot) {
    WindowObservation observation = landmarks.observation(landmarks.last(slot));
    return innovations.isExplained(slot, gates[observation.dimension()]);
  }

  /** Decides which landmarks take part; returns their number. */
  private int activate() {
    active = 0;
    for (int k = 0; k < landmarks.size(); k++) {
      int slot = landmarks.slot(k);
      boolean isLess = landmarks.takeLost(slot);
      if (landmarks.isActive(slot)
          && (landmarks.count(slot) < 2 || (isLess && !start.isCertain(slot)))) {
        landmarks.activate(slot, false);
        landmarks.place(slot, false);
      } else if (landmarks.isPlaced(slot) && landmarks.count(slot) >= 2) {
        landmarks.activate(slot, true);
      }
      active += landmarks.isActive(slot) ? 1 : 0;
    }
    return active;
  }

  /** Makes the problem that of the window as it is. */
  private void build() {
    problem.clearFactors();
    for (int slot = 0; slot < keyframes.capacity(); slot++) {
      problem.setFixed(slot, true);
    }
    for (int k = 0; k < keyframes.count(); k++) {
      int slot = keyframes.slot(k);
      problem.setFixed(slot, keyframes.isHeld(slot));
      problem.setState(slot, keyframes.poses(), WindowKeyframes.at(slot));
    }
    for (int k = 0; k < links.size(); k++) {
      problem.addFactor(links.get(k), LossFunction.NONE);
    }
    prior.addTo(problem);
    for (int slot = 0; slot < landmarks.capacity(); slot++) {
      int variable = landmarks.variable(slot);
      problem.setFixed(variable, !landmarks.isActive(slot));
      if (landmarks.isActive(slot)) {
        problem.setState(variable, landmarks.points(), WindowLandmarks.at(slot));
        for (int o = landmarks.first(slot); o >= 0; o = landmarks.observation(o).next()) {
          problem.addFactor(landmarks.observation(o), loss);
        }
      }
    }
  }

  /** Solves, and takes the states over if that did not fail. */
  private Termination solve(long begun) {
    if (keyframes.isHeld(keyframes.newest())) {
      return Termination.CONVERGED;
    }
    build();
    long left = options.deadlineNanos - (System.nanoTime() - begun) - afterSolve;
    Termination outcome = optimizer.solve(Math.max(LEAST_NANOS, left));
    if (outcome == Termination.NUMERICAL_FAILURE) {
      return outcome;
    }
    chi2 = optimizer.finalChi2();
    iterations = optimizer.iterations();
    linearIterations = optimizer.linearIterations();
    for (int k = 0; k < keyframes.count(); k++) {
      int slot = keyframes.slot(k);
      problem.copyState(slot, keyframes.poses(), WindowKeyframes.at(slot));
    }
    for (int k = 0; k < landmarks.size(); k++) {
      int slot = landmarks.slot(k);
      if (landmarks.isActive(slot)) {
        problem.copyState(landmarks.variable(slot), landmarks.points(), WindowLandmarks.at(slot));
      }
    }
    return outcome;
  }

  /** Whether most of what the newest keyframe saw is nowhere near where it should be. */
  private boolean isLost() {
    if (termination == Termination.TIME_LIMIT) {
      return false;
    }
    int newest = keyframes.newest();
    int seen = 0;
    int far = 0;
    for (int k = 0; k < landmarks.size(); k++) {
      int slot = landmarks.slot(k);
      if (landmarks.isActive(slot) && landmarks.lastKeyframe(slot) == newest) {
        WindowObservation observation = landmarks.observation(landmarks.last(slot));
        seen++;
        far += norm2(observation, slot) <= FAR * gates[observation.dimension()] ? 0 : 1;
      }
    }
    return seen >= LEAST_SEEN && 2 * far > seen;
  }

  private double norm2(WindowObservation observation, int slot) {
    return observation.residual(
        keyframes.poses(),
        WindowKeyframes.at(observation.slot()),
        landmarks.points(),
        WindowLandmarks.at(slot),
        scratch);
  }

  private void undo() {
    int newest = keyframes.newest();
    landmarks.removeObservationsOf(newest);
    landmarks.restore();
    keyframes.restore();
    while (!links.isEmpty() && links.getLast().newer() == newest) {
      links.removeLast();
    }
    keyframes.removeNewest();
  }

  /**
   * Removes observations that are improbable after a solve that had its time, at an optimum or not:
   * they are often why there is none. Of landmarks that are still seen; others were judged before.
   */
  private void judgeObservations() {
    if (termination == Termination.TIME_LIMIT) {
      return;
    }
    for (int k = 0; k < landmarks.size(); k++) {
      int slot = landmarks.slot(k);
      if (landmarks.isActive(slot) && isRecent(landmarks.lastKeyframe(slot))) {
        judge(slot);
      }
    }
  }

  private boolean isRecent(int keyframe) {
    int count = keyframes.count();
    for (int k = Math.max(0, count - RECENT); k < count; k++) {
      if (keyframes.slot(k) == keyframe) {
        return true;
      }
    }
    return false;
  }

  private void judge(int slot) {
    int before = -1;
    int o = landmarks.first(slot);
    while (o >= 0) {
      WindowObservation observation = landmarks.observation(o);
      double norm2 = norm2(observation, slot);
      int next = observation.next();
      if (norm2 <= gates[observation.dimension()]) {
        before = o;
      } else {
        landmarks.removeAfter(slot, before);
        outliers++;
      }
      o = next;
    }
  }

  /** Places landmarks that do not take part and were seen by the newest keyframe. */
  private void placeLandmarks() {
    int newest = keyframes.newest();
    for (int k = 0; k < landmarks.size(); k++) {
      int slot = landmarks.slot(k);
      if (!landmarks.isActive(slot)
          && landmarks.count(slot) > 0
          && landmarks.lastKeyframe(slot) == newest) {
        landmarks.place(slot, start.place(slot) && isConsistent(slot));
      }
    }
  }

  /**
   * Whether no observation of a landmark is far from where its place says that it is. A landmark
   * that begins at a wrong place is hard to get rid of: it bends what is around it.
   */
  private boolean isConsistent(int slot) {
    for (int o = landmarks.first(slot); o >= 0; o = landmarks.observation(o).next()) {
      WindowObservation observation = landmarks.observation(o);
      if (norm2(observation, slot) > BEGIN * gates[observation.dimension()]) {
        return false;
      }
    }
    return true;
  }

  private void dropOldest() {
    int oldest = keyframes.slot(0);
    departedId = keyframes.id(oldest);
    System.arraycopy(keyframes.poses(), WindowKeyframes.at(oldest), departed, 0, departed.length);
    if (options.marginalizes) {
      marginalization.run(links);
    } else {
      landmarks.removeObservationsOf(oldest);
      keyframes.removeOldest();
      // The places of the next ones are what is left of it.
      for (int k = 0; k < (measuresDepth ? 1 : 2); k++) {
        keyframes.hold(keyframes.slot(k), true);
      }
    }
    for (int k = links.size() - 1; k >= 0; k--) {
      if (links.get(k).older() == oldest) {
        links.remove(k);
      }
    }
  }

  void clear() {
    landmarks.clear();
    keyframes.clear();
    prior.clear();
    links.clear();
    active = 0;
    taken = 0;
    hasDeparted = false;
  }

  /** The problem of the window as it is now. */
  Problem problem() {
    activate();
    build();
    return problem;
  }

  WindowKeyframes keyframes() {
    return keyframes;
  }

  WindowLandmarks landmarks() {
    return landmarks;
  }

  WindowPrior prior() {
    return prior;
  }

  /** The keyframe that left last was dropped by the last update; its final pose follows. */
  boolean hasDeparted() {
    return hasDeparted;
  }

  long departedId() {
    return departedId;
  }

  double[] departedPose() {
    return departed;
  }

  SlidingWindowHealth health() {
    int observations = 0;
    int count = 0;
    for (int k = 0; k < landmarks.size(); k++) {
      int slot = landmarks.slot(k);
      if (landmarks.isActive(slot)) {
        count++;
        observations += landmarks.count(slot);
      }
    }
    return new SlidingWindowHealth(
        keyframes.count(),
        count,
        landmarks.size() - count,
        observations,
        prior.blocks(),
        termination,
        chi2,
        iterations,
        linearIterations,
        outliers,
        ignored,
        failures);
  }

  @Override
  public void close() {
    optimizer.close();
  }
}
