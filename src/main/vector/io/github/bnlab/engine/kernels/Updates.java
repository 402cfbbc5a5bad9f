package io.github.bnlab.engine.kernels;

import java.util.List;

/**
 * From gradients to new parameters: clipping, then penalties, then a rule for each range. A range
 * goes from its first parameter to before {@code to}.
 */
public record Updates(List<Clipping> clippings, List<Penalty> penalties, List<Rule> rules) {
  /**
   * Clipping of the gradient of a layer.
   *
   * @param byNorm {@code g = g threshold / |g|} where the norm is larger, else {@code g =
   *     min(max(g, -threshold), threshold)}
   * @param threshold largest norm or absolute value
   */
  public record Clipping(boolean byNorm, int from, int to, double threshold) {}

  /**
   * L2 regularization: {@code g = g + factor p}.
   *
   * @param factor of {@code factor / 2 * sum(p^2)} in the loss
   */
  public record Penalty(int from, int to, double factor) {}

  /**
   * How a range of the parameters p follows its gradient g. The rate and the other numbers may
   * change from step to step.
   *
   * @param kind the formula
   * @param state where its state starts in that of all rules
   * @param numbers of a step
   */
  public record Rule(Kind kind, int from, int to, int state, Numbers numbers) {
    /** The formula. */
    public enum Kind {
      /** {@code p = p - rate g}. */
      SGD,
      /** {@code v = momentum v + g; p = p - rate v}, as PyTorch has it. */
      MOMENTUM,
      /**
       * {@code w = v; v = momentum v - rate g; p = p - (momentum w - (1 + momentum) v)}, as DL4J
       * has it (Nesterov).
       */
      NESTEROV,
      /**
       * {@code m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; p = p - rate m /
       * (sqrt(v) + epsilon)} with {@code rate} corrected for the bias of the means (Kingma and Ba,
       * 2015).
       */
      ADAM
    }

    /** The numbers of a formula. */
    @FunctionalInterface
    public interface Numbers {
      /**
       * Those of a step: {@code {rate}}, {@code {rate, momentum}} or {@code {rate, beta1, beta2,
       * epsilon}}.
       *
       * @param iteration from 0
       * @param epoch from 0
       */
      double[] at(int iteration, int epoch);
    }
  }
}
