package io.github.bnlab.planning;

import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code y = x W + b} with W {@code [in, out]}; b may be missing. */
final class DensePlanner implements LayerPlanner {
  private final Parameters parameters;
  private INDArray input;
  private Layout inputLayout;
  private Layout outputLayout;

  DensePlanner(Parameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public boolean hasParameters() {
    return true;
  }

  @Override
  public Signal forward(PlanBuilder builder, Signal signal, double outputFactor) {
    INDArray weights = parameters.value("W");
    input = builder.plain(signal);
    inputLayout = signal.layout();
    outputLayout = Layout.features(inputLayout.examples(), weights.size(1));
    INDArray output = builder.zeros(outputLayout);
    builder.operations().gemm(input, false, weights, false, output, outputFactor);
    if (parameters.has("b")) {
      INDArray bias = parameters.value("b", outputLayout.vectorShape());
      builder.add(output, builder.times(bias, outputFactor), output);
    }
    return Signal.of(output, outputLayout).withScale(1 / outputFactor);
  }

  @Override
  public Signal backward(PlanBuilder builder, Signal gradient, boolean inputGradient) {
    INDArray array = gradient.array();
    double scale = gradient.scale();
    builder.operations().gemm(input, true, array, false, parameters.gradient("W"), scale);
    if (parameters.has("b")) {
      INDArray bias = parameters.gradient("b", outputLayout.vectorShape());
      builder.sumChannels(array, outputLayout, scale, bias);
    }
    if (!inputGradient) {
      return null;
    }
    INDArray result = builder.zeros(inputLayout);
    builder.operations().gemm(array, false, parameters.value("W"), true, result, 1);
    return Signal.of(result, inputLayout).withScale(scale);
  }
}
