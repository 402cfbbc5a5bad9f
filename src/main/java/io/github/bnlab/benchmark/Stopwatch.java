package io.github.bnlab.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.Consumer;

/** Adds up wall time and the processor time of the calling thread over the laps that it runs. */
final class Stopwatch {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final double NANOS_PER_MILLISECOND = 1e6;

  private long wall;
  private long cpu;
  private long wallStart;
  private long cpuStart;
  private int laps;

  /**
   * Laps until some time is over, at least one.
   *
   * @param lap starts and stops the stopwatch it is given
   * @return their mean
   */
  static Window laps(double seconds, Consumer<Stopwatch> lap) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    Stopwatch stopwatch = new Stopwatch();
    do {
      lap.accept(stopwatch);
    } while (System.nanoTime() < end);
    return stopwatch.mean(stopwatch.laps);
  }

  void start() {
    cpuStart = THREADS.getCurrentThreadCpuTime();
    wallStart = System.nanoTime();
  }

  void stop() {
    wall += System.nanoTime() - wallStart;
    cpu += THREADS.getCurrentThreadCpuTime() - cpuStart;
    laps++;
  }

  /** For each of so many parts of all laps. */
  Window mean(int parts) {
    return new Window(wall / NANOS_PER_MILLISECOND / parts, cpu / NANOS_PER_MILLISECOND / parts);
  }
}
