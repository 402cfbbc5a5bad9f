package io.github.bnlab.lowering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.lowering.BatchNormGraphs.Form;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** How a plan uses the fused lowering: views, factors, arrays written in place. */
class FusedLoweringUseTest {
  private static final DataType D = DataType.DOUBLE;
  private static final long[] SHAPE = {7, 3, 4, 6};
  private static final List<String> PARAMETERS = List.of("gamma", "beta", "mean", "var");

  private final Operations operations = new Operations();
  private final ChannelLayout layout = ChannelLayout.imagesAsRows(D, 7, 3, 4, 6);
  private final INDArray x = FixedArrays.zeros(D, 3, 168);
  private final INDArray dy = FixedArrays.zeros(D, 3, 168);
  private SameDiff graph;
  private INDArray expectedY;
  private INDArray expectedDx;

  @BeforeEach
  void expected() {
    Nd4j.getRandom().setSeed(5);
    graph = BatchNormGraphs.training(Form.CENTRED, D, SHAPE, 1, false);
    for (String parameter : PARAMETERS) {
      graph.associateArrayWithVariable(Graphs.random(D, 1, 3, 1, 1), parameter);
    }
    INDArray images = Graphs.random(D, SHAPE);
    INDArray gradient = Graphs.random(D, SHAPE);
    layout.inGraph(x).assign(images);
    layout.inGraph(dy).assign(gradient);
    try (Operations plainly = new Operations()) {
      GraphLowering plain = new GraphLowering(graph, plainly).bind("input", images);
      plain.bind(plain.gradientOf("y"), gradient);
      expectedY = plain.lower("y");
      expectedDx = plain.lower(plain.gradientOf("input"));
      plainly.run();
    }
  }

  @AfterEach
  void close() {
    operations.close();
  }

  @Test
  void takesViewsInTheShapeOfTheGraph() {
    INDArray y = FixedArrays.zeros(D, 3, 168);
    INDArray dx = FixedArrays.zeros(D, 3, 168);
    FusedLowering lowering =
        new FusedLowering(graph, layout, operations).bind("input", layout.inGraph(x));
    lowering.bind(lowering.gradientOf("y"), layout.inGraph(dy));
    lowering.home("y", layout.inGraph(y)).lower("y");
    lowering.home(lowering.gradientOf("input"), layout.inGraph(dx));
    lowering.lower(lowering.gradientOf("input"));
    operations.run();
    assertEqual(y, expectedY);
    assertEqual(dx, expectedDx);
  }

  @Test
  void writesTheGradientOverTheOneItComesFrom() {
    FusedLowering lowering = new FusedLowering(graph, layout, operations).bind("input", x);
    lowering.bind(lowering.gradientOf("y"), dy);
    lowering.home(lowering.gradientOf("input"), dy).lower(lowering.gradientOf("input"));
    operations.run();
    assertEqual(dy, expectedDx);
  }

