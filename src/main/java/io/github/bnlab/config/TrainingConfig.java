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
    Require.given(schedule, "training.schedule");
    Require.given(optimizer, "training.optimizer");
    Require.given(clipping, "training.clipping");
    Require.given(step, "training.step");
    Require.given(earlyStopping, "training.earlyStopping");
    Require.that(batchSize >= 1, "training.batchSize", batchSize, "be at least 1 example");
    requireLength(epochs, steps);
    Require.that(
        learningRate > 0 && learningRate < Double.POSITIVE_INFINITY,
        "training.learningRate",
        learningRate,
        "be greater than 0 and finite");
    Require.that(momentum >= 0 && momentum < 1, "training.momentum", momentum, "lie in [0, 1)");
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

  /** A configuration without early end: neither early stopping nor a time budget. */
  public TrainingConfig(
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
    this(
        batchSize,
        epochs,
        steps,
        learningRate,
        schedule,
        optimizer,
        momentum,
        l2,
        clipping,
        seed,
        shuffle,
        step,
        EarlyStoppingConfig.NEVER,
        0);
  }

  private static void requireLength(Integer epochs, Integer steps) {
    if (epochs == null && steps == null) {
      throw new ConfigException(
          "training", "training has neither epochs nor steps; give one of them");
    }
    if (epochs != null && steps != null) {
      throw new ConfigException(
          "training.steps",
          "training.epochs is %d and training.steps is %d; give only one of them"
              .formatted(epochs, steps));
    }
    Require.that(epochs == null || epochs >= 1, "training.epochs", epochs, "be at least 1");
    Require.that(steps == null || steps >= 1, "training.steps", steps, "be at least 1");
  }
}
