package io.github.bnlab.engine.kernels;

/**
 * How a range of the parameters p follows its gradient g. The rate and the other numbers may change
 * from step to step.
 *
 * @param kind the formula
 * @param from the first parameter
 * @param to after the last parameter
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
     * {@code w = v; v = momentum v - rate g; p = p - (momentum w - (1 + momentum) v)}, as DL4J has
     * it (Nesterov).
     */
    NESTEROV,
    /**
     * {@code m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; p = p - rate m / (sqrt(v)
     * + epsilon)} with {@code rate} corrected for the bias of the means (Kingma and Ba, 2015).
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
