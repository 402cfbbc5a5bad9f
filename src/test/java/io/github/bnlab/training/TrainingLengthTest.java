package io.github.bnlab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.TrainingConfig;
import org.junit.jupiter.api.Test;

class TrainingLengthTest {
  @Test
  void aTrainingCanBeTooLongToCount() {
    TrainingConfig training = Trials.training(Integer.MAX_VALUE, null, 0.1);
    int examples = training.batchSize();
    assertThat(TrainingLength.of(training, examples).steps()).isEqualTo(Integer.MAX_VALUE);
    assertThatThrownBy(() -> TrainingLength.of(training, examples + 1))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "training.epochs is 2147483647; it must be at most 1073741823, since an epoch has 2"
                + " steps");
  }
}
