package io.github.bnlab.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Why the formulas are written as they are. */
class SameDiffDefectsTest {
  private static final INDArray X = Nd4j.createFromArray(1.0, 2, 3, 6);

  /** If this fails, BatchNormMath.biasedVariance may be ND4J's variance operation. */
  @Test
  void varianceLosesItsFlagInTheGradientFunction() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.DOUBLE, 4);
    SDVariable variance = graph.variance("variance", x, false, false, 0);
    variance.markAsLoss();
    graph.createGradFunction("x");
    // Squares of the distances from 3: 4 + 1 + 0 + 9 = 14.
    assertThat(graph.output(Map.of("x", X), "variance").get("variance").getDouble(0))
        .isCloseTo(14.0 / 4, within(1e-12));
    assertThat(
            graph
                .calculateGradientsAndOutputs(Map.of("x", X), List.of("variance"), List.of("x"))
                .getOutputs()
                .get("variance")
                .getDouble(0))
        .isCloseTo(14.0 / 3, within(1e-12));
  }

  /** If this fails, graphs need no fourth dimension where a matrix has one row or one column. */
  @Test
  void aMatrixOfOneRowHasNoMeanOverItsRows() {
    SameDiff graph = SameDiff.create();
    graph.placeHolder("x", DataType.DOUBLE, 1, 4).mean("mean", true, 0);
    assertThatThrownBy(() -> graph.output(Map.of("x", X.reshape(1, 4)), "mean"))
        .isInstanceOf(NullPointerException.class);
  }

  /** If this fails, docs/conventions.md need not warn of large batches in float. */
  @Test
  void theMeanOfALargeFloatArrayIsInexact() {
    INDArray x = Nd4j.valueArrayOf(new long[] {32, 2, 112, 112}, 0.1, DataType.FLOAT);
    assertThat(x.mean(0, 2, 3).getDouble(0)).isNotCloseTo(0.1, within(1e-5));
    assertThat(x.castTo(DataType.DOUBLE).mean(0, 2, 3).getDouble(0)).isCloseTo(0.1, within(1e-8));
  }

  /** If this fails, SilencedOutput can go. */
  @Test
  void createGradFunctionPrints() {
    SameDiff graph = SameDiff.create();
    graph.placeHolder("x", DataType.DOUBLE, 4).mul(2).sum("loss").markAsLoss();
    PrintStream original = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      graph.createGradFunction("x");
    } finally {
      System.setOut(original);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("Added differentiated op");
  }
}
