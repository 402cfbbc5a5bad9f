package io.github.bnlab.benchmark;

import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
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

/** Forward passes of the engine over 6,000 images, in chunks of several sizes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EvaluationBenchmark {
  private static final int IMAGES = 6000;

  /** A network of the literature and its normalization. */
  @Param({"SimpleNetBN custom", "LeNet none", "BNLeNet custom"})
  private String network;

  /** Images at a time. */
  @Param({"50", "100", "125", "250", "500"})
  private int chunk;

  private final ImageSet images = SyntheticDigits.draw(1, 0, IMAGES);
  private TrainingStep step;

  /** Compiles the forward pass. */
  @Setup
  public void setUp() {
    String[] names = network.split(" ");
    TrialConfig config = Subject.trial(names[0], names[1], chunk, StepKind.PLANNED);
    step = StepLoop.step(Networks.build(config), config);
  }

  /** All images. */
  @Benchmark
  public double[] images() {
    double[] probabilities = null;
    for (int from = 0; from + chunk <= IMAGES; from += chunk) {
      probabilities = step.probabilities(Examples.inOrder(images, from, chunk));
    }
    return probabilities;
  }
}
