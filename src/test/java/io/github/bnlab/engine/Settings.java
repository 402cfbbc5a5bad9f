package io.github.bnlab.engine;

import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** Ways to update parameters. */
final class Settings {
  static final List<Consumer<NeuralNetConfiguration.Builder>> ALL =
      List.of(
          b -> b.l2(0.01),
          b -> b.updater(new Nesterovs(0.05, 0.9)),
          b -> b.updater(new Adam(1e-3)),
          b -> b.updater(new Adam(1e-3)).l2(0.01),
          b -> b.updater(new Sgd(new ExponentialSchedule(ScheduleType.ITERATION, 0.1, 0.9))),
          b -> b.updater(new Sgd(new StepSchedule(ScheduleType.EPOCH, 0.1, 0.5, 2))),
          b -> clipping(b, GradientNormalization.ClipElementWiseAbsoluteValue, 0.01),
          b -> clipping(b, GradientNormalization.ClipL2PerLayer, 0.05));

  private Settings() {}

  private static void clipping(
      NeuralNetConfiguration.Builder builder, GradientNormalization kind, double threshold) {
    builder.gradientNormalization(kind).gradientNormalizationThreshold(threshold);
  }
}
