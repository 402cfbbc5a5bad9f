package io.github.bnlab.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.Changed;
import io.github.bnlab.config.EarlyStoppingConfig;
import io.github.bnlab.config.EarlyStoppingConfig.Watch;
import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.training.TrainingObserver.EpochDone;
import io.github.bnlab.training.TrainingObserver.TrialEnded;
import io.github.bnlab.training.TrainingObserver.TrialEnded.Outcome;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;

/** Trainings that end before their last step by their own settings. */
class EarlyStoppingTest {
  private static EpochDone epoch(double trainingLoss, double validationLoss) {
    Score validation = new Score(10, validationLoss, 0.5, new int[0][0], List.of());
    return new EpochDone(1, 1, trainingLoss, validation, null, null, List.of(), 1, 1);
  }

  private static TrainingConfig limited(EarlyStoppingConfig early, double budget, double rate) {
    TrainingConfig plain = Trials.training(50, null, rate);
    return Trials.with(plain, 0, plain.step(), early, budget);
  }

  private static Events train(TrainingConfig training) {
    TrialConfig config = Trials.trial(training);
    Events events = new Events();
    new Trainer(() -> false).train(Trials.network(config), config, Trials.data(), List.of(events));
    return events;
  }

  @Test
  void patienceCountsEpochsWithoutANewLowestLoss() {
    Progress early = new Progress(new EarlyStoppingConfig(Watch.VALIDATION_LOSS, 2));
    assertThat(early.reasonToStop(epoch(9, 1.0))).isEmpty();
    assertThat(early.reasonToStop(epoch(8, 1.1))).isEmpty();
    assertThat(early.reasonToStop(epoch(7, 0.9))).isEmpty();
    assertThat(early.reasonToStop(epoch(6, 0.9))).isEmpty(); // the same is no progress
    assertThat(early.reasonToStop(epoch(5, 1.0)))
        .isEqualTo(Optional.of("the validation loss has not fallen below 0.9000 for 2 epochs"));
  }

  @Test
  void aResumedTrainingCountsOn() {
    EarlyStoppingConfig patience = new EarlyStoppingConfig(Watch.VALIDATION_LOSS, 2);
    Progress early = new Progress(patience);
    assertThat(early.reasonToStop(epoch(9, 0.9))).isEmpty();
    early.evaluated(epoch(8, 1.1));
    assertThat(early.reasonToStop(epoch(8, 1.1))).isEmpty();
    MultiLayerNetwork network = Trials.network(Trials.trial(Trials.training(1, null, 0.1)));
    TrainingState state = early.state(network);
    Progress resumed = new Progress(patience);
    resumed.resume(state);
    assertThat(resumed.state(network).validation()).isNotNull().isSameAs(state.validation());
    assertThat(resumed.reasonToStop(epoch(7, 1.0)))
        .isPresent()
        .isEqualTo(early.reasonToStop(epoch(7, 1.0)));
  }

  @Test
  void watchesWhatItIsToldToWatch() {
    Progress training = new Progress(new EarlyStoppingConfig(Watch.TRAINING_LOSS, 1));
    assertThat(training.reasonToStop(epoch(1, 1))).isEmpty();
    assertThat(training.reasonToStop(epoch(1.1, 0.5)).orElseThrow()).endsWith(" for 1 epoch");
    Progress never = new Progress(Trials.NEVER);
    for (int i = 0; i < 20; i++) {
      assertThat(never.reasonToStop(epoch(i, i))).isEmpty();
    }
  }

  @Test
  void aTrainingThatNoLongerGetsBetterSaysSo() {
    // So small a rate changes no parameter: the loss moves with the order of the data alone.
    TrainingConfig training = limited(new EarlyStoppingConfig(Watch.TRAINING_LOSS, 3), 0, 1e-300);
    Events events = train(training);
    assertThat(events.ended.outcome()).isEqualTo(Outcome.STOPPED_EARLY);
    assertThat(events.ended.reason()).startsWith("the training loss has not fallen below");
    assertThat(events.epochs).hasSizeLessThan(51);
    assertThat(events.ended.step()).isEqualTo(events.steps.size());
    // After the last step there is nothing to stop.
    assertThat(train(Changed.with(training, "epochs", events.epochs.size() - 1)).ended)
        .isEqualTo(new TrialEnded(Outcome.FINISHED, events.ended.step(), ""));
  }

  @Test
  void aTrainingThatIsOutOfTimeSaysSo() {
    Events events = train(limited(Trials.NEVER, 1e-9, 0.1));
    assertThat(events.ended)
        .isEqualTo(
            new TrialEnded(
                Outcome.TIME_BUDGET,
                0,
                "the time budget of 1.0E-9 s was used up after step 0 of 150"));
    assertThat(events.epochs).hasSize(1); // of the state before the first step
  }
}
