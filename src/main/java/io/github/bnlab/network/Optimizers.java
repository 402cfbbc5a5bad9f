package io.github.bnlab.network;

import io.github.bnlab.config.ScheduleConfig;
import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrainingConfig.Optimizer;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** Update rules, each with PyTorch's meaning. */
final class Optimizers {
  private Optimizers() {}

  /** The updater of a training configuration. */
  static IUpdater of(TrainingConfig training) {
    IUpdater updater;
    if (training.optimizer() == Optimizer.ADAM) {
      updater = new TorchAdam();
    } else if (training.momentum() > 0) {
      updater = new MomentumSgd(training.momentum());
    } else {
      updater = new Sgd();
    }
    ScheduleConfig schedule = training.schedule();
    double rate = training.learningRate();
    if (schedule.kind() == ScheduleConfig.Kind.CONSTANT) {
      updater.setLrAndSchedule(rate, null);
    } else {
      updater.setLrAndSchedule(rate, new LearningRateSchedule(rate, schedule));
    }
    return updater;
  }
}
