package io.github.bnlab.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Wall time, and the processor time of the thread that calls, since it was made. */
final class Stopwatch {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final double NANOS_PER_MILLISECOND = 1e6;

  /**
   * What a short stretch of work took, for each step or evaluation of it.
   *
   * @param milliseconds wall time
   * @param cpuMilliseconds time that the training thread was on a processor: on a busy machine
   *     nearer to what a quiet one would need
   */
  record Window(double milliseconds, double cpuMilliseconds) {}

  private final long cpu = THREADS.getCurrentThreadCpuTime();
  private final long wall = System.nanoTime();

  /** The mean of laps that are run until some time is over, at least one. */
  static Window laps(double seconds, Runnable lap) {
    Stopwatch stopwatch = new Stopwatch();
    int laps = 0;
    do {
      lap.run();
      laps++;
    } while (System.nanoTime() - stopwatch.wall < seconds * 1e9);
    return stopwatch.mean(laps);
  }

  /** For each of so many parts of the time until now. */
  Window mean(int parts) {
    double wallTime = (System.nanoTime() - wall) / NANOS_PER_MILLISECOND;
    double cpuTime = (THREADS.getCurrentThreadCpuTime() - cpu) / NANOS_PER_MILLISECOND;
    return new Window(wallTime / parts, cpuTime / parts);
  }
}
