package io.github.bnlab.experiment.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormConvention.VarianceKind;
import io.github.bnlab.config.BatchNormConventions;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.experiment.layer.LayerTrace.Gradients;
import io.github.bnlab.experiment.layer.LayerTrace.Moments;
import io.github.bnlab.experiment.layer.LayerTrace.Pass;
import io.github.bnlab.golden.Golden;
import io.github.bnlab.network.NpyArray;
import io.github.bnlab.network.NpzFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code bnlab layer} shows is what PyTorch computes, and what its formulas say. */
class LayerTraceTest {
  /** Rounding of sums over at most 168 values of magnitude below 100. */
  private static final double TOLERANCE = 1e-12;

  @TempDir private Path folder;

  static List<String> cases() throws IOException {
    return Golden.names("layers");
  }

  static Stream<String> builtInCases() throws IOException {
    return cases().stream().filter(name -> name.startsWith("d2l-"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theCustomLayerEqualsPyTorch(String name) {
    checkGolden(name, BatchNormImplementation.CUSTOM);
  }

  @ParameterizedTest
  @MethodSource("builtInCases")
  void theBuiltInLayerEqualsPyTorch(String name) {
    checkGolden(name, BatchNormImplementation.BUILT_IN);
  }

  private static void checkGolden(String name, BatchNormImplementation implementation) {
    Path file = Golden.path("layers/" + name + ".npz");
    Map<String, NpyArray> golden = NpzFile.read(file);
    LayerTrace trace = LayerTrace.of(LayerInput.read(file), implementation, convention(name), 1);
    assertThat(trace.passes()).hasSize(4);
    for (int t = 0; t < 4; t++) {
      Pass pass = trace.passes().get(t);
      Gradients gradients = pass.gradients();
      close(golden, "y" + t, pass.output().y());
      close(golden, "dx" + t, gradients.dx());
      close(golden, "dgamma" + t, gradients.dgamma());
      close(golden, "dbeta" + t, gradients.dbeta());
      close(golden, "mean" + t, pass.running().mean());
      close(golden, "var" + t, pass.running().variance());
    }
    close(golden, "y_infer", trace.inference().y());
    assertThat(trace.end().mean()).containsExactly(trace.passes().get(3).running().mean());
    assertThat(trace.end().variance()).containsExactly(trace.passes().get(3).running().variance());
  }

  /** The input gradient of two examples is nearly 0, a difference of much larger terms. */
  private static void close(Map<String, NpyArray> golden, String key, double[] actual) {
    double[] expected = golden.get(key).values();
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    boolean cancels = key.startsWith("dx") && golden.get(key).shape()[0] == 2;
    double size = cancels ? Math.max(1, largest) : largest;
    assertThat(actual).as(key).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).as(key).isCloseTo(expected[i], within(TOLERANCE * size));
    }
  }

  private static BatchNormConvention convention(String name) {
    return BatchNormConventions.find(name.substring(0, name.indexOf('-'))).orElseThrow();
  }

  /** The statistics that are shown, put into the formulas that are shown, give what is shown. */
  @ParameterizedTest
  @MethodSource("cases")
  void theFormulasGiveTheNumbers(String name) {
    LayerTrace trace =
        LayerTrace.of(
            LayerInput.read(Golden.path("layers/" + name + ".npz")),
            BatchNormImplementation.CUSTOM,
            convention(name),
            1);
    BatchNormConvention convention = trace.convention();
    boolean unbiased = convention.runningVariance() == VarianceKind.UNBIASED;
    double factor = unbiased ? LayerTrace.unbiased(trace.runningCount()) : 1;
    Moments old = trace.start();
    for (int t = 0; t < 4; t++) {
      Pass pass = trace.passes().get(t);
      double x = trace.input().x().get(t)[0];
      double deviation = Math.sqrt(trace.variance(pass, 0) + convention.epsilon());
      double y = trace.gamma()[0] * (x - pass.batch().mean()[0]) / deviation + trace.beta()[0];
      assertThat(pass.output().y()[0]).isCloseTo(y, within(TOLERANCE * Math.max(1, Math.abs(y))));
      double mean = 0.9 * old.mean()[0] + 0.1 * pass.batch().mean()[0];
      assertThat(pass.running().mean()[0])
          .isCloseTo(mean, within(TOLERANCE * Math.max(1, Math.abs(mean))));
      double variance = 0.9 * old.variance()[0] + 0.1 * pass.batch().variance()[0] * factor;
      assertThat(pass.running().variance()[0])
          .isCloseTo(variance, within(TOLERANCE * Math.max(1, variance)));
      old = pass.running();
    }
  }

  @Test
  void layerNormalizationNormalizesEveryExample() {
    LayerTrace trace =
        LayerTrace.of(
            LayerInput.random(new long[] {3, 2, 4, 4}, 1, 5, 2, 1),
            BatchNormImplementation.LAYER_NORM,
            BatchNormConventions.D2L,
            1);
    Moments y = trace.passes().get(0).output().moments();
    assertThat(y.mean()).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertThat(y.mean()[i]).isCloseTo(0, within(TOLERANCE));
      assertThat(y.variance()[i]).isCloseTo(1, within(1e-4)); // epsilon takes 1e-5 / 4
    }
    assertThat(trace.inference().y()).containsExactly(trace.passes().get(0).output().y());
    assertThat(trace.end()).isNull();
  }

