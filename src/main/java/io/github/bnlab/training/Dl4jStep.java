package io.github.bnlab.training;

import io.github.bnlab.config.TrainingConfig.StepKind;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.CrashReportingUtil;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A step by DL4J's own {@code MultiLayerNetwork.fit}. */
final class Dl4jStep implements TrainingStep {
  private final MultiLayerNetwork network;
  private final boolean hasPenalty;
  private final BatchArrays arrays;

  /**
   * Steps of a network.
   *
   * @param hasPenalty whether its score is more than the mean cross-entropy
   */
  Dl4jStep(MultiLayerNetwork network, boolean hasPenalty) {
    this.network = network;
    this.hasPenalty = hasPenalty;
    this.arrays = new BatchArrays(network);
    // Out of memory, fit would leave a dump in the folder where the program was started.
    CrashReportingUtil.crashDumpsEnabled(false);
  }

  @Override
  public StepKind kind() {
    return StepKind.DL4J;
  }

  @Override
  public INDArray features(int n) {
    return arrays.features(n);
  }

  @Override
  public INDArray labels(int n) {
    return arrays.labels(n);
  }

  @Override
  public double take(int n) {
    // The score is that of the parameters before the update, and so has to be the penalty.
    double penalty = hasPenalty ? network.calcRegularizationScore(true) : 0;
    network.fit(features(n), labels(n));
    return network.score() - penalty;
  }
}
