package io.github.bnlab.batchnorm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Computes variables of a graph, one operation after the other. SameDiff's sessions give the same
 * numbers, but plan each run and infer each shape again, which takes longer than the operations
 * themselves on the arrays of small networks.
 */
final class GraphRunner {
  private final SameDiff graph;
  private final Map<String, String> given;
  private final Map<String, String> results;
  private final List<Step> steps = new LinkedList<>();

  /** One operation, and the variables that no later one needs. */
  private static final class Step {
    final DifferentialFunction operation;
    final List<String> inputs;
    final List<String> outputs;
    final List<String> unneeded = new ArrayList<>();
    final OpContext context = Nd4j.getExecutioner().buildContext();

    /** Of the outputs; inferred in the first run, since inputs keep their shapes. */
    List<LongShapeDescriptor> shapes;

    Step(SameDiffOp source) {
      operation = source.getOp();
      inputs = source.getInputsToOp();
      outputs = source.getOutputsOfOp();
      if (operation instanceof DynamicCustomOp custom) {
        context.setIArguments(custom.iArgs());
        context.setTArguments(custom.tArgs());
        context.setBArguments(custom.bArgs());
        context.setDArguments(custom.dArgs());
      }
    }

    List<INDArray> execute(List<INDArray> arguments) {
      context.setInputArrays(arguments);
      if (shapes == null) {
        shapes = operation.calculateOutputShape(context);
      }
      context.setOutputArrays(shapes.stream().map(shape -> Nd4j.create(shape, false)).toList());
      if (operation instanceof DynamicCustomOp custom) {
        Nd4j.getExecutioner().exec(custom, context);
      } else {
        Nd4j.getExecutioner().exec((Op) operation, context);
      }
      List<INDArray> results = context.getOutputArrays();
      context.purge();
      return results;
    }
  }

  /**
   * Finds the operations to run.
   *
   * @param graph whose operations are in an order in which they can be computed
   * @param given from the names that {@link #run} takes to variables; operations that compute only
   *     these do not run
   * @param results from the names that {@link #run} returns to variables
   */
  GraphRunner(SameDiff graph, Map<String, String> given, Map<String, String> results) {
    this.graph = graph;
    this.given = given;
    this.results = results;
    Set<String> needed = new HashSet<>(given.values());
    needed.addAll(results.values());
    List<SameDiffOp> operations = List.copyOf(graph.getOps().values());
    for (int i = operations.size() - 1; i >= 0; i--) {
      SameDiffOp source = operations.get(i);
      if (source.getOutputsOfOp().stream()
          .anyMatch(name -> needed.contains(name) && !given.containsValue(name))) {
        Step step = new Step(source);
        step.outputs.stream().filter(needed::add).forEach(step.unneeded::add);
        step.inputs.stream().filter(needed::add).forEach(step.unneeded::add);
        steps.add(0, step);
      }
    }
  }

  /** Computes the results, in new arrays, from the given values and the graph's parameters. */
  Map<String, INDArray> run(Map<String, INDArray> inputs) {
    Map<String, INDArray> known = new HashMap<>();
    given.forEach((name, variable) -> known.put(variable, inputs.get(name)));
    for (Step step : steps) {
      List<INDArray> arguments = new ArrayList<>();
      for (String name : step.inputs) {
        INDArray value = known.get(name);
        arguments.add(value != null ? value : graph.getArrForVarName(name));
      }
      List<INDArray> outputs = step.execute(arguments);
      for (int i = 0; i < outputs.size(); i++) {
        known.putIfAbsent(step.outputs.get(i), outputs.get(i));
      }
      for (String name : step.unneeded) {
        INDArray value = known.remove(name);
        if (value != null) {
          value.close();
        }
      }
    }
    return results.keySet().stream()
        .collect(Collectors.toMap(name -> name, name -> known.get(results.get(name))));
  }
}
