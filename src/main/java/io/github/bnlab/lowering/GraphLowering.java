package io.github.bnlab.lowering;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Lowers a SameDiff graph whose shapes are all known into operations, the same as SameDiff's
 * sessions would run: results are equal bit for bit.
 *
 * <p>Works on demand: {@link #lower} appends what a variable needs and is not there yet. Whoever
 * lowers the output first, appends other operations of his own, and lowers the gradients then, has
 * the forward pass, the rest and the backward pass in one list. Bound arrays must still hold their
 * values when the later operations run.
 *
 * <p>A graph with gradients is its gradient function ({@code graph.getFunction("grad")}), which
 * holds the forward computation too. Constants are computed once, here; variables without a bound
 * array are read from the array that the graph has now.
 */
public class GraphLowering {
  private final SameDiff graph;
  private final Operations operations;
  private final OperationEmitter emitter;
  private final Map<String, INDArray> arrays = new HashMap<>();
  private final Map<String, INDArray> homes = new HashMap<>();
  private final Set<String> constants = new HashSet<>();

  /**
   * @param graph a forward graph or a gradient function
   * @param operations where the operations are appended
   */
  public GraphLowering(SameDiff graph, Operations operations) {
    this.graph = graph;
    this.operations = operations;
    this.emitter = new OperationEmitter(graph);
  }

  /**
   * Uses an array as the value of a variable: a placeholder, a parameter, or anything else, whose
   * own computation is left out then. Binding the gradient variable of an output starts the
   * backward pass there, whatever the loss of the graph.
   */
  public GraphLowering bind(String variable, INDArray array) {
    require(variable);
    arrays.put(variable, array);
    return this;
  }

  /** Has the value of a variable written to an array, which may be a view of the right length. */
  public GraphLowering home(String variable, INDArray array) {
    require(variable);
    homes.put(variable, array);
    return this;
  }

  /**
   * Appends the operations that compute a variable, unless they have been.
   *
   * @return where its value will be after each run
   * @throws CannotLowerException if an operation cannot be fixed, or a placeholder is not bound
   */
  public INDArray lower(String variable) {
    need(variable);
    return array(variable);
  }

  /**
   * Name of the gradient of a variable in a gradient function.
   *
   * @throws CannotLowerException if the graph has no such gradient
   */
  public String gradientOf(String variable) {
    SDVariable gradient = graph.getGradForVariable(variable);
    if (gradient == null) {
      throw new CannotLowerException("the graph has no gradient of " + variable);
    }
    return gradient.name();
  }

  /** Appends what computes a variable, unless it has been; its array may come later. */
  final void need(String variable) {
    if (!isKnown(variable)) {
      demand(variable);
    }
  }

  final Operations operations() {
    return operations;
  }

  boolean isKnown(String variable) {
    return arrays.containsKey(variable);
  }

  /** The array of a variable that is known. */
  INDArray array(String variable) {
    return arrays.get(variable);
  }

  /** The same in the shape that the graph gives it. */
  INDArray arrayInGraph(String variable) {
    return array(variable);
  }

  /** The array that a variable shall be written to, in the given shape, or null. */
  INDArray home(String variable, long... shape) {
    INDArray home = homes.get(variable);
    return home == null ? null : FixedArrays.view(home, shape);
  }

  /** Makes an array the value of a variable, and copies it home where it has one. */
  void put(String variable, INDArray array) {
    INDArray home = home(variable, array.shape());
    if (home != null && !FixedArrays.same(home, array)) {
      operations.apply("identity", home, array);
      array = home;
    }
    arrays.put(variable, array);
  }

  /** Finds or computes a variable that has no array yet. */
  private void demand(String name) {
    Variable variable = require(name);
    VariableType type = variable.getVariable().getVariableType();
    if (type == VariableType.CONSTANT || type == VariableType.VARIABLE) {
      if (type == VariableType.CONSTANT) {
        constants.add(name);
      }
      put(name, variable.getVariable().getArr());
    } else if (variable.getOutputOfOp() == null) {
      throw new CannotLowerException("no array is bound to the placeholder " + name);
    } else {
      emit(graph.getOps().get(variable.getOutputOfOp()).getOp());
    }
  }

  /** Appends one operation, after what it needs. */
  void emit(DifferentialFunction operation) {
    OperationKinds.requireFixed(operation);
    String[] names = inputs(operation);
    INDArray[] in = new INDArray[names.length];
    boolean constant = true;
    for (int i = 0; i < names.length; i++) {
      need(names[i]);
      in[i] = arrayInGraph(names[i]);
      constant &= constants.contains(names[i]);
    }
    String[] outputs = operation.outputVariablesNames();
    if (constant || OperationKinds.dependsOnShapesOnly(operation)) {
      INDArray[] out = emitter.evaluate(operation, in);
      for (int i = 0; i < out.length; i++) {
        constants.add(outputs[i]);
        put(outputs[i], out[i]);
      }
      return;
    }
    INDArray[] out = append(operation, in);
    for (int i = 0; i < out.length; i++) {
      put(outputs[i], out[i]);
    }
  }

  /** Appends one operation on the given inputs; tells where its outputs will be. */
  INDArray[] append(DifferentialFunction operation, INDArray[] in) {
    return emitter.append(operations, operation, in, this::home);
  }

  static String[] inputs(DifferentialFunction operation) {
    String[] names = operation.argNames();
    return names == null ? new String[0] : names;
  }

  final Variable require(String name) {
    Variable variable = graph.getVariables().get(name);
    if (variable == null) {
      throw new CannotLowerException("the graph has no variable " + name);
    }
    return variable;
  }
}
