package io.github.bnlab.planning;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's own batch normalization, from its formulas: with {@code d = x - mean} and the biased
 * {@code var = mean(d^2)} of the batch,
 *
 * <pre>
 * y      = a d + beta,           a = gamma (var + epsilon)^(-1/2)
 * dbeta  = sum(dy),              dgamma = (var + epsilon)^(-1/2) sum(dy d)
 * dx     = a dy - a dbeta / M - a (var + epsilon)^(-1/2) dgamma d / M
 * </pre>
 *
 * over the M values of a channel. The running values get, in place of a gradient, {@code (1 -
 * decay) (running - batch)}, which the update subtracts. In inference the running values take the
 * place of the batch's.
 *
 * <p>Products and sums with vectors go from one array to another: ND4J takes two to four times as
 * long to do them in place.
 */
final class BatchNormPlanner implements LayerPlanner {
  private final Parameters parameters;
  private final double epsilon;
  private final double decay;
  private Layout layout;
  private INDArray centred;
  private INDArray inverse;
  private INDArray scale;

  /**
   * @param decay weight of the old running value
   */
  BatchNormPlanner(Parameters parameters, double epsilon, double decay) {
    this.parameters = parameters;
    this.epsilon = epsilon;
    this.decay = decay;
  }

  @Override
  public boolean hasParameters() {
    return true;
  }

  @Override
  public Signal forward(PlanBuilder builder, Signal input, double outputFactor) {
    layout = input.layout();
    INDArray x = builder.plain(input);
    centred = builder.zeros(layout);
    INDArray output = builder.zeros(layout);
    INDArray variance = builder.training() ? ofBatch(builder, x) : running(builder, x);

    inverse = vector(builder);
    scale = vector(builder);
    builder.add(variance, builder.scalar(epsilon), inverse);
    builder.operations().apply("Pow", inverse, inverse, builder.scalar(-0.5));
    builder.multiply(value("gamma"), inverse, scale);
    INDArray scaled = builder.scratch(layout);
    builder.multiply(centred, builder.times(scale, outputFactor), scaled);
    builder.add(scaled, builder.times(value("beta"), outputFactor), output);
    return Signal.of(output, layout).withScale(1 / outputFactor);
  }

  private INDArray running(PlanBuilder builder, INDArray x) {
    builder.subtract(x, value("mean"), centred);
    return value("var");
  }

  /** The variance of the batch, with the centred input and the steps of the running values. */
  private INDArray ofBatch(PlanBuilder builder, INDArray x) {
    double perValue = 1.0 / layout.valuesPerChannel();
    INDArray mean = vector(builder);
    INDArray variance = vector(builder);
    builder.sumChannels(x, layout, perValue, mean);
    builder.subtract(x, mean, centred);
    INDArray squares = builder.multiply(centred, centred, builder.scratch(layout));
    builder.sumChannels(squares, layout, perValue, variance);
    runningStep(builder, "mean", mean);
    runningStep(builder, "var", variance);
    return variance;
  }

  private void runningStep(PlanBuilder builder, String name, INDArray batch) {
    INDArray step = gradient(name);
    builder.subtract(value(name), batch, step);
    builder.multiply(step, builder.scalar(1 - decay), step);
  }

  @Override
  public Signal backward(PlanBuilder builder, Signal gradient, boolean inputGradient) {
    INDArray dy = gradient.array();
    double factor = gradient.scale();
    INDArray product = builder.scratch(layout);
    INDArray sum = vector(builder);
    builder.sumChannels(dy, layout, factor, gradient("beta"));
    builder.multiply(dy, centred, product);
    builder.sumChannels(product, layout, factor, sum);
    builder.multiply(sum, inverse, gradient("gamma"));
    if (!inputGradient) {
      return null;
    }
    double perValue = -1.0 / layout.valuesPerChannel();
    INDArray ofCentred = vector(builder);
    builder.multiply(scale, inverse, ofCentred);
    builder.multiply(ofCentred, gradient("gamma"), ofCentred);
    builder.multiply(ofCentred, builder.scalar(perValue), ofCentred);
    INDArray constant = vector(builder);
    builder.multiply(scale, gradient("beta"), constant);
    builder.multiply(constant, builder.scalar(perValue), constant);
    INDArray result = builder.zeros(layout);
    builder.multiply(centred, ofCentred, product);
    builder.multiply(dy, builder.times(scale, factor), result);
    builder.add(product, result, product);
    builder.add(product, constant, result);
    return Signal.of(result, layout);
  }

  private INDArray vector(PlanBuilder builder) {
    return builder.zeros(layout.vectorShape());
  }

  private INDArray value(String name) {
    return parameters.value(name, layout.vectorShape());
  }

  private INDArray gradient(String name) {
    return parameters.gradient(name, layout.vectorShape());
  }
}
