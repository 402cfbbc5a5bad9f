package io.github.bnlab.batchnorm;

import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J's comparison of gradients with differences; running values have no gradient. */
final class GradientChecks {
  /** Central differences in double err by about 1e-10 at this step. */
  private static final double STEP = 1e-6;

  private static final double RELATIVE = 1e-5;
  private static final double ABSOLUTE = 1e-9;

  private GradientChecks() {}

  static boolean passes(MultiLayerNetwork network) {
    return inDouble(() -> check(network));
  }

  static boolean passes(ComputationGraph graph) {
    return inDouble(() -> check(graph));
  }

  /** The checker insists on double as the type of arrays made without one. */
  private static boolean inDouble(BooleanSupplier check) {
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    try {
      return check.getAsBoolean();
    } finally {
      Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
    }
  }

  private static boolean check(MultiLayerNetwork network) {
    DataSet batch = SmallNetworks.batch(7, 3, DataType.DOUBLE);
    return GradientCheckUtil.checkGradients(
        new GradientCheckUtil.MLNConfig()
            .net(network)
            .input(batch.getFeatures())
            .labels(batch.getLabels())
            .excludeParams(running(network.paramTable().keySet()))
            .epsilon(STEP)
            .maxRelError(RELATIVE)
            .minAbsoluteError(ABSOLUTE)
            .print(GradientCheckUtil.PrintMode.ZEROS));
  }

  private static boolean check(ComputationGraph graph) {
    DataSet batch = SmallNetworks.batch(7, 3, DataType.DOUBLE);
    return GradientCheckUtil.checkGradients(
        new GradientCheckUtil.GraphConfig()
            .net(graph)
            .inputs(new INDArray[] {batch.getFeatures()})
            .labels(new INDArray[] {batch.getLabels()})
            .excludeParams(running(graph.paramTable().keySet()))
            .epsilon(STEP)
            .maxRelError(RELATIVE)
            .minAbsoluteError(ABSOLUTE)
            .print(GradientCheckUtil.PrintMode.ZEROS));
  }

  private static Set<String> running(Set<String> parameters) {
    return parameters.stream()
        .filter(name -> name.endsWith("_mean") || name.endsWith("_var"))
        .collect(Collectors.toSet());
  }
}
