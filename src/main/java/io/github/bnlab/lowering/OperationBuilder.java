package io.github.bnlab.lowering;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/** One operation of ND4J in the making; {@link #add()} checks it and appends it to its list. */
public final class OperationBuilder {
  private final Operations operations;
  private final DynamicCustomOp operation;
  private INDArray[] inputs = new INDArray[0];
  private INDArray[] outputs = new INDArray[0];
  private long[] integers = new long[0];
  private double[] reals = new double[0];
  private boolean[] flags = new boolean[0];
  private DataType[] types = new DataType[0];
  private boolean helpers = true;
  private boolean checked = true;

  OperationBuilder(Operations operations, DynamicCustomOp operation) {
    this.operations = operations;
    this.operation = operation;
  }

  /** The arrays that are read. */
  public OperationBuilder in(INDArray... arrays) {
    inputs = arrays.clone();
    return this;
  }

  /** The arrays that are written; they may be inputs too where the operation works in place. */
  public OperationBuilder out(INDArray... arrays) {
    outputs = arrays.clone();
    return this;
  }

  /** Integer arguments (ND4J's iArgs): axes, kernel sizes and the like. */
  public OperationBuilder integers(long... values) {
    integers = values.clone();
    return this;
  }

  /** Floating point arguments (tArgs). */
  public OperationBuilder reals(double... values) {
    reals = values.clone();
    return this;
  }

  /** Boolean arguments (bArgs). */
  public OperationBuilder flags(boolean... values) {
    flags = values.clone();
    return this;
  }

  /** Data type arguments (dArgs). */
  public OperationBuilder types(DataType... values) {
    types = values.clone();
    return this;
  }

  /** ND4J's own implementation, not oneDNN's: faster for the products of dense layers. */
  public OperationBuilder withoutHelpers() {
    helpers = false;
    return this;
  }

  /**
   * Leaves out the comparison with ND4J's shape function, for operations whose function is wrong.
   */
  public OperationBuilder unchecked() {
    checked = false;
    return this;
  }

  /** What the operation will produce, by ND4J's shape function; empty where it cannot tell. */
  List<LongShapeDescriptor> outputShapes() {
    return shapes(context());
  }

  /**
   * Appends the operation.
   *
   * @throws IllegalArgumentException if an output does not have the shape and type that the
   *     operation produces: ND4J itself writes past the end or in part, often without a word
   */
  public void add() {
    addWithContext();
  }

  OpContext addWithContext() {
    OpContext context = context();
    if (checked) {
      check(shapes(context));
    }
    for (int i = 0; i < outputs.length; i++) {
      context.setOutputArray(i, outputs[i]);
    }
    context.shapeFunctionOverride(true);
    context.allowHelpers(helpers);
    String name = operation.opName() + " " + Arrays.toString(outputs[0].shape());
    operations.append(name, FixedCall.of(operation, context), context);
    return context;
  }

  private OpContext context() {
    OpContext context = Nd4j.getExecutioner().buildContext();
    context.setArgs(inputs, integers, types, reals, flags);
    return context;
  }

  private List<LongShapeDescriptor> shapes(OpContext context) {
    try {
      return operation.calculateOutputShape(context);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(describe() + " is not possible: " + e.getMessage(), e);
    }
  }

  private void check(List<LongShapeDescriptor> expected) {
    if (expected.size() != outputs.length) {
      throw new IllegalArgumentException(
          describe() + " has " + expected.size() + " outputs, not " + outputs.length);
    }
    for (int i = 0; i < outputs.length; i++) {
      long[] shape = expected.get(i).getShape();
      DataType type = expected.get(i).dataType();
      if (!Arrays.equals(shape, outputs[i].shape()) || type != outputs[i].dataType()) {
        throw new IllegalArgumentException(
            describe() + " produces " + type + " " + Arrays.toString(shape) + " as output " + i);
      }
    }
  }

  private String describe() {
    return operation.opName() + " of " + describe(inputs) + " into " + describe(outputs);
  }

  private static String describe(INDArray[] arrays) {
    StringBuilder text = new StringBuilder();
    for (INDArray array : arrays) {
      text.append(text.isEmpty() ? "" : ", ");
      text.append(array.dataType()).append(' ').append(Arrays.toString(array.shape()));
    }
    return text.toString();
  }
}
