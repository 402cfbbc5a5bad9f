package io.github.bnlab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.network.Networks;
import io.github.bnlab.rows.Rows.HistogramRow;
import io.github.bnlab.rows.Rows.PercentileRow;
import io.github.bnlab.training.ActivationProbe.Seen;
import io.github.bnlab.training.Score.Mistake;
import io.github.bnlab.training.TrainingObserver.EpochDone;
import io.github.bnlab.training.TrainingObserver.StepDone;
import io.github.bnlab.training.TrainingObserver.TrialStarted;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ActivationProbeTest {
  private static final TrialConfig CONFIG =
      Trials.trial(Trials.training(2, null, 0.1), BatchNormImplementation.CUSTOM, Trials.D2L);

  private static MultiLayerNetwork network() {
    MultiLayerNetwork network = new MultiLayerNetwork(Networks.configuration(CONFIG));
    network.init();
    return network;
  }

  private static TrialStarted started(MultiLayerNetwork network) {
    return new TrialStarted(CONFIG, Trials.data(), new Dl4jStep(network), 6);
  }

  @Test
  void seesWhatEntersTheActivationFunctionAfterTheNormalization() {
    MultiLayerNetwork network = network();
    // As if it had run: what is normalized differs from what is not.
    network.getLayer("dense1-norm").getParam("mean").assign(0.5);
    List<Seen> seen = new ActivationProbe(started(network)).all(0, 0);
    assertThat(seen)
        .extracting(place -> place.percentiles().get(0).layer())
        .containsExactly("dense1", "dense2");
    INDArray images = Nd4j.create(network.params().dataType(), 20, 784);
    for (int i = 0; i < images.length(); i++) {
      images.putScalar(i, (Trials.data().test().pixels()[i] & 0xff) / 255.0);
    }
    INDArray dense = images.mmul(network.getParam("0_W")).addi(network.getParam("0_b"));
    // Initial running variance 1, epsilon 1e-5, gamma 1, beta 0.
    double[] values = dense.subi(0.5).divi(Math.sqrt(1 + 1e-5)).dup('c').data().asDouble();
    double[] sorted = DoubleStream.of(values).sorted().toArray();
    Seen first = seen.get(0);
    List<HistogramRow> bins = first.histograms().subList(0, 48);
    assertThat(first.histograms()).hasSize(2 * 48);
    assertThat(bins).extracting(HistogramRow::unit).containsOnly(PercentileRow.ALL_UNITS);
    // The same sums of 784 products in another order.
    assertThat(bins.get(0).low()).isCloseTo(sorted[0], within(1e-12)).isNegative();
    assertThat(bins.get(47).high()).isCloseTo(sorted[sorted.length - 1], within(1e-12));
    assertThat(seen.get(1).histograms().get(0).low()).isNegative();
    assertThat(bins.stream().mapToInt(HistogramRow::count).sum()).isEqualTo(20 * 64);
    double median = (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    assertThat(first.percentiles().get(0).p50()).isCloseTo(median, within(1e-12));
    PercentileRow ofUnit = first.percentiles().get(1);
    assertThat(ofUnit.p15()).isBetween(sorted[0], ofUnit.p85());
  }

  @Test
  void changesNothing() {
    MultiLayerNetwork probed = network();
    MultiLayerNetwork alone = network();
    alone.setParams(probed.params().dup());
    TrainingObserver probing =
        new TrainingObserver() {
          private ActivationProbe probe;

          @Override
          public void trialStarted(TrialStarted event) {
            probe = new ActivationProbe(event);
          }

          @Override
          public void stepDone(StepDone event) {
            probe.first(event.epoch(), event.step());
          }

          @Override
          public void epochDone(EpochDone event) {
            probe.all(event.epoch(), event.step());
          }
        };
    new Trainer(() -> false).train(probed, CONFIG, Trials.data(), List.of(probing));
    new Trainer(() -> false).train(alone, CONFIG, Trials.data(), List.of());
    assertThat(probed.params()).isEqualTo(alone.params());
  }

  @Test
  void keepsTheTypicalUnit() {
    MultiLayerNetwork network = network();
    ActivationProbe probe = new ActivationProbe(started(network));
    String unit = probe.first(0, 0).percentiles().get(1).unit();
    network.params().muli(-3);
    assertThat(probe.first(0, 0).percentiles().get(1).unit()).isEqualTo(unit);
  }

  @Test
  void valuesThatAreNotFiniteAreLeftOut() {
    Distribution mixed = new Distribution(1, Double.NaN, 3, 1.0 / 0, 2);
    assertThat(mixed.percentiles(0, 0, "", "").p50()).isEqualTo(2);
    Distribution none = new Distribution(Double.NaN);
    assertThat(none.percentiles(0, 0, "", "").p50()).isNaN();
    assertThat(none.histogram(0, "", "")).isEmpty();
    assertThat(new Distribution(5, 5).histogram(0, "", "").get(47).high()).isEqualTo(5.5);
  }

  @Test
  void theWorstMistakesAreThoseThatGiveTheLabelLeast() {
    List<Mistake> mistakes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      mistakes.add(new Mistake(i, 1, 2, 0.9, (i * 37 % 100) / 100.0));
    }
    assertThat(Evaluation.worst(mistakes))
        .extracting(Mistake::labelProbability)
        .hasSize(Evaluation.MOST_MISTAKES)
        .isSorted()
        .startsWith(0.0)
        .endsWith(0.23);
  }
}
