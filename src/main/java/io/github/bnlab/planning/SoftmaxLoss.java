package io.github.bnlab.planning;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Softmax with cross-entropy, as DL4J's output layer has it: {@code p = softmax(z)}, {@code loss =
 * -sum(labels * log(clip(p))) / N}. The gradient by z, of the mean loss, is {@code (p - labels) /
 * N}: the division by the batch size that DL4J does in its updater is done here, once.
 */
final class SoftmaxLoss {
  private INDArray summed;
  private long examples;

  /**
   * Appends the loss.
   *
   * @param clip smallest probability that counts as itself in the loss; 0 for none
   * @return the gradient by the logits
   */
  Signal plan(PlanBuilder builder, Signal logits, INDArray labels, double clip) {
    Layout layout = logits.layout();
    examples = layout.examples();
    INDArray z = builder.plain(logits);
    INDArray logarithm = builder.zeros(layout);
    builder.operations().operation("log_softmax").in(z).out(logarithm).integers(1).add();
    INDArray gradient = probabilities(builder, logits);
    builder.subtract(gradient, labels, gradient);
    builder.multiply(gradient, builder.scalar(1.0 / examples), gradient);

    if (clip > 0) {
      INDArray least = builder.scalar(Math.log(clip));
      builder.operations().apply("maximum", logarithm, logarithm, least);
    }
    builder.multiply(logarithm, labels, logarithm);
    summed = builder.zeros();
    builder.operations().apply("reduce_sum", summed, logarithm);
    return Signal.of(gradient, layout);
  }

  /** Appends {@code softmax(z)} of every row. */
  static INDArray probabilities(PlanBuilder builder, Signal logits) {
    INDArray probabilities = builder.zeros(logits.layout());
    INDArray z = builder.plain(logits);
    builder.operations().operation("softmax").in(z).out(probabilities).integers(1).add();
    return probabilities;
  }

  /** The mean loss of the batch that was computed last. */
  double mean() {
    return -summed.getDouble(0) / examples;
  }
}