  @Test
  void refusesToComputeFromWhatItHasOverwritten() {
    SameDiff sum = SameDiff.create();
    SDVariable in = sum.placeHolder("in", D, 5, 3);
    Graphs.name(in.mul(2), "doubled");
    Graphs.name(in.add(1), "increased");
    INDArray array = Graphs.random(D, 5, 3);
    FusedLowering lowering =
        new FusedLowering(sum, ChannelLayout.columns(D, 5, 3), operations).bind("in", array);
    lowering.home("doubled", array).lower("doubled");
    assertThatThrownBy(() -> lowering.lower("increased"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("overwritten");
  }

  @Test
  void takesFactorsForFree() {
    INDArray half = FixedArrays.zeros(D, 3, 168);
    INDArray dx = FixedArrays.zeros(D, 3, 168);
    FusedLowering lowering = new FusedLowering(graph, layout, operations).bind("input", x);
    lowering.bind(lowering.gradientOf("y"), dy, 0.25);
    lowering.lower("y", 0.5, half);
    lowering.lower(lowering.gradientOf("input"), 4, dx);
    operations.run();
    assertEqual(half, expectedY.mul(0.5));
    assertEqual(dx, expectedDx);
    assertThatThrownBy(() -> lowering.lower("gamma", 2, half)).hasMessageContaining("full");
    assertThatThrownBy(() -> lowering.bind("gamma", FixedArrays.ones(D, 1, 3, 1, 1), 2))
        .hasMessageContaining("factor");
  }

  @Test
  void passesOverFullArraysNoMoreThanByHand() {
    FusedLowering lowering = new FusedLowering(graph, layout, operations).bind("input", x);
    lowering.bind(lowering.gradientOf("y"), dy);
    for (String wanted : List.of("y", "meanStep", "varStep")) {
      lowering.lower(wanted);
    }
    for (String variable : List.of("gamma", "beta", "input")) {
      lowering.lower(lowering.gradientOf(variable));
    }
    // Centre, square, scale, shift; product with dy, scale twice, add, shift.
    assertThat(operations.names()).filteredOn(name -> name.endsWith("[3, 168]")).hasSize(9);
    // Mean, variance; sums for beta and gamma.
    assertThat(operations.names()).filteredOn(name -> name.startsWith("matmul")).hasSize(4);
    assertThat(operations.size()).isLessThan(30);
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void equalsThePlainLoweringForLayerNorm(boolean images, boolean byExample) {
    long[] shape = images ? SHAPE : new long[] {7, 12};
    long[] vector = images ? new long[] {1, 3, 1, 1} : new long[] {1, 12};
    ChannelLayout byChannel =
        images ? ChannelLayout.images(D, 7, 3, 4, 6) : ChannelLayout.columns(D, 7, 12);
    ChannelLayout chosen = byExample ? ChannelLayout.examples(D, shape) : byChannel;
    SameDiff norm = layerNorm(shape, vector);
    INDArray in = Graphs.random(D, shape);
    INDArray gradient = Graphs.random(D, shape);
    UnaryOperator<GraphLowering> bind =
        lowering -> lowering.bind("input", in).bind(lowering.gradientOf("y"), gradient);
    try (Operations plainly = new Operations()) {
      GraphLowering plain = bind.apply(new GraphLowering(norm, plainly));
      GraphLowering fused = bind.apply(new FusedLowering(norm, chosen, operations));
      for (String variable : List.of("y", "input", "gamma", "beta")) {
        String name = variable.equals("y") ? variable : plain.gradientOf(variable);
        INDArray expected = plain.lower(name);
        INDArray actual = fused.lower(name);
        plainly.run();
        operations.run();
        assertThat(Graphs.difference(expected, actual)).as(variable).isLessThan(1e-12);
      }
    }
  }

  @Test
  void copiesWhatIsStoredOtherwise() {
    ChannelLayout perExample = ChannelLayout.examples(D, SHAPE);
    SameDiff norm = layerNorm(SHAPE, new long[] {1, 3, 1, 1});
    INDArray home = FixedArrays.zeros(D, 3, 168);
    INDArray half = FixedArrays.zeros(D, 3, 168);
    INDArray tripled = FixedArrays.zeros(D, 3, 168);
    FusedLowering lowering =
        new FusedLowering(norm, perExample, operations).bind("input", layout.inGraph(x));
    lowering.lower("y", 0.5, layout.inGraph(half));
    lowering.home("y", layout.inGraph(home)).lower("y");
    lowering.bind(lowering.gradientOf("y"), layout.inGraph(dy), 3);
    lowering.lower(lowering.gradientOf("input"), 1, layout.inGraph(tripled));
    operations.run();
    try (Operations plainly = new Operations()) {
      GraphLowering plain = new GraphLowering(norm, plainly);
      plain.bind("input", layout.inGraph(x).dup('c'));
      plain.bind(plain.gradientOf("y"), layout.inGraph(dy).dup('c'));
      INDArray y = plain.lower("y");
      INDArray dx = plain.lower(plain.gradientOf("input"));
      plainly.run();
      assertEqual(home, y);
      assertEqual(half, y.mul(0.5));
      assertEqual(tripled, dx.mul(3));
    }
  }

  @Test
  void lowersWhatMixesFullArraysWithOthers() {
    SameDiff mixed = SameDiff.create();
    SDVariable in = mixed.placeHolder("in", D, 5, 3);
    SDVariable bias = mixed.var("bias", Graphs.random(D, 3));
    SDVariable weights = mixed.var("weights", Graphs.random(D, 3, 2));
    SDVariable hidden = in.add(bias).mul(in).div(bias).rsub(2).neg();
    SDVariable rows = hidden.sum(true, 1);
    SDVariable y = Graphs.name(mixed.nn().tanh(hidden).mul(rows).mmul(weights), "y");
    y.mul(mixed.constant("c", Graphs.random(D, 5, 2))).sum("loss").markAsLoss();
    SameDiff gradients = Graphs.gradients(mixed, "in", "bias", "weights");
    INDArray array = Graphs.random(D, 5, 3);
    FusedLowering fused =
        new FusedLowering(gradients, ChannelLayout.columns(D, 5, 3), operations).bind("in", array);
    try (Operations plainly = new Operations()) {
      GraphLowering plain = new GraphLowering(gradients, plainly).bind("in", array);
      for (String variable : List.of("y", "in", "bias", "weights")) {
        String name = variable.equals("y") ? variable : plain.gradientOf(variable);
        INDArray expected = plain.lower(name);
        INDArray actual = fused.lower(name);
        plainly.run();
        operations.run();
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(Graphs.difference(expected, actual)).as(variable).isLessThan(1e-12);
      }
    }
  }

  private static SameDiff layerNorm(long[] shape, long[] vector) {
    SameDiff norm = SameDiff.create();
    int[] axes = shape.length == 2 ? new int[] {1} : new int[] {1, 2, 3};
    SDVariable in = norm.placeHolder("input", D, shape);
    SDVariable gamma = norm.var("gamma", Graphs.random(D, vector));
    SDVariable beta = norm.var("beta", Graphs.random(D, vector));
    SDVariable d = in.sub(in.mean(true, axes));
    SDVariable variance = d.mul(d).mean(true, axes);
    SDVariable scale = gamma.mul(norm.math().rsqrt(variance.add(BatchNormGraphs.EPSILON)));
    SDVariable y = Graphs.name(d.mul(scale).add(beta), "y");
    y.mul(norm.placeHolder("dy", D, shape)).sum("loss").markAsLoss();
    return Graphs.gradients(norm, "input", "gamma", "beta");
  }

  private void assertEqual(INDArray stored, INDArray expected) {
    // Rounding of some dozen operations on values of about one, in another order.
    assertThat(Graphs.difference(layout.inGraph(stored).dup('c'), expected)).isLessThan(1e-12);
  }
}
