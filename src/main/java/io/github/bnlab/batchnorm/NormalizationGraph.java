package io.github.bnlab.batchnorm;

import io.github.bnlab.config.ConfigException;
import java.util.Arrays;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The contract of the graphs of this package: names of variables, and how to compute gradients.
 *
 * <p>Every graph is made for one shape of {@value #INPUT}, {@code [N, C]} or {@code [N, C, H, W]},
 * and computes {@value #OUTPUT} of the same shape. Its parameters are variables of shape {@link
 * #parameterShape}, all zero: replace them by your own arrays with {@link #bind}.
 *
 * <p>A training graph also has a gradient function ({@code getFunction("grad")}) that holds the
 * whole forward computation and the gradients of {@value #INPUT}, {@value #GAMMA} and {@value
 * #BETA}, whose names {@link #gradientName} returns. Its loss only serves to derive them: to
 * compute them, put the gradient of the output into the variable {@code gradientName(graph, "y")}.
 */
public final class NormalizationGraph {
  /** Placeholder: the input to normalize. */
  public static final String INPUT = "input";

  /** Parameter: scale, one value per feature. */
  public static final String GAMMA = "gamma";

  /** Parameter: shift, one value per feature. */
  public static final String BETA = "beta";

  /** Parameter: running mean. */
  public static final String MEAN = "mean";

  /** Parameter: running variance. */
  public static final String VARIANCE = "var";

  /** The normalized, scaled and shifted input. */
  public static final String OUTPUT = "y";

  /** Training graphs: the value to subtract from the running mean. */
  public static final String MEAN_STEP = "meanStep";

  /** Training graphs: the value to subtract from the running variance. */
  public static final String VARIANCE_STEP = "varStep";

  private NormalizationGraph() {}

  /** The shape of a parameter in the graph: {@code [1, C]} or {@code [1, C, 1, 1]}. */
  public static long[] parameterShape(long[] inputShape) {
    return inputShape.length == 2
        ? new long[] {1, inputShape[1]}
        : new long[] {1, inputShape[1], 1, 1};
  }

  /** The name of the gradient of a variable in the gradient function of a training graph. */
  public static String gradientName(SameDiff training, String variable) {
    return training.getFunction("grad").getGradForVariable(variable).name();
  }

  /**
   * Makes a graph compute with an array, of shape {@link #parameterShape}, as the value of a
   * parameter; the array is used itself, not copied.
   */
  public static void bind(SameDiff graph, String parameter, INDArray value) {
    graph.associateArrayWithVariable(value, parameter);
    SameDiff gradients = graph.getFunction("grad");
    if (gradients != null) {
      gradients.associateArrayWithVariable(value, parameter);
    }
  }

  /**
   * A graph with nothing but its input.
   *
   * @param kind of normalization, for the message
   * @throws ConfigException if the input is neither {@code [N, C]} nor {@code [N, C, H, W]}
   */
  static SameDiff withInput(String kind, long[] inputShape, DataType type) {
    if (inputShape.length != 2 && inputShape.length != 4) {
      throw new ConfigException(
          "%s normalization takes [N, C] or [N, C, H, W], but its input is %s"
              .formatted(kind, Arrays.toString(inputShape)));
    }
    SameDiff graph = SameDiff.create();
    // Parameters are views of the network's parameter vector; other holders would copy them.
    graph.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), false);
    graph.placeHolder(INPUT, type, inputShape);
    return graph;
  }

  /** Adds a parameter, of the form of an input in groups if {@code grouped}. */
  static SDVariable parameter(SameDiff graph, String name, boolean grouped) {
    SDVariable input = graph.getVariable(INPUT);
    SDVariable parameter = graph.var(name, input.dataType(), parameterShape(input.getShape()));
    return grouped ? inGroups(parameter, 1) : parameter;
  }

  /** {@code [N, C]} or {@code [N, C, H, W]} as {@code [groups, N / groups, C, H * W]}. */
  static SDVariable inGroups(SDVariable variable, int groups) {
    long[] shape = variable.getShape();
    return variable.reshape(groups, shape[0] / groups, shape[1], pixels(shape));
  }

  /** Values per example and feature: {@code H * W}, or 1 of a matrix. */
  static long pixels(long[] shape) {
    return shape.length == 2 ? 1 : shape[2] * shape[3];
  }

  /** Gives a variable its name in the contract of these graphs. */
  static void name(SDVariable variable, String name) {
    variable.getSameDiff().updateVariableNameAndReference(variable, name);
  }

  /** Adds a loss and the gradient function to a graph that computes {@value #OUTPUT}. */
  static void differentiate(SameDiff graph) {
    graph.getVariable(OUTPUT).sum("loss").markAsLoss();
    SilencedOutput.run(() -> graph.createGradFunction(INPUT, GAMMA, BETA));
  }
}
