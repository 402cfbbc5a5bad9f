package io.github.bnlab.benchmark;

import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.BatchData;
import io.github.bnlab.dataset.EpochOrder;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.dataset.MadeUpDigits;
import io.github.bnlab.experiment.TrialNetworks;
import io.github.bnlab.training.TrainingStep;
import io.github.bnlab.training.TrainingSteps;
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

/** The planned step of every network, and what brings a batch into its buffers. */
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

  private final ImageSet images = MadeUpDigits.draw(1, 0, IMAGES);
  private final int[] order = EpochOrder.of(1, 1, IMAGES, true);
  private TrainingStep step;
  private BatchData batch;
  private int from;

  /** Compiles the step. */
  @Setup
  public void setUp() {
    String[] names = network.split(" ");
    try (ScratchFolder scratch = new ScratchFolder()) {
      TrialConfig config =
          new BenchmarkTrials(scratch.path()).config(names[0], names[1], BATCH, StepKind.PLANNED);
      step =
          TrainingSteps.of(
              TrialNetworks.build(config),
              config.training(),
              why -> {
                throw new BenchmarkException(why);
              });
      batch = new BatchData(config.dataType(), BATCH, images.imageLength());
    }
    gather();
    copy();
  }

  /** Pixels of a shuffled batch to numbers in Java arrays; runs beside the step. */
  @Benchmark
  public void gather() {
    batch.gather(images, order, from, BATCH);
    from = (from + BATCH) % IMAGES;
  }

  /** From there to the buffers of the step. */
  @Benchmark
  public void copy() {
    batch.copyTo(step.features(BATCH), step.labels(BATCH));
  }

  /** The step alone, always on one batch. */
  @Benchmark
  public double step() {
    return step.take(BATCH);
  }
}
