package io.github.bnlab.training;

import java.util.Optional;

/**
 * Saves states of a training, from which an interrupted training is resumed; by default none is
 * kept.
 */
public interface Checkpoints {
  /** The state to resume from, if there is one. */
  default Optional<TrainingState> start() {
    return Optional.empty();
  }

  /**
   * Whether the present state should be saved; asked between any two steps.
   *
   * @param epochIsOver whether an epoch has just ended
   */
  default boolean isDue(boolean epochIsOver) {
    return false;
  }

  /** Saves a state; what observers recorded belongs to it. */
  default void save(TrainingState state) {}
}
