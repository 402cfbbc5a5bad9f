package io.github.bnlab.planning;

import static io.github.bnlab.batchnorm.NormalizationGraph.BETA;
import static io.github.bnlab.batchnorm.NormalizationGraph.GAMMA;
import static io.github.bnlab.batchnorm.NormalizationGraph.INPUT;
import static io.github.bnlab.batchnorm.NormalizationGraph.OUTPUT;

import io.github.bnlab.batchnorm.NormalizationGraph;
import io.github.bnlab.batchnorm.NormalizationLayer;
import io.github.bnlab.lowering.ChannelLayout;
import io.github.bnlab.lowering.FusedLowering;
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
  private FusedLowering lowering;
  private ChannelLayout channels;
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
    channels = channelLayout(builder);
    SameDiff graph = layer.graph(channels.graphShape(), builder.training(), builder.type());
    SameDiff whole = builder.training() ? graph.getFunction("grad") : graph;
    lowering = new FusedLowering(whole, channels, builder.operations());
    lowering.bind(INPUT, full(builder.plain(input)));
    parameters.values().forEach((name, value) -> lowering.bind(name, asInGraph(value)));
    if (builder.training()) {
      layer.runningSteps().forEach(this::appendRunningStep);
    }
    INDArray output = builder.zeros(layout);
    lowering.lower(OUTPUT, outputFactor, full(output));
    return Signal.of(output, layout).withScale(1 / outputFactor);
  }

  private void appendRunningStep(String parameter, String step) {
    lowering.home(step, asInGraph(parameters.gradient(parameter)));
    lowering.lower(step);
  }

  @Override
  public Signal backward(PlanBuilder builder, Signal gradient, boolean inputGradient) {
    lowering.bind(lowering.gradientOf(OUTPUT), full(gradient.array()), gradient.scale());
    // All homes first: one operation may compute several gradients.
    for (String name : TRAINED) {
      lowering.home(lowering.gradientOf(name), asInGraph(parameters.gradient(name)));
    }
    for (String name : TRAINED) {
      lowering.lower(lowering.gradientOf(name));
    }
    if (!inputGradient) {
      return null;
    }
    INDArray result = builder.zeros(layout);
    lowering.lower(lowering.gradientOf(INPUT), 1, full(result));
    return Signal.of(result, layout);
  }

  private ChannelLayout channelLayout(PlanBuilder builder) {
    long n = layout.examples();
    long c = layout.channels();
    if (!layout.images()) {
      return layer.byExample()
          ? ChannelLayout.examples(builder.type(), n, c)
          : ChannelLayout.columns(builder.type(), n, c);
    }
    return layer.byExample()
        ? ChannelLayout.examples(builder.type(), n, c, layout.height(), layout.width())
        : ChannelLayout.imagesAsRows(builder.type(), n, c, layout.height(), layout.width());
  }

  /** A matrix of this layer's layout as the lowering takes it. */
  private INDArray full(INDArray matrix) {
    boolean copied = layer.byExample() && layout.images();
    return copied ? Signal.of(matrix, layout).batchFirst() : matrix;
  }

  private INDArray asInGraph(INDArray vector) {
    return vector.reshape('c', true, NormalizationGraph.parameterShape(channels.graphShape()));
  }
}
