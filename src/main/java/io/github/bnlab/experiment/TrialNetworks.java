package io.github.bnlab.experiment;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.network.InitialWeights;
import io.github.bnlab.network.Networks;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Builds the networks of trials. */
public final class TrialNetworks {
  private TrialNetworks() {}

  /**
   * A trial's network with its initial weights.
   *
   * @throws io.github.bnlab.config.ConfigException if it cannot be built as configured
   */
  public static MultiLayerNetwork build(TrialConfig trial) {
    MultiLayerNetwork network = new MultiLayerNetwork(Networks.configuration(trial));
    network.init();
    InitialWeights.apply(network, trial);
    return network;
  }
}
