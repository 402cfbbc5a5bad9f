package io.github.bnlab.config;

/**
 * How a network is trained.
 *
 * @param batchSize examples a step; the last batch of an epoch may be smaller
 * @param epochs passes over the training data, or null where {@code steps} is given
 * @param steps optimization steps, or null where {@code epochs} is given
 * @param learningRate greater than 0
 * @param schedule how the learning rate changes
 * @param optimizer which update rule
 * @param momentum of SGD, in [0, 1); 0 means plain SGD
 * @param l2 factor of the L2 penalty on weights (not on biases, gamma or beta); at least 0
 * @param clipping of gradients
 * @param seed of initial weights, data order and dropout
 * @param shuffle whether every epoch has an order of its own
 * @param step how a step is executed
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
    StepKind step) {

  /** Update rules. */
  public enum Optimizer {
    SGD,
    ADAM
  }

  /** Ways to execute a training step: a compiled plan, or DL4J's own {@code fit}. */
  public enum StepKind {
    PLANNED,
    DL4J
  }
}
