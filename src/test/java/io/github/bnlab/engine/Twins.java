package io.github.bnlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.engine.kernels.Batch;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One network trained twice on the same batches: by the engine and by {@code fit}. */
final class Twins {
  static final int CLASSES = 10;

  final TrainingEngine engine;
  final Batches batches;
  private final MultiLayerNetwork trained;
  private final MultiLayerNetwork fitted;
  private int taken;
  private double worstLoss;

  Twins(MultiLayerNetwork network) throws UnsupportedLayerException {
    this(network, 784);
  }

  /** Of examples of so many values. */
  Twins(MultiLayerNetwork network, int inputs) throws UnsupportedLayerException {
    trained = network;
    fitted = network.clone();
    engine = TrainingEngine.compile(trained, 1);
    batches = new Batches(inputs, CLASSES);
  }

  /** Every third batch is a smaller one; epochs of five steps. */
  void train(int steps, int batch, int lastBatch) {
    for (int i = 0; i < steps; i++) {
      worstLoss = Math.max(worstLoss, step(batch, lastBatch));
    }
  }

  /**
   * As {@link #train}, but both take every step from the state in which the engine left the
   * network.
   *
   * @return for each step, how far the two were apart after it
   */
  List<Double> trainTogether(int steps, int batch, int lastBatch) {
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      double loss = step(batch, lastBatch);
      engine.store();
      differences.add(Math.max(loss, difference(trained.params(), fitted.params())));
      fitted.params().assign(trained.params());
      INDArray state = fitted.getUpdater().getStateViewArray();
      if (state != null) {
        state.assign(trained.getUpdater().getStateViewArray());
      }
    }
    return differences;
  }

  /** Returns the difference of the losses. */
  private double step(int batch, int lastBatch) {
    int n = taken % 3 == 2 ? lastBatch : batch;
    Batch examples = batches.next(n);
    DataType type = fitted.params().dataType();
    // The score that fit leaves behind holds the penalties of the parameters before the update.
    double penalties = fitted.calcRegularizationScore(true);
    fitted.fit(Batches.features(examples, type), Batches.labels(examples, CLASSES, type));
    double difference = Math.abs(engine.step(examples) - (fitted.score() - penalties));
    assertThat(difference).isNotNaN();
    taken++;
    if (taken % 5 == 0) {
      trained.incrementEpochCount();
      fitted.incrementEpochCount();
    }
    return difference;
  }

  void requireEqual(double tolerance) {
    requireEqualLosses(tolerance);
    engine.store();
    requireEqual("parameters", trained.params(), fitted.params(), tolerance);
    INDArray state = fitted.getUpdater().getStateViewArray();
    if (state != null) {
      INDArray own = trained.getUpdater().getStateViewArray();
      requireEqual("state of the updater", own, state, tolerance);
    }
  }

  void requireEqualLosses(double tolerance) {
    assertThat(worstLoss).as("greatest difference of losses").isLessThan(tolerance);
    assertThat(trained.getIterationCount()).isEqualTo(fitted.getIterationCount());
  }

  private static void requireEqual(String what, INDArray a, INDArray b, double tolerance) {
    assertThat(difference(a, b)).as("greatest difference of " + what).isLessThan(tolerance);
  }

  private static double difference(INDArray a, INDArray b) {
    INDArray difference = a.sub(b);
    assertThat(difference.sumNumber().doubleValue()).isNotNaN();
    return difference.amaxNumber().doubleValue();
  }
}
