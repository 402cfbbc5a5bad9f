package io.github.bnlab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bnlab.config.BatchNormConfig;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.Changed;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.golden.Golden;
import io.github.bnlab.network.Networks;
import io.github.bnlab.rows.Rows.HistogramRow;
import io.github.bnlab.rows.Rows.PercentileRow;
import io.github.bnlab.training.ActivationProbe.Seen;
import io.github.bnlab.training.Score.Mistake;
import io.github.bnlab.training.TrainingObserver.EpochDone;
import io.github.bnlab.training.TrainingObserver.StepDone;
import io.github.bnlab.training.TrainingObserver.TrialStarted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;
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
    byte[] pixels = Trials.data().test().pixels();
    for (int i = 0; i < images.length(); i++) {
      images.putScalar(i, (pixels[i] & 0xff) / 255.0);
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
    check(first.percentiles().get(0), values);
    // Rows of 64 units; of 20 images.
    checkTypical(first.percentiles().get(1), columns(values, 64));
  }

  private static List<double[]> columns(double[] values, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            unit ->
                IntStream.range(0, values.length / count)
                    .mapToDouble(image -> values[image * count + unit])
                    .toArray())
        .toList();
  }

  /** The unit whose 15th and 85th percentiles are as far apart as in the median unit. */
  private static void checkTypical(PercentileRow row, List<double[]> units) {
    List<Integer> bySpread =
        IntStream.range(0, units.size())
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                    unit -> percentile(units.get(unit), 85) - percentile(units.get(unit), 15)))
            .toList();
    int typical = bySpread.get(units.size() / 2);
    assertThat(row.unit()).isEqualTo(Integer.toString(typical));
    check(row, units.get(typical));
  }

  private static void check(PercentileRow row, double[] values) {
    // The same values, but for the order of the sums.
    assertThat(row.p15()).isCloseTo(percentile(values, 15), within(1e-12));
    assertThat(row.p50()).isCloseTo(percentile(values, 50), within(1e-12));
    assertThat(row.p85()).isCloseTo(percentile(values, 85), within(1e-12));
  }

  /** As NumPy does by default. */
  private static double percentile(double[] values, double percent) {
    return new Percentile().withEstimationType(EstimationType.R_7).evaluate(values, percent);
  }

  /** Six channels of 24 x 24, and 16 of 8 x 8. */
  @Test
  void ofFeatureMapsTheValuesAreSpreadEvenly() {
    TrialConfig lenet =
        Changed.with(
            CONFIG,
            "network",
            NetworkKind.LE_NET,
            "batchNorm",
            new BatchNormConfig(BatchNormImplementation.NONE, Trials.D2L, List.of()));
    MultiLayerNetwork network = new MultiLayerNetwork(Networks.configuration(lenet));
    network.init();
    TrialStarted trial = new TrialStarted(lenet, Trials.data(), new Dl4jStep(network), 6);
    List<Seen> seen = new ActivationProbe(trial).all(0, 0);
    INDArray images = Nd4j.create(network.params().dataType(), 20, 784);
    byte[] pixels = Trials.data().test().pixels();
    for (int i = 0; i < images.length(); i++) {
      images.putScalar(i, (pixels[i] & 0xff) / 255.0);
    }
    for (int i = 0; i < 2; i++) {
      String place = "conv" + (i + 1);
      int activation = network.getLayer(place + "-activation").getIndex();
      INDArray maps = network.feedForwardToLayer(activation - 1, images).get(activation);
      int channels = i == 0 ? 6 : 16;
      assertThat(maps.shape()).startsWith(20, channels);
      // So that at most 8192 values remain, without a common divisor with their number: of all
      // 69,120 or 20,480 values, and of the 11,520 or 1,280 of a channel.
      int all = i == 0 ? 11 : 3;
      int own = i == 0 ? 7 : 1;
      check(seen.get(i).percentiles().get(0), everyNth(maps, all));
      List<double[]> units =
          IntStream.range(0, channels)
              .mapToObj(c -> everyNth(maps.tensorAlongDimension(c, 0, 2, 3), own))
              .toList();
      checkTypical(seen.get(i).percentiles().get(1), units);
    }
  }

  private static double[] everyNth(INDArray array, int n) {
    double[] values = array.dup('c').data().asDouble();
    return IntStream.range(0, (values.length + n - 1) / n)
        .mapToDouble(i -> values[i * n])
        .toArray();
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
    Golden.assertIdentical(alone.params(), probed.params());
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
    assertThat(new Distribution(4e26, 4e26).histogram(0, "", ""))
        .hasSize(48)
        .allMatch(bin -> bin.low() < bin.high());
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
