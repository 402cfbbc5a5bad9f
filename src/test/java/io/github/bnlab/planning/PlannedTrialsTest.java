package io.github.bnlab.planning;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.ClippingConfig;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.ScheduleConfig;
import io.github.bnlab.config.TrainingConfig.Optimizer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever a configuration can say, planned against {@code fit}, in double: the order of additions
 * differs, which hundreds of steps multiply from 1e-16 to well below 1e-9. (Batches of half a dozen
 * examples, normalized, would multiply it further.)
 */
class PlannedTrialsTest {
  private static final double TOLERANCE = 1e-9;

  @ParameterizedTest
  @CsvSource({
    "SIMPLE_NET, NONE, d2l",
    "SIMPLE_NET, BUILT_IN, d2l",
    "SIMPLE_NET, CUSTOM, d2l",
    "SIMPLE_NET, CUSTOM, torch",
    "SIMPLE_NET, CUSTOM, article",
    "SIMPLE_NET, CUSTOM, notebook",
    "SIMPLE_NET, LAYER_NORM, d2l",
    "LE_NET, NONE, d2l",
    "LE_NET, BUILT_IN, d2l",
    "LE_NET, CUSTOM, d2l",
    "LE_NET, CUSTOM, torch",
    "LE_NET, CUSTOM, article",
    "LE_NET, LAYER_NORM, d2l"
  })
  void everyNormalization(NetworkKind kind, BatchNormImplementation norm, String convention)
      throws Exception {
    train(new TrialBuilder(kind).norm(norm, convention), 200);
  }

  @Test
  void somePlacesOnly() throws Exception {
    TrialBuilder trial = new TrialBuilder(NetworkKind.LE_NET);
    for (String place : NetworkKind.LE_NET.places()) {
      train(trial.norm(BatchNormImplementation.BUILT_IN, "d2l", List.of(place)), 10);
      train(trial.norm(BatchNormImplementation.CUSTOM, "torch", List.of(place)), 10);
    }
    train(trial.norm(BatchNormImplementation.CUSTOM, "torch", List.of("conv2", "dense1")), 10);
  }

  @Test
  void dropout() throws Exception {
    train(new TrialBuilder(NetworkKind.SIMPLE_NET).dropout(0.5, "dense1", "dense2"), 24);
    train(new TrialBuilder(NetworkKind.LE_NET).dropout(0.2, "conv1", "conv2", "dense2"), 15);
    train(
        new TrialBuilder(NetworkKind.SIMPLE_NET)
            .norm(BatchNormImplementation.BUILT_IN, "d2l")
            .dropout(0.3, "dense1"),
        60);
  }

  @ParameterizedTest
  @EnumSource(BatchNormImplementation.class)
  void updates(BatchNormImplementation norm) throws Exception {
    train(trial(norm).optimizer(Optimizer.SGD, 0.9), 24);
    train(trial(norm).optimizer(Optimizer.ADAM, 0), 24);
    train(trial(norm).l2(0.01), 24);
    train(trial(norm).optimizer(Optimizer.ADAM, 0).l2(0.01), 24);
    if (norm != BatchNormImplementation.BUILT_IN) {
      train(trial(norm).clipping(ClippingConfig.Kind.VALUE, 0.002), 24);
      train(trial(norm).clipping(ClippingConfig.Kind.LAYER_NORM, 0.05).l2(0.01), 24);
    }
  }

  @ParameterizedTest
  @EnumSource(ScheduleConfig.Kind.class)
  void schedules(ScheduleConfig.Kind kind) throws Exception {
    for (Optimizer optimizer : Optimizer.values()) {
      train(
          trial(BatchNormImplementation.CUSTOM).schedule(kind, 0.5, 2).optimizer(optimizer, 0), 25);
    }
  }

  private static TrialBuilder trial(BatchNormImplementation norm) {
    return new TrialBuilder(NetworkKind.SIMPLE_NET).norm(norm, "d2l");
  }

  private static void train(TrialBuilder trial, int steps) throws Exception {
    Twins twins = new Twins(trial.network());
    twins.train(steps, 12, 7);
    twins.requireEqual(TOLERANCE);
  }
}
