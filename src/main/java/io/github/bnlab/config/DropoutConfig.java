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
    Require.fraction(rate, "dropout.rate", "");
    Require.that(
        rate == 0 || !after.isEmpty(),
        "dropout.after",
        after,
        "name a place; for a network without dropout set dropout.rate to 0");
  }
}
