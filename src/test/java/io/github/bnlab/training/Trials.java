package io.github.bnlab.training;

import io.github.bnlab.config.BatchNormConfig;
import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormConvention.Count;
import io.github.bnlab.config.BatchNormConvention.InitialGamma;
import io.github.bnlab.config.BatchNormConvention.VarianceKind;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.Changed;
import io.github.bnlab.config.ClippingConfig;
import io.github.bnlab.config.DatasetConfig;
import io.github.bnlab.config.DropoutConfig;
import io.github.bnlab.config.EarlyStoppingConfig;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.RecordingConfig;
import io.github.bnlab.config.ScheduleConfig;
import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrainingConfig.Optimizer;
import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialConfig.BackendKind;
import io.github.bnlab.config.TrialConfig.Fallback;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.dataset.LoadedData;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Sgd;

/** Trials small enough to be trained within a test. */
public final class Trials {
  public static final BatchNormConvention D2L =
      new BatchNormConvention(
          "d2l",
          1e-5,
          0.9,
          VarianceKind.BIASED,
          VarianceKind.BIASED,
          Count.VALUES,
          InitialGamma.ONES);

  public static final BatchNormConvention NOTEBOOK =
      new BatchNormConvention(
          "notebook",
          1e-10,
          0.9,
          VarianceKind.UNBIASED,
          VarianceKind.UNBIASED,
          Count.VALUES,
          InitialGamma.ONES);

  /** A training that is never ended early. */
  public static final EarlyStoppingConfig NEVER =
      new EarlyStoppingConfig(EarlyStoppingConfig.Watch.NONE, 5);

  private Trials() {}

  /** Settings that the tests change one by one. */
  public static TrainingConfig training(Integer epochs, Integer steps, double learningRate) {
    return new TrainingConfig(
        16,
        epochs,
        steps,
        learningRate,
        new ScheduleConfig(ScheduleConfig.Kind.CONSTANT, 1, 1),
        Optimizer.SGD,
        0,
        0,
        new ClippingConfig(ClippingConfig.Kind.NONE, 1),
        7,
        true,
        StepKind.DL4J,
        NEVER,
        0);
  }

  /** The same settings with a penalty, a kind of step, and ends before the last step. */
  public static TrainingConfig with(
      TrainingConfig c, double l2, StepKind step, EarlyStoppingConfig early, double timeBudget) {
    return Changed.with(
        c, "l2", l2, "step", step, "earlyStopping", early, "timeBudget", timeBudget);
  }

  /** SimpleNet with built-in batch normalization after its first layer. */
  public static TrialConfig trial(TrainingConfig training) {
    return trial(training, BatchNormImplementation.BUILT_IN, D2L);
  }

  /** SimpleNet with a normalization after its first layer. */
  public static TrialConfig trial(
      TrainingConfig training,
      BatchNormImplementation implementation,
      BatchNormConvention convention) {
    return new TrialConfig(
        "tiny",
        "trial",
        BackendKind.CPU,
        NetworkKind.SIMPLE_NET,
        null,
        new DatasetConfig("synthetic-digits", null, null, null, null, 40, 0, 20, 3),
        Fallback.NONE,
        FloatType.DOUBLE,
        "pytorch",
        new BatchNormConfig(implementation, convention, List.of("dense1")),
        new DropoutConfig(0, List.of()),
        training,
        new RecordingConfig(true, true, true, 1, 0, 1, 0, false));
  }

  /** A trial that records something else. */
  public static TrialConfig recording(TrialConfig c, RecordingConfig recording) {
    return Changed.with(c, "recording", recording);
  }

  /** Forty images to train on and twenty to test on, noise around one pattern a class. */
  public static LoadedData data() {
    ImageSet none = ImageSet.none();
    return new LoadedData(
        "patterns", "", images(40, 1), none, images(20, 2), Map.of("patterns", "none"));
  }

  /** Images of noise around one pattern a class. */
  public static ImageSet images(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] pixels = new byte[size * 784];
    byte[] labels = new byte[size];
    for (int i = 0; i < size; i++) {
      labels[i] = (byte) random.nextInt(10);
      for (int p = 0; p < 784; p++) {
        int pattern = p % 10 == labels[i] ? 150 : 0;
        pixels[i * 784 + p] = (byte) (pattern + random.nextInt(100));
      }
    }
    return new ImageSet(pixels, labels);
  }

  /** A network with the layer names of SimpleNet, one normalized hidden layer of 8. */
  public static MultiLayerNetwork network(TrialConfig config) {
    boolean isFloat = config.dataType() == FloatType.FLOAT;
    MultiLayerConfiguration layers =
        new NeuralNetConfiguration.Builder()
            .dataType(isFloat ? DataType.FLOAT : DataType.DOUBLE)
            .seed(config.training().seed())
            .updater(new Sgd(config.training().learningRate()))
            .l2(config.training().l2())
            .activation(Activation.IDENTITY)
            .list()
            .layer(new DenseLayer.Builder().name("dense1").nOut(8).build())
            .layer(new BatchNormalization.Builder().name("dense1-norm").useLogStd(false).build())
            .layer(new ActivationLayer.Builder().activation(Activation.RELU).build())
            .layer(
                new OutputLayer.Builder()
                    .name("output")
                    .nOut(10)
                    .activation(Activation.SOFTMAX)
                    .build())
            .setInputType(InputType.feedForward(784))
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(layers);
    network.init();
    return network;
  }
}
