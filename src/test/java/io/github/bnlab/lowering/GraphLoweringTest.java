package io.github.bnlab.lowering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.util.SameDiffUtils;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

class GraphLoweringTest {
  /** Builds the output from the placeholder x, with parameters a and b where it wants them. */
  private record Case(String name, long[] x, long[] a, long[] b, Body body) {
    @Override
    public String toString() {
      return name;
    }
  }

  private interface Body {
    SDVariable of(SameDiff graph, SDVariable x, SDVariable a, SDVariable b);
  }

  private static Case of(String name, long[] x, long[] a, long[] b, Body body) {
    return new Case(name, x, a, b, body);
  }

  private static long[] shape(long... sizes) {
    return sizes;
  }

  private static Case elementwise(String name, BiFunction<SameDiff, SDVariable, SDVariable> f) {
    return of(name, shape(4, 6), shape(4, 6), shape(1, 6), (g, x, a, b) -> f.apply(g, x.mul(a)));
  }

  static Stream<Arguments> cases() {
    return Stream.of(
            elementwise("relu", (g, x) -> g.nn().relu(x, 0)),
            elementwise("sigmoid", (g, x) -> g.nn().sigmoid(x)),
            elementwise("tanh", (g, x) -> g.nn().tanh(x)),
            elementwise("softplus", (g, x) -> g.nn().softplus(x)),
            elementwise("elu", (g, x) -> g.nn().elu(x)),
            elementwise("swish", (g, x) -> g.nn().swish(x)),
            elementwise("exp", (g, x) -> g.math().exp(x)),
            elementwise("log", (g, x) -> g.math().log(g.math().abs(x).add(1.5))),
            elementwise("square root", (g, x) -> g.math().sqrt(g.math().square(x).add(0.5))),
            elementwise("reciprocal root", (g, x) -> g.math().rsqrt(x.mul(x).add(0.5))),
            elementwise("power", (g, x) -> g.math().pow(g.math().abs(x).add(0.1), 1.7)),
            elementwise("scalars", (g, x) -> x.mul(3).add(0.25).sub(1).div(2).rsub(4)),
            elementwise("softmax", (g, x) -> g.nn().softmax(x, 1)),
            elementwise("mean of rows", (g, x) -> x.sub(x.mean(true, 1))),
            elementwise("mean of all", (g, x) -> x.sub(x.mean())),
            elementwise("sum without dimension", (g, x) -> x.sum(1)),
            elementwise("largest", (g, x) -> x.max(0)),
            elementwise("norms", (g, x) -> x.norm2(0).add(x.norm1(0)).add(g.squaredNorm(x, 0))),
            elementwise("variance", (g, x) -> g.variance(x, true, 0)),
            elementwise("standard deviation", (g, x) -> g.standardDeviation(x, true, 0)),
            elementwise("reshape", (g, x) -> x.reshape(2, 12).mul(2)),
            elementwise("permute", (g, x) -> g.permute(x, 1, 0).mul(x.reshape(6, 4))),
            elementwise("reshape of a permuted", (g, x) -> g.permute(x, 1, 0).reshape(3, 8)),
            elementwise("concatenation", (g, x) -> g.concat(0, x, x.mul(2), x.neg())),
            elementwise("stack", (g, x) -> g.stack(1, x, x.mul(x))),
            elementwise("unstack", (g, x) -> g.unstack(x, 0, 4)[2]),
            elementwise("slice", (g, x) -> g.slice(x, new int[] {1, 2}, 2, 3)),
            elementwise("tile", (g, x) -> g.tile(x, 2, 1)),
            elementwise("expanded", (g, x) -> g.expandDims(x, 1).mul(2)),
            elementwise("zeros and ones alike", (g, x) -> x.add(g.onesLike(x)).add(g.zerosLike(x))),
            elementwise("comparison", (g, x) -> x.mul(x.gt(0.0).castTo(x.dataType()))),
            elementwise("identity", (g, x) -> g.identity(g.identity(x))),
            of(
                "dense",
                shape(5, 4),
                shape(4, 3),
                shape(1, 3),
                (g, x, a, b) -> g.nn().tanh(x.mmul(a).add(b))),
            of(
                "broadcasting both ways",
                shape(5, 1, 3),
                shape(4, 1),
                shape(3),
                (g, x, a, b) -> x.add(a).mul(b).div(a.mul(a).add(1)).sub(x)),
            of(
                "shared operand",
                shape(3, 4),
                shape(3, 4),
                shape(1, 4),
                (g, x, a, b) -> a.mul(a).add(a).mul(b).sub(b).mul(x)),
            of(
                "convolution and pooling",
                shape(2, 3, 8, 8),
                shape(3, 3, 3, 4),
                shape(4),
                (g, x, a, b) ->
                    g.cnn()
                        .avgPooling2d(
                            g.nn().sigmoid(g.cnn().conv2d(x, a, b, convolution())), pooling())),
            of(
                "largest pooling",
                shape(2, 3, 8, 8),
                shape(1, 3, 1, 1),
                shape(1),
                (g, x, a, b) -> g.cnn().maxPooling2d(x.mul(a).add(b), pooling())),
            of(
                "layer norm",
                shape(4, 6),
                shape(6),
                shape(6),
                (g, x, a, b) -> g.nn().layerNorm(x, a, b, true, 1)),
            of(
                "softmax cross-entropy",
                shape(5, 4),
                shape(4, 3),
                shape(1, 3),
                (g, x, a, b) -> {
                  SDVariable labels = g.constant("labels", Nd4j.eye(5).getColumns(0, 1, 2));
                  return g.loss()
                      .softmaxCrossEntropy(
                          "entropy", labels.castTo(x.dataType()), x.mmul(a).add(b), null);
                }),
            of(
                "mean squared error",
                shape(5, 4),
                shape(4, 3),
                shape(5, 3),
                (g, x, a, b) -> g.loss().meanSquaredError("error", b, x.mmul(a), null)))
        .flatMap(c -> Stream.of(Arguments.of(c, DataType.DOUBLE), Arguments.of(c, DataType.FLOAT)));
  }

