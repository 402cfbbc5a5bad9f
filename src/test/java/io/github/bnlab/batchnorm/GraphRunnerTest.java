package io.github.bnlab.batchnorm;

import static io.github.bnlab.batchnorm.NormalizationGraph.BETA;
import static io.github.bnlab.batchnorm.NormalizationGraph.GAMMA;
import static io.github.bnlab.batchnorm.NormalizationGraph.INPUT;
import static io.github.bnlab.batchnorm.NormalizationGraph.OUTPUT;
import static io.github.bnlab.batchnorm.NormalizationGraph.VARIANCE_STEP;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.BatchNormConventions;
import io.github.bnlab.config.GroupStatistics;
import io.github.bnlab.golden.Golden;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.api.OutAndGrad;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The runner of graphs against SameDiff's sessions. */
class GraphRunnerTest {
  @ParameterizedTest
  @CsvSource({"8, 1, FLOAT", "8, 25, DOUBLE", "1, 25, DOUBLE", "8, 1, DOUBLE", "6, 4, FLOAT"})
  void givesTheNumbersOfASession(int examples, int pixels, DataType type) {
    long[] shape =
        pixels == 1 ? new long[] {examples, 3} : new long[] {examples, 3, pixels, pixels};
    int groups = examples == 6 ? 2 : 1;
    SameDiff graph =
        BatchNormGraph.training(
            shape, BatchNormConventions.TORCH, groups, GroupStatistics.POOLED, type);
    for (String parameter : List.of(GAMMA, BETA, NormalizationGraph.VARIANCE)) {
      INDArray value = Nd4j.rand(type, NormalizationGraph.parameterShape(shape));
      NormalizationGraph.bind(graph, parameter, value);
    }
    List<String> differentiated = List.of(INPUT, GAMMA, BETA);
    Map<String, String> gradients = names(differentiated, graph);
    Map<String, String> given =
        Map.of(INPUT, INPUT, "dy", NormalizationGraph.gradientName(graph, OUTPUT));
    GraphRunner forward = runner(graph, Map.of(INPUT, INPUT), List.of(OUTPUT, VARIANCE_STEP));
    GraphRunner backward = new GraphRunner(graph.getFunction("grad"), given, gradients);
    for (int run = 0; run < 2; run++) {
      INDArray x = Nd4j.rand(type, shape);
      OutAndGrad session =
          graph.calculateGradientsAndOutputs(
              Map.of(INPUT, x), List.of(OUTPUT, VARIANCE_STEP), differentiated);
      requireEqual(session.getOutputs(), forward.run(Map.of(INPUT, x)));
      // The loss of the session is the sum of y.
      Map<String, INDArray> inputs = Map.of(INPUT, x, "dy", Nd4j.ones(type, shape));
      requireEqual(session.getGradients(), backward.run(inputs));
    }
  }

  private static GraphRunner runner(SameDiff graph, Map<String, String> given, List<String> names) {
    return new GraphRunner(
        graph, given, names.stream().collect(Collectors.toMap(name -> name, name -> name)));
  }

  private static Map<String, String> names(List<String> variables, SameDiff graph) {
    return variables.stream()
        .collect(
            Collectors.toMap(name -> name, name -> NormalizationGraph.gradientName(graph, name)));
  }

  private static void requireEqual(Map<String, INDArray> expected, Map<String, INDArray> actual) {
    assertThat(actual).containsOnlyKeys(expected.keySet());
    expected.forEach((name, value) -> Golden.assertIdentical(value, actual.get(name)));
  }
}
