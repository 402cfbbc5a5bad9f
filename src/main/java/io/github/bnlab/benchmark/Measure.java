package io.github.bnlab.benchmark;

/** Does some work and says how long it took. */
@FunctionalInterface
interface Measure {
  /** Measures one window. */
  Window window();
}
