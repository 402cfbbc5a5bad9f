package io.github.bnlab.planning;

import io.github.bnlab.lowering.FixedArrays;
import io.github.bnlab.lowering.Operations;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseTransformOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What the planners of one plan share: the list of operations, its arrays and constants. */
final class PlanBuilder {
  private final Operations operations = new Operations();
  private final Map<Double, INDArray> scalars = new HashMap<>();
  private final Map<Long, INDArray> columnsOfOnes = new HashMap<>();
  private final DataType type;
  private final boolean training;
  private INDArray scratch;

  PlanBuilder(DataType type, boolean training) {
    this.type = type;
    this.training = training;
  }

  Operations operations() {
    return operations;
  }

  DataType type() {
    return type;
  }

  /** Whether layers behave as in training: statistics of the batch, dropout. */
  boolean training() {
    return training;
  }

  INDArray zeros(long... shape) {
    return FixedArrays.zeros(type, shape);
  }

  INDArray zeros(Layout layout) {
    return zeros(layout.shape());
  }

  /** An array for values that nobody needs after the next operations; the same for all layers. */
  INDArray scratch(Layout layout) {
    long length = layout.channels() * layout.valuesPerChannel();
    if (scratch == null || scratch.length() < length) {
      scratch = zeros(length);
    }
    return FixedArrays.view(scratch.get(NDArrayIndex.interval(0, length)), layout.shape());
  }

  /** A constant. */
  INDArray scalar(double value) {
    return scalars.computeIfAbsent(value, v -> FixedArrays.scalar(type, v));
  }

  /** {@code out = a + b}, b broadcast. */
  INDArray add(INDArray a, INDArray b, INDArray out) {
    operations.apply("add", out, a, b);
    return out;
  }

  /** {@code out = a - b}, b broadcast. */
  INDArray subtract(INDArray a, INDArray b, INDArray out) {
    operations.apply("subtract", out, a, b);
    return out;
  }

  /** {@code out = a * b}, b broadcast. */
  INDArray multiply(INDArray a, INDArray b, INDArray out) {
    operations.apply("multiply", out, a, b);
    return out;
  }

  /** {@code out = factor * a}; a itself where the factor is 1 and no array is given. */
  INDArray times(INDArray a, double factor) {
    return factor == 1 ? a : multiply(a, scalar(factor), zeros(a.shape()));
  }

  /** An operation of ND4J's older kind, from its one input array to its output array. */
  void elementwise(BaseTransformOp operation) {
    OpExecutioner executioner = Nd4j.getExecutioner();
    OpContext context = executioner.buildContext();
    context.setInputArray(0, operation.x());
    context.setOutputArray(0, operation.z());
    operations.step(operation.opName(), () -> executioner.exec(operation, context));
  }

  /** Sum of every channel times a factor, into a vector of {@link Layout#vectorShape}. */
  void sumChannels(INDArray matrix, Layout layout, double factor, INDArray out) {
    INDArray ones =
        columnsOfOnes.computeIfAbsent(layout.valuesPerChannel(), n -> FixedArrays.ones(type, n, 1));
    if (layout.images()) {
      operations.gemm(matrix, false, ones, false, out, factor);
    } else {
      INDArray row = FixedArrays.view(ones, 1, layout.valuesPerChannel());
      operations.gemm(row, false, matrix, false, out, factor);
    }
  }

  /** An array with the values that are meant: the signal's own where it is plain. */
  INDArray plain(Signal signal) {
    INDArray scaled = times(signal.array(), signal.scale());
    if (signal.shift() == 0) {
      return scaled;
    }
    return add(scaled, scalar(signal.shift()), zeros(signal.layout()));
  }
}
