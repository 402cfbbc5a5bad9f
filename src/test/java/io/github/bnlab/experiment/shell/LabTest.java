package io.github.bnlab.experiment.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.golden.Golden;
import io.github.bnlab.network.Networks;
import io.github.bnlab.training.Trainer;
import io.github.bnlab.training.TrainingObserver;
import io.github.bnlab.training.TrainingObserver.StepDone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;

class LabTest {
  private static final LoadedData DIGITS = Lab.data("synthetic-digits", 100, 50);

  private static LabNetwork network(String... more) {
    List<String> settings =
        new ArrayList<>(List.of("training.batchSize=32", "training.momentum=0.9"));
    settings.addAll(List.of(more));
    return Lab.network("SimpleNetBN", settings.toArray(new String[0]));
  }

  /** Epochs of four steps, the last one of four images; a schedule and dropout that count them. */
  @Test
  void stepsAreThoseOfATrainingHoweverTheyAreTaken() {
    LabNetwork network =
        network("training.steps=10", "training.schedule=cosine", "dropout.rate=0.25");
    MultiLayerNetwork trained = Networks.build(network.config());
    List<Double> expected = new ArrayList<>();
    new Trainer(() -> false)
        .train(
            trained,
            network.config(),
            DIGITS,
            List.of(
                new TrainingObserver() {
                  @Override
                  public void stepDone(StepDone event) {
                    expected.add(event.trainingLoss());
                  }
                }));
    double[] losses = {};
    for (int steps : new int[] {1, 0, 5, 4}) {
      losses =
          DoubleStream.concat(
                  Arrays.stream(losses), Arrays.stream(Lab.train(network, DIGITS, steps)))
              .toArray();
    }
    assertThat(losses).containsExactly(expected.stream().mapToDouble(loss -> loss).toArray());
    Golden.assertIdentical(trained.params(), network.model().params());
    assertThat(network)
        .hasToString("SimpleNet, batch norm custom, 60,618 parameters, 10 steps taken");
  }

  @Test
  void whatIsChangedInTheModelCounts() {
    LabNetwork network = network();
    Lab.train(network, DIGITS, 1);
    double loss = network.loss(DIGITS.test());
    network.model().getLayer("output").getParam("W").assign(0);
    network.model().getLayer("output").getParam("b").assign(0);
    assertThat(network.loss(DIGITS.test())).isNotEqualTo(loss).isBetween(2.3025, 2.3027);
    assertThat(Lab.train(network, DIGITS, 1)[0]).isBetween(2.3025, 2.3027);
  }

  /** Not only those that records follow. */
  @Test
  void everyLayerOfADeepNetworkIsThere() {
    LabNetwork deep = Lab.network("DeepNet", "deepNet.depth=10", "batchNorm.implementation=custom");
    assertThat(deep.norms()).hasSize(6).extracting(state -> state.place()).doesNotContain("dense2");
    assertThat(deep.norm("dense2").gamma()).containsOnly(1);
    assertThatThrownBy(() -> deep.norm("dense11")).hasMessageContaining("dense9, dense10");
  }

  @Test
  void inferenceChangesNothing() {
    LabNetwork network = network();
    Lab.train(network, DIGITS, 2);
    String before = network.norm("dense2").toString();
    assertThat(before).contains("dense2, 128 features: gamma ", ", running variance ");
    assertThat(network.accuracy(DIGITS.test())).isBetween(0.0, 1.0);
    assertThat(network.norm("dense2")).hasToString(before);
  }

  @Test
  void aLossThatIsNotANumberEndsTheTraining() {
    double[] losses = Lab.train(network("training.learningRate=1e30"), DIGITS, 50);
    assertThat(losses).hasSizeLessThan(50);
    assertThat(losses[losses.length - 1]).isNaN();
  }

  @Test
  void whatCannotBeUsedIsSaid() {
    assertThatThrownBy(() -> Lab.network("LeNet", "training.seed=1,2"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("2 trials; give each setting one value");
    assertThatThrownBy(() -> Lab.network("SimpleNetBN", "batchNorm.inference=population"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "batchNorm.inference is 'population'; it must be running in the shell");
    assertThatThrownBy(() -> network().norm("conv1"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no normalization at conv1; it is at [dense1, dense2]");
    assertThatThrownBy(() -> network().accuracy(DIGITS.validation()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no images to evaluate on; the shell holds out none for validation");
    assertThatThrownBy(
            () -> Lab.draw("x.svg", "loss", Lab.curve("nothing", new double[] {Double.NaN})))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("the curve nothing has no finite values; expected at least one");
    assertThatThrownBy(() -> Lab.data("mnits"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("did you mean mnist?");
  }
}
