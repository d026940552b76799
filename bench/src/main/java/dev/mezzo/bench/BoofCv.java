package dev.mezzo.bench;

import boofcv.abst.geo.bundle.BundleAdjustmentCamera;
import boofcv.abst.geo.bundle.ScaleSceneStructure;
import boofcv.abst.geo.bundle.SceneObservations;
import boofcv.abst.geo.bundle.SceneStructureMetric;
import boofcv.alg.geo.bundle.BundleAdjustmentMetricResidualFunction;
import boofcv.alg.geo.bundle.BundleAdjustmentMetricSchurJacobian_DSCC;
import boofcv.alg.geo.bundle.CodecSceneStructureMetric;
import boofcv.alg.geo.bundle.cameras.BundlePinhole;
import boofcv.alg.geo.bundle.cameras.BundlePinholeSnavely;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.mezzo.cli.BaScene;
import dev.mezzo.cli.BaText;
import dev.mezzo.cli.SolveOnCommand;
import dev.mezzo.geometry.Pose3;
import georegression.struct.se.Se3_F64;
import java.io.IOException;
import java.nio.file.Path;
import org.ddogleg.optimization.FactoryOptimizationSparse;
import org.ddogleg.optimization.UnconstrainedLeastSquaresSchur;
import org.ddogleg.optimization.lm.ConfigLevenbergMarquardt;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.DMatrixSparseCSC;
import org.ejml.dense.row.NormOps_DDRM;

/**
 * BoofCV's bundle adjustment on DDogleg's optimiser, as BoofCV's own example of "Bundle Adjustment
 * in the Large" sets it up: scaled points, Levenberg-Marquardt with the Schur complement in sparse
 * matrices; but without the scaling of the Hessian, with which it ends at a worse optimum of
 * ladybug-49. Reads {@code LIMIT FILE} from the command line, solves on command.
 *
 * <p>Its parts are put together here as its factory does, to see chi2 and time of each step.
 */
public final class BoofCv {
  private static final int MOST_STEPS = 500;
  private static final double TOLERANCE = 1e-12;

  /** What its example takes. */
  private static final double DAMPENING = 1e-3;

  /** Part of chi2 by which it is off for pixels in single precision, with a margin. */
  private static final double ROUNDING = 1e-6;

  private final BaScene problem;
  private final double limit;

  private BoofCv(BaScene problem, double limit) {
    this.problem = problem;
    this.limit = limit;
  }

  /**
   * Answers commands until standard input ends.
   *
   * @param arguments limit of a solve in seconds, file
   * @throws IOException if the file cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    var boofcv = new BoofCv(BaText.read(Path.of(arguments[1])), Double.parseDouble(arguments[0]));
    SolveOnCommand.serve(boofcv::solve);
  }

  private double solve(JsonGenerator json) throws IOException {
    SceneStructureMetric structure = structure(problem);
    SceneObservations observations = observations(problem);
    var config = new ConfigLevenbergMarquardt();
    config.dampeningInitial = DAMPENING;

    long begin = System.nanoTime();
    var scale = new ScaleSceneStructure();
    scale.applyScale(structure, observations);
    var function = new BundleAdjustmentMetricResidualFunction();
    function.configure(structure, observations);
    var jacobian = new BundleAdjustmentMetricSchurJacobian_DSCC();
    jacobian.configure(structure, observations);
    var codec = new CodecSceneStructureMetric();
    double[] parameters = new double[structure.getParameterCount()];
    codec.encode(structure, parameters);
    UnconstrainedLeastSquaresSchur<DMatrixSparseCSC> minimizer =
        FactoryOptimizationSparse.levenbergMarquardtSchur(config);
    minimizer.setFunction(function, jacobian);
    minimizer.initialize(parameters, TOLERANCE, TOLERANCE);

    json.writeStartObject();
    json.writeArrayFieldStart("points");
    SolveOnCommand.point(json, problem.chi2(), seconds(begin));
    boolean converged = false;
    int steps = 0;
    while (!converged && steps < MOST_STEPS && seconds(begin) < limit) {
      converged = minimizer.iterate();
      SolveOnCommand.point(json, 2 * minimizer.getFunctionValue(), seconds(begin));
      steps++;
    }
    json.writeEndArray();
    codec.decode(minimizer.getParameters(), structure);
    double[] residuals = new double[function.getNumOfOutputsM()];
    double seconds = seconds(begin);
    function.process(residuals);
    double norm = NormOps_DDRM.normP2(DMatrixRMaj.wrap(residuals.length, 1, residuals));
    json.writeNumberField("final_chi2", norm * norm);
    json.writeNumberField("resolution", ROUNDING * norm * norm);
    json.writeNumberField("seconds", seconds);
    json.writeStringField(
        "termination", converged ? "convergence" : steps < MOST_STEPS ? "time-limit" : "steps");
    json.writeNumberField("linear_iterations", 0);
    json.writeNumberField("factorizations", steps);
    json.writeEndObject();
    return seconds;
  }

  private static double seconds(long begin) {
    return 1e-9 * (System.nanoTime() - begin);
  }

  private static SceneStructureMetric structure(BaScene scene) {
    var structure = new SceneStructureMetric(false);
    int views = scene.keyframes().size();
    structure.initialize(scene.cameras().size(), views, scene.landmarks().size());
    for (int c = 0; c < scene.cameras().size(); c++) {
      BaScene.Camera camera = scene.cameras().get(c);
      structure.setCamera(c, !camera.free(), camera(camera));
    }
    for (int k = 0; k < views; k++) {
      BaScene.Keyframe keyframe = scene.keyframes().get(k);
      var cameraFromWorld = new Se3_F64();
      Pose3 pose = keyframe.pose().inverse();
      cameraFromWorld.T.setTo(pose.x(), pose.y(), pose.z());
      cameraFromWorld.R.setTo(DMatrixRMaj.wrap(3, 3, pose.rotation().matrix()));
      structure.setView(k, keyframe.camera(), keyframe.held(), cameraFromWorld);
    }
    for (int i = 0; i < scene.landmarks().size(); i++) {
      BaScene.Landmark landmark = scene.landmarks().get(i);
      structure.setPoint(i, landmark.x(), landmark.y(), landmark.z());
    }
    for (BaScene.Observation seen : scene.observations()) {
      structure.connectPointToView(seen.landmark(), seen.keyframe());
    }
    return structure;
  }

  private static BundleAdjustmentCamera camera(BaScene.Camera camera) {
    double[] k = camera.intrinsics().stream().mapToDouble(value -> value).toArray();
    return switch (camera.model()) {
      case PINHOLE -> new BundlePinhole().setK(k[0], k[1], 0, k[2], k[3]);
      case BAL -> {
        var model = new BundlePinholeSnavely();
        model.setIntrinsic(k, 0);
        yield model;
      }
      // Two views a fixed distance apart would have v twice in the cost.
      case STEREO -> throw new IllegalArgumentException("BoofCV has no rectified stereo camera");
    };
  }

  /** It keeps pixels in single precision. */
  private static SceneObservations observations(BaScene scene) {
    var observations = new SceneObservations();
    observations.initialize(scene.keyframes().size());
    for (BaScene.Observation seen : scene.observations()) {
      observations
          .getView(seen.keyframe())
          .add(seen.landmark(), (float) seen.first(), (float) seen.second());
    }
    return observations;
  }
}
