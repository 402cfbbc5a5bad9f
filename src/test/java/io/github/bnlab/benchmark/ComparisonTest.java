package io.github.bnlab.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.bnlab.benchmark.Timing.Task;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.NetworkName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final NetworkName NETWORK = NetworkName.all().get(1);

  /** The second windows took ten times as long: other work came; the ratio knows nothing of it. */
  @Test
  void ratiosAreOfWindowsTakenInTheSameRound() {
    List<Timing> timings =
        List.of(
            timing(BatchNormImplementation.CUSTOM, TimedStep.PLANNED, 2, 20),
            timing(BatchNormImplementation.CUSTOM, TimedStep.RUN, 3, 30),
            timing(BatchNormImplementation.CUSTOM, TimedStep.PYTORCH, 6, 60),
            timing(BatchNormImplementation.BUILT_IN, TimedStep.PLANNED, 4, 40),
            timing(BatchNormImplementation.BUILT_IN, TimedStep.STOCK, 40, 400));
    assertThat(Comparison.of(timings))
        .extracting(Comparison::what, each -> each.ratio().median())
        .containsExactly(
            tuple("custom / built-in, planned, step", 0.5),
            tuple("bnlab run / planned, custom, step", 1.5),
            tuple("PyTorch / bnlab run, custom, step", 2.0),
            tuple("fit, defaults / planned, built-in, step", 10.0));
  }

  private static Timing timing(
      BatchNormImplementation implementation, TimedStep step, double... milliseconds) {
    List<Window> windows = new ArrayList<>();
    for (double each : milliseconds) {
      windows.add(new Window(each, each));
    }
    Subject subject = new Subject(NETWORK, implementation);
    return Timing.of(subject, step, Task.STEP, windows, 128);
  }
}
