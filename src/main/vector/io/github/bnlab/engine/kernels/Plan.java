package io.github.bnlab.engine.kernels;

import java.util.ArrayList;
import java.util.List;

/**
 * Work in order: phases, one after the other; in a phase, chains beside each other; in a chain,
 * pieces that are cut in the same way, so that one thread takes a part through all of them while
 * its values are in the nearest cache.
 */
public final class Plan {
  private final List<Phase> phases = new ArrayList<>();

  /** A piece of work in independent parts. */
  @FunctionalInterface
  public interface Task {
    /**
     * Does one part.
     *
     * @param part its number, from 0
     * @param thread the number of the thread that does it, from 0: scratch memory is kept by thread
     */
    void run(int part, int thread);
  }

  /** The pieces that each part of a split goes through. */
  private record Chain(Split split, List<Task> pieces) {
    void run(int part, int thread) {
      for (Task piece : pieces) {
        piece.run(part, thread);
      }
    }
  }

  /** Chains whose parts may all run at the same time. */
  static final class Phase {
    private final List<Chain> chains = new ArrayList<>();
    private int tasks;

    private void add(Chain chain) {
      chains.add(chain);
      tasks += chain.split().parts();
    }

    int tasks() {
      return tasks;
    }

    void run(int task, int thread) {
      int part = task;
      for (Chain chain : chains) {
        int parts = chain.split().parts();
        if (part < parts) {
          chain.run(part, thread);
          return;
        }
        part -= parts;
      }
    }
  }

  /** Adds a piece that needs everything before it: a new phase. */
  public void then(Split split, Task piece) {
    phases.add(new Phase());
    beside(split, piece);
  }

  /** Adds a piece that needs nothing of the last phase: it runs at the same time. */
  public void beside(Split split, Task piece) {
    Chain chain = new Chain(split, new ArrayList<>());
    chain.pieces().add(piece);
    phases.get(phases.size() - 1).add(chain);
  }

  /**
   * Adds a piece of which a part needs nothing of the last phase but what the same part of the last
   * chain did: it continues that chain. Where the last chain is cut otherwise, it is a new phase.
   */
  public void follow(Split split, Task piece) {
    Phase last = phases.isEmpty() ? null : phases.get(phases.size() - 1);
    Chain chain = last == null ? null : last.chains.get(last.chains.size() - 1);
    if (chain != null && chain.split().equals(split)) {
      chain.pieces().add(piece);
    } else {
      then(split, piece);
    }
  }

  List<Phase> phases() {
    return phases;
  }
}
