package io.github.bnlab.training;

import java.util.Optional;

/** Saves states of a training, from which an interrupted training is resumed. */
public interface Checkpoints {
  /** Nothing is kept. */
  Checkpoints NONE =
      new Checkpoints() {
        @Override
        public Optional<TrainingState> start() {
          return Optional.empty();
        }

        @Override
        public boolean isDue(boolean epochIsOver) {
          return false;
        }

        @Override
        public void save(TrainingState state) {}
      };

  /** The state to resume from, if there is one. */
  Optional<TrainingState> start();

  /**
   * Whether the present state should be saved; asked between any two steps.
   *
   * @param epochIsOver whether an epoch has just ended
   */
  boolean isDue(boolean epochIsOver);

  /** Saves a state; what observers recorded belongs to it. */
  void save(TrainingState state);
}
