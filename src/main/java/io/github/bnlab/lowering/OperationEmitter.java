package io.github.bnlab.lowering;

import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseOp;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.ReduceOp;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.api.ops.impl.shape.Reshape;
import org.nd4j.linalg.api.ops.impl.transforms.same.Identity;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/** Turns single operations of a graph into fixed ones, run as SameDiff's sessions run them. */
final class OperationEmitter {
  private final SameDiff graph;

  OperationEmitter(SameDiff graph) {
    this.graph = graph;
  }

  /** Where outputs shall be written. */
  interface Homes {
    /** The home of a variable in that shape, or null for a new array. */
    INDArray of(String variable, long... shape);
  }

  /**
   * Appends an operation on the given inputs.
   *
   * @return its outputs; inputs themselves or views of them where it only renames or reshapes
   */
  INDArray[] append(
      Operations operations, DifferentialFunction operation, INDArray[] in, Homes homes) {
    try {
      if (operation instanceof Identity) {
        return new INDArray[] {in[0]};
      }
      if (operation instanceof DynamicCustomOp custom) {
        return appendCustom(operations, custom, in, homes);
      }
      return new INDArray[] {appendLegacy(operations, (BaseOp) operation, in, homes)};
    } catch (RuntimeException e) {
      throw new CannotLowerException(
          "the operation "
              + operation.getOwnName()
              + " of kind "
              + operation.opName()
              + " cannot be lowered: "
              + e.getMessage(),
          e);
    }
  }

  /** Computes the outputs of an operation now. */
  INDArray[] evaluate(DifferentialFunction operation, INDArray[] in) {
    try (Operations once = new Operations()) {
      INDArray[] out = append(once, operation, in, (variable, shape) -> null);
      once.run();
      return out;
    }
  }

  private INDArray[] appendCustom(
      Operations operations, DynamicCustomOp custom, INDArray[] in, Homes homes) {
    OperationBuilder builder =
        new OperationBuilder(operations, custom)
            .in(in)
            .integers(custom.iArgs())
            .reals(custom.tArgs())
            .flags(custom.bArgs())
            .types(custom.dArgs());
    List<LongShapeDescriptor> shapes = builder.outputShapes();
    if (custom instanceof Reshape) {
      INDArray view = FixedArrays.viewOrNull(in[0], shapes.get(0).getShape());
      if (view != null) {
        return new INDArray[] {view};
      }
    }
    String[] names = custom.outputVariablesNames();
    if (shapes.size() != names.length) {
      throw new IllegalArgumentException(
          "its shape function tells " + shapes.size() + " outputs of " + names.length);
    }
    INDArray[] out = new INDArray[names.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = output(names[i], shapes.get(i), homes);
    }
    builder.out(out).unchecked().add(); // allocated by the shape function
    return out;
  }

  private INDArray output(String name, LongShapeDescriptor shape, Homes homes) {
    if (shape.isEmpty()) {
      throw new IllegalArgumentException("its output " + name + " is empty");
    }
    // As in sessions: shape functions cannot always tell the type, the variable can.
    DataType type = graph.getVariable(name).dataType();
    INDArray home = homes.of(name, shape.getShape());
    if (home != null && home.dataType() == type) {
      return home;
    }
    return FixedArrays.zeros(type, shape.getShape());
  }

  /** Operations of the older kind, which know their arguments themselves. */
  private INDArray appendLegacy(
      Operations operations, BaseOp operation, INDArray[] in, Homes homes) {
    OpContext context = Nd4j.getExecutioner().buildContext();
    context.setInputArray(0, in[0]);
    if (in.length == 2 && isReduction(operation)) {
      setAxes((BaseReduceOp) operation, in);
    } else if (in.length == 2 && operation instanceof ScalarOp scalar) {
      scalar.setScalar(in[1]);
    } else if (in.length == 2) {
      context.setInputArray(1, in[1]);
    }
    INDArray out =
        output(
            operation.outputVariablesNames()[0],
            operation.calculateOutputShape(context).get(0),
            homes);
    context.setOutputArray(0, out);
    OpExecutioner executioner = Nd4j.getExecutioner();
    operations.append(
        operation.opName() + " " + Arrays.toString(out.shape()),
        () -> executioner.exec((Op) operation, context),
        context);
    return out;
  }

  private static boolean isReduction(BaseOp operation) {
    return operation instanceof ReduceOp reduce && reduce.getOpType() != Op.Type.REDUCE3;
  }

  private static void setAxes(BaseReduceOp operation, INDArray[] in) {
    int[] axes = in[1].toIntVector();
    for (int i = 0; i < axes.length; i++) {
      axes[i] = axes[i] < 0 ? axes[i] + in[0].rank() : axes[i];
    }
    operation.setDimensions(axes);
  }
}
