package io.github.bnlab.benchmark;

import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.experiment.TrialNetworks;
import io.github.bnlab.planning.CannotPlanException;
import io.github.bnlab.planning.InferencePlan;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.ndarray.INDArray;
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

/** Planned forward passes over 6,000 images, in chunks of several sizes. */
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

  private InferencePlan plan;

  /** Compiles the forward pass. */
  @Setup
  public void setUp() throws CannotPlanException {
    String[] names = network.split(" ");
    try (ScratchFolder scratch = new ScratchFolder()) {
      TrialConfig config =
          new BenchmarkTrials(scratch.path()).config(names[0], names[1], chunk, StepKind.PLANNED);
      plan = InferencePlan.compile(TrialNetworks.build(config), chunk);
    }
  }

  /** All images. */
  @Benchmark
  public INDArray images() {
    INDArray probabilities = null;
    for (int done = 0; done < IMAGES; done += chunk) {
      probabilities = plan.run();
    }
    return probabilities;
  }
}