  /** A value that is its own mean is normalized to 0, so the output is beta. */
  @ParameterizedTest
  @EnumSource(names = {"CUSTOM", "LAYER_NORM"})
  void aSingleValueIsItsOwnMean(BatchNormImplementation implementation) {
    boolean byExample = implementation == BatchNormImplementation.LAYER_NORM;
    LayerInput random =
        LayerInput.random(byExample ? new long[] {5, 1} : new long[] {1, 5}, 1, 5, 2, 1);
    LayerTrace trace = LayerTrace.of(random, implementation, BatchNormConventions.D2L, 1);
    Pass pass = trace.passes().get(0);
    assertThat(pass.batch().mean()).containsExactly(random.x().get(0));
    assertThat(pass.batch().variance()).containsOnly(0);
    assertThat(pass.output().y()).containsOnly(0);
    assertThat(pass.gradients().dx()).containsOnly(0);
    if (!byExample) {
      assertThat(pass.gradients().dbeta()).containsExactly(random.dy().get(0));
      double[] mean = Arrays.stream(random.x().get(0)).map(x -> 0.1 * x).toArray();
      assertThat(pass.running().mean()).containsExactly(mean, within(TOLERANCE));
      assertThat(pass.running().variance()).containsExactly(0.9, 0.9, 0.9, 0.9, 0.9);
    }
  }

  @Test
  void theBuiltInLayerRefusesAMatrixOfOneExample() {
    LayerInput one = LayerInput.random(new long[] {1, 5}, 1, 5, 2, 1);
    assertThatThrownBy(
            () -> LayerTrace.of(one, BatchNormImplementation.BUILT_IN, BatchNormConventions.D2L, 1))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("one example");
  }

  @Test
  void conventionsDifferAsTheirFactorsSay() {
    for (int n : new int[] {2, 10, 128}) {
      LayerInput input = LayerInput.random(new long[] {n, 3}, 1, 5, 2, 7);
      for (ConventionDifference each : ConventionDifference.of(input)) {
        Pass pass = each.trace().passes().get(0);
        double largest = Arrays.stream(pass.batch().variance()).max().orElseThrow();
        double deviation = Math.sqrt(pass.output().moments().variance()[0]);
        boolean notebook = each.trace().convention().equals(BatchNormConventions.NOTEBOOK);
        boolean d2l = each.trace().convention().equals(BatchNormConventions.D2L);
        assertThat(deviation)
            .isCloseTo(notebook ? Math.sqrt((n - 1.0) / n) : 1, within(1e-3)); // epsilon
        assertThat(each.runningVariance())
            .isCloseTo(d2l ? 0.1 * largest / (n - 1) : 0, within(1e-12));
        assertThat(each.y() > 0).isEqualTo(notebook);
      }
    }
  }

  /** On images only: N/(N-1) with N = examples. */
  @Test
  void theArticleDiffersOnImages() {
    LayerInput input = LayerInput.random(new long[] {2, 3, 4, 4}, 1, 5, 2, 7);
    List<ConventionDifference> all = ConventionDifference.of(input);
    assertThat(all)
        .extracting(each -> each.trace().convention().name())
        .containsExactly("article", "d2l", "torch");
    LayerTrace article = all.get(0).trace();
    double largest = Arrays.stream(article.passes().get(0).batch().variance()).max().orElseThrow();
    assertThat(all.get(0).runningVariance())
        .isCloseTo(0.1 * largest * (2 - 32.0 / 31), within(1e-12));
  }

  @Test
  void whatAFileLacksIsNamed() throws IOException {
    double[] six = {1, 2, 3, 4, 5, 6};
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    arrays.put("gamma", NpyArray.vector(new double[] {1, 1}));
    refused(arrays, "no array x0");
    arrays.put("x0", NpyArray.vector(six));
    refused(arrays, "x0 is [6]");
    arrays.put("x0", new NpyArray(new long[] {2, 3}, six));
    refused(arrays, "gamma is [2]; it must be [3]");
    arrays.remove("gamma");
    arrays.put("x1", new NpyArray(new long[] {3, 2}, six));
    refused(arrays, "x1 is [3, 2]; it must be [2, 3]");
    arrays.put("x1", new NpyArray(new long[] {2, 3}, six));
    arrays.put("dy0", new NpyArray(new long[] {2, 3}, six));
    refused(arrays, "no array dy1");
    arrays.remove("dy0");
    Path file = folder.resolve("input.npz");
    NpzFile.write(Files.newOutputStream(file), arrays, false);
    LayerInput input = LayerInput.read(file);
    assertThat(input.x()).hasSize(2);
    assertThat(input.dy()).isEmpty();
    assertThat(input.inference()).containsExactly(six);
    LayerTrace trace =
        LayerTrace.of(input, BatchNormImplementation.CUSTOM, BatchNormConventions.ARTICLE, 3);
    assertThat(Arrays.stream(trace.gamma())).allMatch(gamma -> gamma > 0 && gamma < 1);
    assertThat(trace.passes().get(1).gradients()).isNull();
  }

  private void refused(Map<String, NpyArray> arrays, String message) throws IOException {
    Path file = folder.resolve("input.npz");
    NpzFile.write(Files.newOutputStream(file), arrays, false);
    assertThatThrownBy(() -> LayerInput.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void batchesDependOnSeedAndIndexAlone() {
    long[] shape = {4, 3};
    LayerInput two = LayerInput.random(shape, 2, 5, 2, 1);
    LayerInput three = LayerInput.random(shape, 3, 5, 2, 1);
    assertThat(three.first(2).x().get(1)).containsExactly(two.x().get(1));
    assertThat(LayerInput.random(shape, 2, 5, 2, 2).x().get(1)).isNotEqualTo(two.x().get(1));
  }
}
