package io.github.bnlab.benchmark;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.NetworkName;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What is compared, and how long.
 *
 * @param networks one after another
 * @param implementations of batch normalization, for networks that have it
 * @param steps kinds of training step; PYTORCH needs {@code python}, JAX needs {@code jax}
 * @param batchSize examples per step
 * @param seconds how long each kind of step is timed for each network, at least five windows
 * @param windowSeconds length of a window, after which the next kind is timed
 * @param threads native threads of PyTorch and JAX; those of this process were set when it started
 * @param python interpreter with PyTorch, or null
 * @param jax interpreter with JAX, or null
 * @param scripts folder of the scripts in Python
 */
public record BenchmarkOptions(
    List<NetworkName> networks,
    List<BatchNormImplementation> implementations,
    Set<TimedStep> steps,
    int batchSize,
    double seconds,
    double windowSeconds,
    int threads,
    Path python,
    Path jax,
    Path scripts) {
  /** Long compared to the resolution of the timer, short compared to changes of other load. */
  public static final double WINDOW_SECONDS = 0.5;

  private static final int FEWEST_WINDOWS = 5;

  public BenchmarkOptions {
    networks = List.copyOf(networks);
    implementations = List.copyOf(implementations);
    steps = Set.copyOf(steps);
  }

  /** Windows for each candidate. */
  int windows() {
    return Math.max(FEWEST_WINDOWS, (int) Math.round(seconds / windowSeconds));
  }
}
