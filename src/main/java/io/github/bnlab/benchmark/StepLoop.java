package io.github.bnlab.benchmark;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.BatchData;
import io.github.bnlab.dataset.EpochOrder;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.training.TrainingStep;
import io.github.bnlab.training.TrainingSteps;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Steps alone, one after another: only {@link TrainingStep#take} is timed, not the filling of its
 * buffers. Batches differ from step to step, or the loss would fall to nothing.
 */
final class StepLoop implements Steps {
  private static final int BATCHES = 32;

  private final TrainingStep step;
  private final int batchSize;
  private final List<BatchData> batches = new ArrayList<>();
  private int taken;

  private StepLoop(TrainingStep step, TrialConfig config, ImageSet images) {
    this.step = step;
    this.batchSize = config.training().batchSize();
    int[] order = EpochOrder.of(config.training().seed(), 1, images.size(), true);
    for (int from = 0; batches.size() < BATCHES; from += batchSize) {
      if (from + batchSize > order.length) {
        break;
      }
      BatchData batch = new BatchData(config.dataType(), batchSize, images.imageLength());
      batch.gather(images, order, from, batchSize);
      batches.add(batch);
    }
  }

  /** Steps of the kind that the settings ask for. */
  static StepLoop of(MultiLayerNetwork network, TrialConfig config, ImageSet images) {
    return new StepLoop(
        TrainingSteps.of(network, config.training(), StepLoop::refuse), config, images);
  }

  /** A step of another kind than the one asked for must not be timed in its place. */
  private static void refuse(String why) {
    throw new BenchmarkException(why);
  }

  @Override
  public Window window(double seconds) {
    return Stopwatch.laps(seconds, this::lap);
  }

  private void lap(Stopwatch stopwatch) {
    BatchData batch = batches.get(taken++ % batches.size());
    batch.copyTo(step.features(batchSize), step.labels(batchSize));
    stopwatch.start();
    step.take(batchSize);
    stopwatch.stop();
  }
}
