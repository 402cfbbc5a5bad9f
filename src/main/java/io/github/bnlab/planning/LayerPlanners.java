package io.github.bnlab.planning;

import io.github.bnlab.batchnorm.NormalizationLayer;
import io.github.bnlab.network.SeededDropout;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** From a network's layers to their planners; whatever is not known here cannot be planned. */
final class LayerPlanners {
  private final MultiLayerNetwork network;
  private final ParameterViews parameters;
  private final List<LayerPlanner> planners = new ArrayList<>();

  private LayerPlanners(MultiLayerNetwork network, ParameterViews parameters) {
    this.network = network;
    this.parameters = parameters;
  }

  /**
   * The planners of everything up to the logits, in order.
   *
   * @throws CannotPlanException if there is a layer, or a setting of one, without a planner
   */
  static List<LayerPlanner> of(MultiLayerNetwork network, ParameterViews parameters)
      throws CannotPlanException {
    LayerPlanners all = new LayerPlanners(network, parameters);
    for (int i = 0; i < network.getnLayers(); i++) {
      all.add(i);
    }
    return all.planners;
  }

  /** Length of one example of the network's input. */
  static long inputs(MultiLayerNetwork network) {
    InputPreProcessor reshaping = network.getLayerWiseConfigurations().getInputPreProcess(0);
    return reshaping instanceof FeedForwardToCnnPreProcessor images
        ? images.getNumChannels() * images.getInputHeight() * images.getInputWidth()
        : network.layerInputSize(0);
  }

  private void add(int index) throws CannotPlanException {
    Layer layer = network.getLayer(index).conf().getLayer();
    InputPreProcessor reshaping = network.getLayerWiseConfigurations().getInputPreProcess(index);
    if (reshaping != null) {
      addReshaping(layer, reshaping);
    }
    Unplannable.refuse(layer);
    if (layer.getIDropout() instanceof SeededDropout dropout) {
      planners.add(new DropoutPlanner(dropout, network::getIterationCount));
    }
    Parameters own = parameters.layer(index);
    if (layer instanceof OutputLayer) {
      planners.add(new DensePlanner(own));
    } else if (layer instanceof DenseLayer dense) {
      planners.add(new DensePlanner(own));
      addActivation(layer, dense.getActivationFn());
    } else if (layer.getClass() == ConvolutionLayer.class) {
      addConvolution((ConvolutionLayer) layer, own);
    } else if (layer instanceof ActivationLayer activation) {
      addActivation(layer, activation.getActivationFn());
    } else if (layer instanceof SubsamplingLayer pooling) {
      addPooling(pooling);
    } else if (layer instanceof BatchNormalization norm) {
      Unplannable.refuseBatchNormalization(norm);
      planners.add(new BatchNormPlanner(own, norm.getEps(), norm.getDecay()));
    } else if (layer instanceof NormalizationLayer norm) {
      planners.add(new NormalizationPlanner(norm, own));
    } else if (!(layer instanceof DropoutLayer)) {
      throw Unplannable.because(layer, "is a " + layer.getClass().getSimpleName());
    }
  }

  private void addReshaping(Layer layer, InputPreProcessor reshaping) throws CannotPlanException {
    if (reshaping instanceof FeedForwardToCnnPreProcessor images) {
      planners.add(
          new ImagesPlanner(
              images.getNumChannels(), images.getInputHeight(), images.getInputWidth()));
    } else if (reshaping instanceof CnnToFeedForwardPreProcessor) {
      planners.add(new FlattenPlanner());
    } else {
      throw Unplannable.because(
          layer, "has its input reshaped by a " + reshaping.getClass().getSimpleName());
    }
  }

  private void addConvolution(ConvolutionLayer layer, Parameters own) throws CannotPlanException {
    Unplannable.refuseConvolution(layer);
    planners.add(new ConvolutionPlanner(own, layer.getPadding()));
    addActivation(layer, layer.getActivationFn());
  }

  private void addPooling(SubsamplingLayer layer) throws CannotPlanException {
    Unplannable.refusePooling(layer);
    planners.add(new AveragePoolingPlanner(layer.getKernelSize()[0], layer.getKernelSize()[1]));
  }

  private void addActivation(Layer layer, IActivation activation) throws CannotPlanException {
    if (activation instanceof ActivationSigmoid) {
      planners.add(new SigmoidPlanner());
    } else if (activation instanceof ActivationTanH) {
      planners.add(new TanhPlanner());
    } else if (activation instanceof ActivationReLU) {
      planners.add(new ReluPlanner());
    } else if (!(activation instanceof ActivationIdentity)) {
      throw Unplannable.because(layer, "has the activation " + activation);
    }
  }
}
