package io.github.bnlab.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bnlab.batchnorm.BatchNormLayer;
import io.github.bnlab.batchnorm.LayerNormLayer;
import io.github.bnlab.config.BatchNormConvention.InitialGamma;
import io.github.bnlab.config.BatchNormConvention.Removes;
import io.github.bnlab.config.BatchNormConventions;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.DeepNetConfig;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.network.FlatArrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

/** Gradients against differences of fourth order, in double, for networks of odd shapes. */
class GradientTest {
  private static final double STEP = 1e-5;

  /**
   * Differences err by STEP^4 times a fifth derivative, which is large where layer normalization
   * divides by a small deviation, and by rounding divided by STEP.
   */
  private static final double TOLERANCE = 1e-7;

  record Shape(
      int channels,
      int height,
      int width,
      int kernel,
      int padding,
      int filters,
      int units,
      int examples,
      int norm) {}

  @Provide
  Arbitrary<Shape> shapes() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(7, 10),
            Arbitraries.integers().between(5, 11),
            Arbitraries.integers().between(1, 4),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(1, 9),
            Arbitraries.integers().between(1, 70),
            Arbitraries.integers().between(3, 50))
        .flatAs(
            (c, h, w, k, p, f, u, n) ->
                Arbitraries.integers()
                    .between(0, 3)
                    .map(norm -> new Shape(c, h, w, k, Math.min(p, k - 1), f, u, n, norm)));
  }

  @Property(tries = 40, seed = "31", shrinking = ShrinkingMode.OFF)
  void areTheSlopesOfTheLoss(@ForAll("shapes") Shape shape) throws Exception {
    MultiLayerNetwork network = network(DataType.DOUBLE, shape);
    TrainingEngine engine = TrainingEngine.compile(network, 1);
    int inputs = shape.channels() * shape.height() * shape.width();
    Batch batch = new Batches(inputs, 10).next(shape.examples());
    double[] parameters = FlatArrays.read(network.params());
    Random random = new Random(shape.hashCode());
    checkParameters(network, engine, batch, random, shape.toString());
    double[] direction = random.doubles(batch.values().length, -1, 1).toArray();
    engine.load(parameters);
    double[] ofInput = engine.inputGradient(batch);
    double slope = 0;
    for (int i = 0; i < direction.length; i++) {
      slope += ofInput[i] / batch.size() * direction[i];
    }
    double numeric = slope(by -> engine.computeGradient(moved(batch, direction, by)));
    assertThat(slope).as(shape + " input").isCloseTo(numeric, within(TOLERANCE));
  }

  /** One filter and one unit in each layer: matrices of one column. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void areTheSlopesOfTheLossOfOneUnit(int norm) throws Exception {
    areTheSlopesOfTheLoss(new Shape(1, 7, 5, 1, 0, 1, 1, 3, norm));
  }

  /** Sigmoids, since a ReLU has no slope at 0, which one of so many units may be close to. */
  @ParameterizedTest
  @EnumSource(BatchNormImplementation.class)
  void areTheSlopesOfTheLossOfDeepNetworks(BatchNormImplementation norm) throws Exception {
    MultiLayerNetwork network =
        new TrialBuilder(5, 12, DeepNetConfig.Activation.SIGMOID).norm(norm, "d2l").network();
    TrainingEngine engine = TrainingEngine.compile(network, 1);
    checkParameters(network, engine, new Batches(784, 10).next(20), new Random(1), norm.toString());
  }

  @ParameterizedTest
  @EnumSource(Removes.class)
  void areTheSlopesOfTheLossWhereAPartIsLeftOut(Removes removes) throws Exception {
    MultiLayerNetwork network =
        new TrialBuilder(3, 12, DeepNetConfig.Activation.SIGMOID)
            .norm(BatchNormImplementation.CUSTOM, "d2l")
            .parts(removes, true, false)
            .network();
    TrainingEngine engine = TrainingEngine.compile(network, 1);
    Batch batch = new Batches(784, 10).next(20);
    checkParameters(network, engine, batch, new Random(1), removes.toString());
  }

  /** Parameter by parameter of each layer. */
  private static void checkParameters(
      MultiLayerNetwork network, TrainingEngine engine, Batch batch, Random random, String what) {
    engine.computeGradient(batch);
    double[] gradient = engine.gradient();
    double[] parameters = FlatArrays.read(network.params());
    int start = 0;
    for (org.deeplearning4j.nn.api.Layer layer : network.getLayers()) {
      for (String name : layer.paramTable().keySet()) {
        int length = (int) layer.getParam(name).length();
        if (!name.equals("mean") && !name.equals("var")) {
          check(engine, batch, parameters, gradient, start, length, random, what + " " + name);
        }
        start += length;
      }
    }
  }

  /** Along a random direction in which some of the parameters change. */
  private static void check(
      TrainingEngine engine,
      Batch batch,
      double[] parameters,
      double[] gradient,
      int start,
      int length,
      Random random,
      String what) {
    double[] direction = random.doubles(length, -0.5, 0.5).toArray();
    double slope = 0;
    for (int i = 0; i < length; i++) {
      slope += gradient[start + i] * direction[i];
    }
    double numeric =
        slope(
            by -> {
              double[] moved = parameters.clone();
              for (int i = 0; i < length; i++) {
                moved[start + i] += by * direction[i];
              }
              engine.load(moved);
              return engine.computeGradient(batch);
            });
    assertThat(slope).as(what).isCloseTo(numeric, within(TOLERANCE));
  }

  /** That of a function at 0. */
  private static double slope(DoubleUnaryOperator f) {
    double near = f.applyAsDouble(STEP) - f.applyAsDouble(-STEP);
    double far = f.applyAsDouble(2 * STEP) - f.applyAsDouble(-2 * STEP);
    return (8 * near - far) / (12 * STEP);
  }

  private static Batch moved(Batch batch, double[] direction, double by) {
    double[] values = batch.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += by * direction[i];
    }
    return new Batch(
        null, values, batch.labels(), batch.length(), batch.order(), batch.from(), batch.size());
  }

  /** With a layer of each kind. */
  static MultiLayerNetwork network(DataType type, Shape shape) {
    NeuralNetConfiguration.ListBuilder list = Nets.base(type).list();
    list.layer(
        new ConvolutionLayer.Builder(shape.kernel(), Math.max(1, shape.kernel() - 1))
            .padding(shape.padding(), Math.min(shape.padding(), Math.max(0, shape.kernel() - 2)))
            .nOut(shape.filters())
            .build());
    addNorm(list, shape.norm());
    list.layer(
        new SubsamplingLayer.Builder(
                SubsamplingLayer.PoolingType.AVG, new int[] {2, 1}, new int[] {2, 1})
            .build());
    list.layer(new ConvolutionLayer.Builder(2, 2).nOut(4).activation(Activation.SIGMOID).build());
    list.layer(new DenseLayer.Builder().nOut(shape.units()).build());
    addNorm(list, shape.norm());
    list.layer(new DenseLayer.Builder().nOut(5).activation(Activation.TANH).build());
    return Nets.finish(
        list, InputType.convolutionalFlat(shape.height(), shape.width(), shape.channels()));
  }

  private static void addNorm(NeuralNetConfiguration.ListBuilder list, int norm) {
    Layer layer =
        switch (norm) {
          case 1 -> Nets.BUILT_IN.get();
          case 2 -> new BatchNormLayer(BatchNormConventions.find("torch").orElseThrow());
          case 3 -> new LayerNormLayer(1e-5, InitialGamma.ONES);
          default -> null;
        };
    if (layer != null) {
      list.layer(layer);
      list.layer(new org.deeplearning4j.nn.conf.layers.ActivationLayer(Activation.TANH));
    }
  }
}
