package io.github.bnlab.benchmark;

import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.EpochOrder;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.dataset.SyntheticDigits;
import io.github.bnlab.network.Networks;
import io.github.bnlab.training.Examples;
import io.github.bnlab.training.TrainingStep;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The step of every network, the gathering of its batch included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StepBenchmark {
  private static final int BATCH = 128;
  private static final int IMAGES = 32 * BATCH;

  /** A network of the literature and its normalization. */
  @Param({
    "SimpleNet none",
    "SimpleNetBN custom",
    "SimpleNetBN built-in",
    "LeNet none",
    "BNLeNet custom",
    "BNLeNet built-in"
  })
  private String network;

  private final ImageSet images = SyntheticDigits.draw(1, 0, IMAGES);
  private final int[] order = EpochOrder.of(1, 1, IMAGES, true);
  private TrainingStep step;
  private int from;

  /** Compiles the step. */
  @Setup
  public void setUp() {
    String[] names = network.split(" ");
    TrialConfig config = Subject.trial(names[0], names[1], BATCH, StepKind.PLANNED);
    step =
        TrainingStep.of(
            Networks.build(config),
            config.training(),
            why -> {
              throw new BenchmarkException(why);
            });
  }

  /** A step on the next shuffled batch. */
  @Benchmark
  public double step() {
    from = (from + BATCH) % IMAGES;
    return step.take(Examples.of(images, order, from, BATCH));
  }
}
