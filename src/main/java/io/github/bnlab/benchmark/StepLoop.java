package io.github.bnlab.benchmark;

import io.github.bnlab.benchmark.Stopwatch.Window;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.EpochOrder;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.training.Examples;
import io.github.bnlab.training.TrainingStep;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Steps alone, one after another, with the gathering of their batches. Batches differ from step to
 * step, or the loss would fall to nothing.
 */
final class StepLoop {
  private static final int BATCHES = 32;

  private final TrainingStep step;
  private final List<Batch> batches = new ArrayList<>();
  private int taken;

  /** Steps of the kind that the settings ask for. */
  StepLoop(MultiLayerNetwork network, TrialConfig config, ImageSet images) {
    this.step = step(network, config);
    int size = config.training().batchSize();
    int[] order = EpochOrder.of(config.training().seed(), 1, images.size(), true);
    for (int end = size; end <= order.length && batches.size() < BATCHES; end += size) {
      batches.add(Examples.of(images, order, end - size, size));
    }
  }

  /** A step of the kind that the settings ask for. */
  static TrainingStep step(MultiLayerNetwork network, TrialConfig config) {
    return TrainingStep.of(
        network,
        config.training(),
        why -> {
          // A step of another kind than the one asked for must not be timed in its place.
          throw new BenchmarkException(why);
        });
  }

  /** Steps for about some time, at least one. */
  Window window(double seconds) {
    return Stopwatch.laps(seconds, () -> step.take(batches.get(taken++ % batches.size())));
  }
}
