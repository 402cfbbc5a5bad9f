package io.github.bnlab.training;

import io.github.bnlab.network.FlatArrays;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * A copy of everything that training changes in a network.
 *
 * @param parameters all of them, running statistics included, as DL4J flattens them
 * @param updater state of the update rule, as DL4J flattens it; empty for a rule without state. A
 *     double holds every value of a float, so that nothing is rounded
 * @param iteration steps that the network counted
 * @param epoch epochs that the network counted
 */
public record NetworkState(double[] parameters, double[] updater, int iteration, int epoch) {
  /** The present state. */
  static NetworkState of(MultiLayerNetwork network) {
    return new NetworkState(
        FlatArrays.read(network.params()),
        FlatArrays.read(network.getUpdater().getStateViewArray()),
        network.getLayerWiseConfigurations().getIterationCount(),
        network.getLayerWiseConfigurations().getEpochCount());
  }

  /** Sets it in place: layers hold views of the network's own vectors. */
  void applyTo(MultiLayerNetwork network) {
    FlatArrays.write(parameters, network.params());
    FlatArrays.write(updater, network.getUpdater().getStateViewArray());
    network.getLayerWiseConfigurations().setIterationCount(iteration);
    network.getLayerWiseConfigurations().setEpochCount(epoch);
  }
}
