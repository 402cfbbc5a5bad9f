package io.github.bnlab.engine.kernels;

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
