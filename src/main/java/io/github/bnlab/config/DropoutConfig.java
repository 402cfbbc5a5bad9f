package io.github.bnlab.config;

import java.util.List;

/**
 * Dropout after the activations of hidden layers.
 *
 * @param rate probability that a value is set to zero, in [0, 1); 0 means no dropout
 * @param after places of the network whose activations are dropped
 */
public record DropoutConfig(double rate, List<String> after) {
  public DropoutConfig {
    after = List.copyOf(after);
    if (!(rate >= 0 && rate < 1)) {
      throw new ConfigException("dropout.rate is " + rate + "; it must lie in [0, 1)");
    }
  }
}
