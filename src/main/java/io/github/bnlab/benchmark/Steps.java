package io.github.bnlab.benchmark;

/** Takes training steps and says how long one took. */
@FunctionalInterface
interface Steps {
  /** Steps for about some time, at least one. */
  Window window(double seconds);
}
