package io.github.bnlab.planning;

import io.github.bnlab.lowering.FixedArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code y = x W + b} with W {@code [in, out]}; b may be missing.
 *
 * <p>DL4J keeps W in f order. The products are written for its transpose, which lies in c order:
 * those into an array in f order take 1.4 times as long.
 */
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
    INDArray transposed = parameters.value("W").transpose();
    input = builder.plain(signal);
    inputLayout = signal.layout();
    outputLayout = Layout.features(inputLayout.examples(), transposed.size(0));
    INDArray output = builder.zeros(outputLayout);
    builder.operations().gemm(input, false, transposed, true, output, outputFactor);
    if (parameters.has("b")) {
      INDArray bias = parameters.value("b", outputLayout.vectorShape());
      INDArray row = FixedArrays.view(builder.times(bias, outputFactor), bias.length());
      builder.operations().apply("biasadd", output, output, row);
    }
    return Signal.of(output, outputLayout).withScale(1 / outputFactor);
  }

  @Override
  public Signal backward(PlanBuilder builder, Signal gradient, boolean inputGradient) {
    INDArray array = gradient.array();
    double scale = gradient.scale();
    builder
        .operations()
        .gemm(array, true, input, false, parameters.gradient("W").transpose(), scale);
    if (parameters.has("b")) {
      INDArray bias = parameters.gradient("b", outputLayout.vectorShape());
      builder.sumChannels(array, outputLayout, scale, bias);
    }
    if (!inputGradient) {
      return null;
    }
    INDArray result = builder.zeros(inputLayout);
    builder.operations().gemm(array, false, parameters.value("W").transpose(), false, result, 1);
    return Signal.of(result, inputLayout).withScale(scale);
  }
}
