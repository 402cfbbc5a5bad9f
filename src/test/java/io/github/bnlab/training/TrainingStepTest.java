package io.github.bnlab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bnlab.config.TrainingConfig;
import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.network.Networks;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

class TrainingStepTest {
  private static TrainingConfig with(StepKind step) {
    return Trials.with(Trials.training(3, null, 0.1), 0, step, Trials.NEVER, 0);
  }

  private static Events train(StepKind step) {
    TrialConfig config = Trials.trial(with(step));
    MultiLayerNetwork network = Networks.build(config);
    Events events = new Events();
    new Trainer(() -> false).train(network, config, Trials.data(), List.of(events));
    assertThat(events.started.stepKind()).isEqualTo(step);
    assertThat(network.getIterationCount()).isEqualTo(9);
    assertThat(network.getEpochCount()).isEqualTo(3);
    return events;
  }

  @Test
  void bothKindsOfStepTrainAlike() {
    Events planned = train(StepKind.PLANNED);
    Events dl4j = train(StepKind.DL4J);
    for (int i = 0; i < 9; i++) {
      // The same sums in double in another order, over nine steps.
      assertThat(planned.steps.get(i).trainingLoss())
          .isCloseTo(dl4j.steps.get(i).trainingLoss(), within(1e-10));
    }
    for (int epoch = 0; epoch <= 3; epoch++) {
      Score one = planned.epochs.get(epoch).test();
      Score other = dl4j.epochs.get(epoch).test();
      assertThat(one.loss()).isCloseTo(other.loss(), within(1e-10));
      assertThat(one.confusion()).isDeepEqualTo(other.confusion());
      assertThat(planned.epochs.get(epoch).batchNorm().get(0).runningVariance())
          .containsExactly(
              dl4j.epochs.get(epoch).batchNorm().get(0).runningVariance(), within(1e-10));
    }
  }

  @Test
  void aNetworkThatTheEngineDoesNotKnowIsTrainedByDl4jWithANotice() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .list()
                .layer(new DenseLayer.Builder().nOut(4).activation(Activation.SOFTPLUS).build())
                .layer(new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.feedForward(784))
                .build());
    network.init();
    List<String> notices = new ArrayList<>();
    TrainingStep step = TrainingStep.of(network, with(StepKind.PLANNED), notices::add);
    assertThat(step.kind()).isEqualTo(StepKind.DL4J);
    assertThat(notices).hasSize(1);
    assertThat(notices.get(0))
        .startsWith("training with DL4J's own, slower steps: ")
        .contains("softplus");
  }
}