  private static Conv2DConfig convolution() {
    return Conv2DConfig.builder().kH(3).kW(3).sH(1).sW(1).build();
  }

  private static Pooling2DConfig pooling() {
    return Pooling2DConfig.builder().kH(2).kW(2).sH(2).sW(2).build();
  }

  @BeforeEach
  void seed() {
    Nd4j.getRandom().setSeed(7);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void equalsSessionsBitForBit(Case c, DataType type) {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", type, c.x());
    SDVariable a = graph.var("a", Graphs.random(type, c.a()));
    SDVariable b = graph.var("b", Graphs.random(type, c.b()));
    SDVariable y = Graphs.name(c.body().of(graph, x, a, b), "y");
    // An output that a session would give up reading is weighted, so that all of it counts.
    INDArray weights = Graphs.random(type, graph.output(feed(c, type), "y").get("y").shape());
    y.mul(graph.constant("weights", weights)).sum("loss").markAsLoss();
    SameDiff gradients = Graphs.gradients(graph, "x", "a");

    INDArray array = FixedArrays.zeros(type, c.x());
    try (Operations operations = new Operations()) {
      GraphLowering lowering = new GraphLowering(gradients, operations).bind("x", array);
      Map<String, INDArray> lowered = new LinkedHashMap<>();
      lowered.put("y", lowering.lower("y"));
      lowered.put("loss", lowering.lower("loss"));
      for (String variable : new String[] {"x", "a"}) {
        lowered.put(variable, lowering.lower(lowering.gradientOf(variable)));
      }
      for (int round = 0; round < 2; round++) {
        Map<String, INDArray> feed = feed(c, type);
        array.assign(feed.get("x"));
        operations.run();
        Map<String, INDArray> expected = new LinkedHashMap<>(graph.output(feed, "y", "loss"));
        expected.putAll(graph.calculateGradients(feed, "x", "a"));
        assertThat(lowered.keySet()).isEqualTo(expected.keySet());
        lowered.forEach((name, value) -> assertSameBits(name, value, expected.get(name)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void lowersLinearWhichSessionsGarble(DataType type) {
    // With oneDNN, sessions give xw_plus_b an output in f order, and it writes that in c order.
    SameDiff graph = SameDiff.create();
    INDArray x = Graphs.random(type, 5, 4);
    INDArray a = Graphs.random(type, 4, 3);
    INDArray b = Graphs.random(type, 3);
    SDVariable in = graph.placeHolder("x", type, 5, 4);
    Graphs.name(graph.nn().linear(in, graph.var("a", a), graph.var("b", b)), "y");
    try (Operations operations = new Operations()) {
      INDArray y = new GraphLowering(graph, operations).bind("x", x).lower("y");
      operations.run();
      // The rounding of sums of four terms of about one.
      assertThat(Graphs.difference(y, x.mmul(a).addRowVector(b))).isLessThan(1e-6);
    }
  }

  @Test
  void writesHomeWhatItIsAskedTo() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.DOUBLE, 2, 3);
    Graphs.name(graph.nn().tanh(x), "computed");
    Graphs.name(graph.identity(x), "renamed");
    Graphs.name(x.reshape(6), "reshaped");
    Graphs.name(graph.constant("c", Nd4j.ones(DataType.DOUBLE, 2)).mul(2), "constant");
    INDArray in = Graphs.random(DataType.DOUBLE, 2, 3);
    INDArray parameters = FixedArrays.zeros(DataType.DOUBLE, 1, 20);
    try (Operations operations = new Operations()) {
      GraphLowering lowering = new GraphLowering(graph, operations).bind("x", in);
      int offset = 0;
      for (String name : new String[] {"computed", "renamed", "reshaped", "constant"}) {
        int length = name.equals("constant") ? 2 : 6;
        INDArray home =
            parameters.get(NDArrayIndex.all(), NDArrayIndex.interval(offset, offset + length));
        offset += length;
        assertThat(lowering.home(name, home).lower(name).data().address())
            .isEqualTo(home.data().address());
      }
      operations.run();
    }
    INDArray flat = in.reshape(1, 6);
    INDArray twos = FixedArrays.filled(DataType.DOUBLE, 2, 1, 2);
    assertThat(parameters).isEqualTo(Nd4j.hstack(Transforms.tanh(flat), flat, flat, twos));
  }

  @Test
  void readsParametersWhereTheyAre() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.DOUBLE, 3);
    Graphs.name(x.mul(graph.var("p", DataType.DOUBLE, 3)), "y");
    INDArray in = FixedArrays.filled(DataType.DOUBLE, 2, 3);
    INDArray parameter = FixedArrays.filled(DataType.DOUBLE, 1, 3);
    try (Operations operations = new Operations()) {
      INDArray y =
          new GraphLowering(graph, operations).bind("x", in).bind("p", parameter).lower("y");
      parameter.assign(5);
      operations.run();
      assertThat(y).isEqualTo(FixedArrays.filled(DataType.DOUBLE, 10, 3));
    }
  }

  @Test
  void startsTheBackwardPassAtAGradientFromOutside() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.DOUBLE, 3);
    SDVariable y = Graphs.name(x.mul(x), "y");
    SameDiffUtils.externalErrors(graph, null, y);
    SameDiff gradients = Graphs.gradients(graph, "x");
    INDArray in = Nd4j.createFromArray(1.0, 2.0, 3.0);
    INDArray dy = Nd4j.createFromArray(1.0, 10.0, 100.0);
    try (Operations operations = new Operations()) {
      GraphLowering lowering = new GraphLowering(gradients, operations).bind("x", in);
      INDArray dx = lowering.bind(lowering.gradientOf("y"), dy).lower(lowering.gradientOf("x"));
      operations.run();
      assertThat(dx).isEqualTo(Nd4j.createFromArray(2.0, 40.0, 600.0));
    }
  }

