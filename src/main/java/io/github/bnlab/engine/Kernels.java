package io.github.bnlab.engine;

import io.github.bnlab.engine.kernels.Network;
import io.github.bnlab.engine.kernels.Workers;

/** How the kernels compute: all kinds give the same bytes. */
enum Kernels {
  /** With the vectors of the processor, by the JDK's Vector API. */
  VECTORS,

  /** By plain loops, where the module {@code jdk.incubator.vector} is not there; slower. */
  LOOPS;

  /** The fastest kind that this Java has. */
  static Kernels best() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() ? VECTORS : LOOPS;
  }

  /** A network of this kind. */
  Network network(boolean isDouble, Network.Description description, Workers workers) {
    // Each kind is compiled from one source, in a separate package; only the requested one is
    // loaded, since without the module the classes of the other cannot be.
    if (this == VECTORS) {
      return isDouble
          ? new io.github.bnlab.engine.kernels.float64.LayeredNetwork(description, workers)
          : new io.github.bnlab.engine.kernels.float32.LayeredNetwork(description, workers);
    }
    return isDouble
        ? new io.github.bnlab.engine.kernels.loops64.LayeredNetwork(description, workers)
        : new io.github.bnlab.engine.kernels.loops32.LayeredNetwork(description, workers);
  }
}
