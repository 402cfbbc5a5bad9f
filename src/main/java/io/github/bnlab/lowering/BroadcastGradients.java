package io.github.bnlab.lowering;

import java.util.Arrays;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradients of {@code a + b}, {@code a - b} and {@code a * b} where one operand was broadcast,
 * by simple operations: ND4J's own for broadcast operands take ten times as long or more.
 */
final class BroadcastGradients {
  private final Operations operations;

  BroadcastGradients(Operations operations) {
    this.operations = operations;
  }

  /** Whether it is one of these, with operands of different shapes. */
  static boolean fits(DifferentialFunction operation, INDArray[] in) {
    return switch (operation.opName()) {
      case "add_bp", "subtract_bp", "multiply_bp" -> !Arrays.equals(in[0].shape(), in[1].shape());
      default -> false;
    };
  }

  /**
   * Appends the gradient of one operand.
   *
   * @param in both operands and the gradient g of the result
   * @param index which operand
   */
  INDArray append(DifferentialFunction operation, INDArray[] in, int index) {
    INDArray g = in[2];
    if (operation.opName().equals("multiply_bp")) {
      INDArray product = FixedArrays.zeros(g.dataType(), g.shape());
      operations.apply("multiply", product, g, in[1 - index]);
      return sumTo(product, in[index].shape());
    }
    INDArray sum = sumTo(g, in[index].shape());
    return index == 1 && operation.opName().equals("subtract_bp") ? negative(sum) : sum;
  }

  private INDArray negative(INDArray array) {
    INDArray negative = FixedArrays.zeros(array.dataType(), array.shape());
    operations.apply("multiply", negative, array, FixedArrays.scalar(array.dataType(), -1));
    return negative;
  }

  /** Sums over the axes that a shape was broadcast along. */
  private INDArray sumTo(INDArray array, long[] shape) {
    int missing = array.rank() - shape.length;
    long[] kept = array.shape().clone();
    long[] axes = new long[array.rank()];
    int count = 0;
    for (int i = 0; i < array.rank(); i++) {
      if (i < missing || shape[i - missing] != array.size(i)) {
        axes[count++] = i;
        kept[i] = 1;
      }
    }
    if (count == 0) {
      return array;
    }
    INDArray sum = FixedArrays.zeros(array.dataType(), kept);
    operations
        .operation("reduce_sum")
        .in(array)
        .out(sum)
        .integers(Arrays.copyOf(axes, count))
        .reals(1)
        .add();
    return FixedArrays.view(sum, shape);
  }
}
