package io.github.bnlab.benchmark;

import com.google.gson.annotations.SerializedName;
import java.util.List;

/**
 * What one kind of step or evaluation took.
 *
 * @param network name in the literature
 * @param normalization none, custom, built-in
 * @param step the kind of training step
 * @param task what was timed
 * @param milliseconds wall time of a step or an evaluation
 * @param cpuMilliseconds the training thread's time on a processor
 * @param samplesPerSecond images per second at the median wall time
 * @param windows wall times in milliseconds, in the order in which they were taken
 * @param cpuWindows the same for processor time
 */
public record Timing(
    String network,
    String normalization,
    @SerializedName("way") TimedStep step,
    Task task,
    Spread milliseconds,
    Spread cpuMilliseconds,
    double samplesPerSecond,
    List<Double> windows,
    List<Double> cpuWindows) {

  /** What is timed. */
  public enum Task {
    /** A training step on one batch. */
    STEP,

    /** An evaluation of the test split. */
    EVALUATION
  }

  static Timing of(Subject subject, TimedStep step, Task task, List<Window> windows, int images) {
    List<Double> wall = windows.stream().map(Window::milliseconds).toList();
    List<Double> cpu = windows.stream().map(Window::cpuMilliseconds).toList();
    Spread spread = Spread.of(wall);
    return new Timing(
        subject.network().name(),
        subject.normalization(),
        step,
        task,
        spread,
        Spread.of(cpu),
        images * 1000 / spread.median(),
        wall,
        cpu);
  }
}
