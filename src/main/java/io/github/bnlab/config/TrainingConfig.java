package io.github.bnlab.config;

/**
 * How a network is trained.
 *
 * @param batchSize examples per step; the last batch of an epoch may be smaller
 * @param epochs passes over the training data, or null where {@code steps} is given
 * @param steps optimization steps, or null where {@code epochs} is given
 * @param learningRate greater than 0
 * @param schedule how the learning rate changes
 * @param optimizer which update rule
 * @param momentum of SGD, in [0, 1); 0 means plain SGD
 * @param l2 factor of the L2 penalty on weights (not on biases, gamma or beta); at least 0
 * @param clipping of gradients
 * @param seed of initial weights, data order and dropout
 * @param shuffle whether every epoch has a different order
 * @param step how a step is executed
 * @param earlyStopping when a training ends early
 * @param timeBudget seconds after which the training ends, evaluations included; 0 means none. The
 *     result then depends on the machine's speed
 */
public record TrainingConfig(
    int batchSize,
    Integer epochs,
    Integer steps,
    double learningRate,
    ScheduleConfig schedule,
    Optimizer optimizer,
    double momentum,
    double l2,
    ClippingConfig clipping,
    long seed,
    boolean shuffle,
    StepKind step,
    EarlyStoppingConfig earlyStopping,
    double timeBudget) {

  /** Update rules. */
  public enum Optimizer {
    SGD,
    ADAM
  }

  /** How a training step is executed: by a compiled plan, or by DL4J's own {@code fit}. */
  public enum StepKind {
    PLANNED,
    DL4J
  }

  public TrainingConfig {
    Require.atLeast(1, batchSize, "training.batchSize", " example");
    requireLength(epochs, steps);
    Require.positive(learningRate, "training.learningRate");
    Require.fraction(momentum, "training.momentum", "");
    Require.that(
        momentum == 0 || optimizer == Optimizer.SGD,
        "training.momentum",
        momentum,
        "be 0 with training.optimizer adam, which has no such momentum");
    Require.that(
        l2 >= 0 && l2 < Double.POSITIVE_INFINITY, "training.l2", l2, "be at least 0 and finite");
    Require.that(
        timeBudget >= 0 && timeBudget < Double.POSITIVE_INFINITY,
        "training.timeBudget",
        timeBudget,
        "be a number of seconds, or 0 for none");
  }

  private static void requireLength(Integer epochs, Integer steps) {
    if (epochs == null && steps == null) {
      throw new ConfigException(
          "training", "training has neither epochs nor steps; give one of them");
    } else if (epochs == null) {
      Require.atLeast(1, steps, "training.steps", "");
    } else if (steps == null) {
      Require.atLeast(1, epochs, "training.epochs", "");
    } else {
      throw new ConfigException(
          "training.steps",
          "training.epochs is %d and training.steps is %d; give only one of them"
              .formatted(epochs, steps));
    }
  }
}
