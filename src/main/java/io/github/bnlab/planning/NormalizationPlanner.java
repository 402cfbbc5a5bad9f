package io.github.bnlab.planning;

import static io.github.bnlab.batchnorm.NormalizationGraph.BETA;
import static io.github.bnlab.batchnorm.NormalizationGraph.GAMMA;
import static io.github.bnlab.batchnorm.NormalizationGraph.INPUT;
import static io.github.bnlab.batchnorm.NormalizationGraph.OUTPUT;

import io.github.bnlab.batchnorm.NormalizationGraph;
import io.github.bnlab.batchnorm.NormalizationLayer;
import io.github.bnlab.lowering.GraphLowering;
import java.util.List;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The program's own normalization layers: their SameDiff graphs, with the gradients that SameDiff
 * derives, lowered into operations. A change of the formulas changes what is trained here too.
 */
final class NormalizationPlanner implements LayerPlanner {
  private static final List<String> TRAINED = List.of(GAMMA, BETA);

  private final NormalizationLayer layer;
  private final Parameters parameters;
  private GraphLowering lowering;
  private Layout layout;

  NormalizationPlanner(NormalizationLayer layer, Parameters parameters) {
    this.layer = layer;
    this.parameters = parameters;
  }

  @Override
  public boolean hasParameters() {
    return true;
  }

  @Override
  public Signal forward(PlanBuilder builder, Signal input, double outputFactor) {
    layout = input.layout();
    long[] shape = graphShape();
    SameDiff graph = layer.graph(shape, builder.training(), builder.type());
    SameDiff whole = builder.training() ? graph.getFunction("grad") : graph;
    lowering = new GraphLowering(whole, builder.operations());
    lowering.bind(INPUT, inGraph(builder.plain(input)));
    parameters
        .values()
        .forEach((name, value) -> lowering.bind(name, asParameter(parameters.value(name))));
    if (builder.training()) {
      layer
          .runningSteps()
          .forEach(
              (name, step) -> {
                lowering.home(step, asParameter(parameters.gradient(name)));
                lowering.lower(step);
              });
    }
    INDArray output = builder.zeros(layout);
    String wanted = OUTPUT;
    lowering.home(wanted, inGraph(output));
    lowering.lower(wanted);
    return Signal.of(output, layout);
  }

  @Override
  public Signal backward(PlanBuilder builder, Signal gradient, boolean inputGradient) {
    lowering.bind(lowering.gradientOf(OUTPUT), inGraph(gradient.array()));
    // All homes first: one operation may compute several gradients.
    INDArray result = inputGradient ? builder.zeros(layout) : null;
    if (inputGradient) {
      lowering.home(lowering.gradientOf(INPUT), inGraph(result));
    }
    for (String name : TRAINED) {
      lowering.home(lowering.gradientOf(name), asParameter(parameters.gradient(name)));
    }
    for (String name : TRAINED) {
      lowering.lower(lowering.gradientOf(name));
      if (gradient.scale() != 1) {
        INDArray home = parameters.gradient(name);
        builder.multiply(home, builder.scalar(gradient.scale()), home);
      }
    }
    if (!inputGradient) {
      return null;
    }
    lowering.lower(lowering.gradientOf(INPUT));
    return Signal.of(result, layout).withScale(gradient.scale());
  }

  private long[] graphShape() {
    return layout.images()
        ? new long[] {layout.examples(), layout.channels(), layout.height(), layout.width()}
        : layout.shape();
  }

  private INDArray inGraph(INDArray matrix) {
    return layout.images() ? Signal.of(matrix, layout).batchFirst() : matrix;
  }

  private INDArray asParameter(INDArray vector) {
    return vector.reshape('c', true, NormalizationGraph.parameterShape(graphShape()));
  }
}
