package io.github.bnlab.planning;

import io.github.bnlab.lowering.FixedArrays;
import java.util.function.DoubleSupplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;

/**
 * Softmax with cross-entropy, as DL4J's output layer has it: {@code p = softmax(z)}, {@code loss =
 * -sum(labels * log(clip(p))) / N}. The gradient by z, of the mean loss, is {@code (p - labels) /
 * N}: the division by the batch size that DL4J does in its updater is done here, once.
 */
final class SoftmaxLoss {
  private DoubleSupplier sum;
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
    INDArray probabilities = probabilities(builder, logits);
    sum =
        builder.type() == DataType.FLOAT
            ? inJava(builder, probabilities, labels, clip)
            : inOperations(builder, probabilities, labels, clip);
    INDArray gradient = builder.subtract(probabilities, labels, builder.zeros(layout));
    return Signal.of(gradient, layout).withScale(1.0 / examples);
  }

  private static DoubleSupplier inJava(
      PlanBuilder builder, INDArray probabilities, INDArray labels, double clip) {
    FloatCrossEntropy loss = new FloatCrossEntropy(probabilities, labels, clip);
    builder.operations().step("cross-entropy", loss);
    return loss::sum;
  }

  private static DoubleSupplier inOperations(
      PlanBuilder builder, INDArray probabilities, INDArray labels, double clip) {
    INDArray logarithm = builder.zeros(probabilities.shape());
    // Unlike "maximum" this keeps NaN, by which a diverged training is known.
    builder
        .operations()
        .operation("clipbyvalue")
        .in(probabilities)
        .out(logarithm)
        .reals(clip, 1 - clip)
        .add();
    builder.elementwise(new Log(logarithm, logarithm));
    INDArray summed = builder.zeros(1, 1);
    INDArray row = FixedArrays.view(labels, 1, labels.length());
    INDArray column = FixedArrays.view(logarithm, labels.length(), 1);
    builder.operations().gemm(row, column, summed);
    return () -> -summed.getDouble(0);
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
    return sum.getAsDouble() / examples;
  }
}