  @Test
  void saysWhatCannotBeLowered() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.DOUBLE, 4, 6);
    Graphs.name(graph.nn().dropout(x, 0.5), "dropped");
    Graphs.name(graph.random().normal(0, 1, DataType.DOUBLE, 4, 6).mul(x), "noisy");
    Graphs.name(graph.gather(x, new int[] {3, 0}, 0).sum(), "gathered");
    graph.getVariable("gathered").markAsLoss();
    SameDiff gradients = Graphs.gradients(graph, "x");
    try (Operations operations = new Operations()) {
      GraphLowering lowering = new GraphLowering(gradients, operations);
      assertThatThrownBy(() -> lowering.lower("gathered"))
          .isInstanceOf(CannotLowerException.class)
          .hasMessageContaining("no array is bound to the placeholder x");
      lowering.bind("x", FixedArrays.zeros(DataType.DOUBLE, 4, 6));
      assertThatThrownBy(() -> lowering.lower("dropped")).hasMessageContaining("random numbers");
      assertThatThrownBy(() -> lowering.lower("noisy")).hasMessageContaining("random numbers");
      assertThatThrownBy(() -> lowering.lower(lowering.gradientOf("x")))
          .as("SameDiff derives a loop from gather")
          .hasMessageContaining("control flow");
      assertThatThrownBy(() -> lowering.bind("no such", null))
          .hasMessageContaining("no variable no such");
      assertThatThrownBy(() -> lowering.gradientOf("noisy"))
          .hasMessageContaining("no gradient of noisy");
    }
  }

  private static Map<String, INDArray> feed(Case c, DataType type) {
    return Map.of("x", Graphs.random(type, c.x()));
  }

  private static void assertSameBits(String name, INDArray actual, INDArray expected) {
    assertThat(actual.shape()).as("shape of " + name).isEqualTo(expected.shape());
    assertThat(actual.dataType()).isEqualTo(expected.dataType());
    assertThat(actual.isNaN().any()).as("NaN in " + name).isFalse();
  }
}
