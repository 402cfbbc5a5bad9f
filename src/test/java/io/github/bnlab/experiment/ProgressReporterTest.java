package io.github.bnlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.experiment.TrialEvent.StepProgress;
import io.github.bnlab.training.TrainingObserver.StepDone;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressReporterTest {
  /** As in the records: measures and probes beside the steps take no part in their rate. */
  @Test
  void theRateIsThatOfTheStepsAlone() {
    List<TrialEvent> told = new ArrayList<>();
    ProgressReporter reporter = new ProgressReporter(told::add);
    reporter.stepDone(new StepDone(1, 1, 100, 0.5, 0.25));
    assertThat(told)
        .singleElement()
        .isInstanceOfSatisfying(
            StepProgress.class, step -> assertThat(step.samplesPerSecond()).isEqualTo(400));
  }
}
