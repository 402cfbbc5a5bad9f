package io.github.bnlab.training;

import java.util.Optional;

/** Keeps states of a training, to continue from one of them when it was cut off. */
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

  /** The state to continue from, if there is one. */
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
