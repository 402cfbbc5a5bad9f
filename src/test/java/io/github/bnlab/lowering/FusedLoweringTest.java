package io.github.bnlab.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.lowering.BatchNormGraphs.Form;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class FusedLoweringTest {
  private static final List<String> OUTPUTS = List.of("y", "meanStep", "varStep");
  private static final List<String> GRADIENTS = List.of("input", "gamma", "beta");

  private enum Stored {
    COLUMNS(new long[] {35, 6}, 1),
    ROWS(new long[] {6, 35}, 0),
    IMAGES_AS_ROWS(new long[] {7, 3, 4, 6}, 1),
    IMAGES(new long[] {7, 3, 4, 6}, 1);

    final long[] shape;
    final int axis;

    Stored(long[] shape, int axis) {
      this.shape = shape;
      this.axis = axis;
    }

    ChannelLayout layout(DataType type) {
      return switch (this) {
        case COLUMNS -> ChannelLayout.columns(type, shape[0], shape[1]);
        case ROWS -> ChannelLayout.rows(type, shape[0], shape[1]);
        case IMAGES_AS_ROWS ->
            ChannelLayout.imagesAsRows(type, shape[0], shape[1], shape[2], shape[3]);
        case IMAGES -> ChannelLayout.images(type, shape[0], shape[1], shape[2], shape[3]);
      };
    }

    long[] vector() {
      long[] vector = new long[shape.length];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = i == axis ? shape[i] : 1;
      }
      return vector;
    }
  }

  static Stream<Arguments> cases() {
    return Stream.of(Form.values())
        .flatMap(
            form ->
                Stream.of(Stored.values())
                    .flatMap(
                        stored ->
                            Stream.of(true, false)
                                .map(unbiased -> Arguments.of(form, stored, unbiased))));
  }

  @ParameterizedTest(name = "{0} {1} unbiased {2}")
  @MethodSource("cases")
  void equalsThePlainLowering(Form form, Stored stored, boolean unbiased) {
    Map<String, INDArray> arrays = arrays(stored, DataType.DOUBLE, 0.5);
    Map<String, INDArray> plain = plain(form, stored, unbiased, arrays);
    Map<String, INDArray> fused = fused(form, stored, unbiased, arrays, DataType.DOUBLE);
    // Rounding of some dozen operations on values of about one, in another order.
    plain.forEach(
        (name, value) ->
            assertThat(Graphs.difference(value, fused.get(name))).as(name).isLessThan(1e-12));
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Stored.class)
  void keepsPrecisionInFloatThoughTheMeanIsLarge(Stored stored) {
    // With a mean of 30 standard deviations, sum(x^2) - N mean^2 would lose three of seven digits.
    Map<String, INDArray> arrays = arrays(stored, DataType.DOUBLE, 30);
    arrays.replaceAll((name, array) -> array.castTo(DataType.FLOAT).castTo(DataType.DOUBLE));
    Map<String, INDArray> plain = plain(Form.CENTRED, stored, false, arrays);
    Map<String, INDArray> fused = fused(Form.CENTRED, stored, false, arrays, DataType.FLOAT);
    plain.forEach(
        (name, value) -> {
          double largest = Math.max(1, value.amaxNumber().doubleValue());
          // x carries 30 * 6e-8 of rounding of the mean; sums of 168 terms some more.
          assertThat(Graphs.difference(value, fused.get(name)) / largest).as(name).isLessThan(1e-5);
        });
  }

  @Test
  void isTheSameBitForBitEachTime() {
    Map<String, INDArray> arrays = arrays(Stored.IMAGES_AS_ROWS, DataType.FLOAT, 0.5);
    Map<String, INDArray> one =
        fused(Form.CENTRED, Stored.IMAGES_AS_ROWS, true, arrays, DataType.FLOAT);
    Map<String, INDArray> two =
        fused(Form.CENTRED, Stored.IMAGES_AS_ROWS, true, arrays, DataType.FLOAT);
    one.forEach((name, value) -> assertThat(value.eq(two.get(name)).all()).as(name).isTrue());
  }

  private static Map<String, INDArray> arrays(Stored stored, DataType type, double mean) {
    Nd4j.getRandom().setSeed(11);
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    arrays.put("input", Graphs.random(type, stored.shape).addi(mean));
    arrays.put("dy", Graphs.random(type, stored.shape));
    for (String name : List.of("gamma", "beta", "mean", "var")) {
      arrays.put(name, Graphs.random(type, stored.vector()).addi(0.3));
    }
    return arrays;
  }

  private static Map<String, INDArray> plain(
      Form form, Stored stored, boolean unbiased, Map<String, INDArray> arrays) {
    SameDiff graph =
        BatchNormGraphs.training(form, DataType.DOUBLE, stored.shape, stored.axis, unbiased);
    try (Operations operations = new Operations()) {
      return results(new GraphLowering(graph, operations), operations, arrays);
    }
  }

  /** Results in the shapes of the graph. */
  private static Map<String, INDArray> fused(
      Form form, Stored stored, boolean unbiased, Map<String, INDArray> doubles, DataType type) {
    SameDiff graph = BatchNormGraphs.training(form, type, stored.shape, stored.axis, unbiased);
    ChannelLayout layout = stored.layout(type);
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    doubles.forEach(
        (name, value) -> {
          INDArray array = value.castTo(type);
          if (name.equals("input") || name.equals("dy")) {
            array = FixedArrays.zeros(type, layout.storedShape());
            layout.inGraph(array).assign(value.castTo(type));
          }
          arrays.put(name, array);
        });
    try (Operations operations = new Operations()) {
      FusedLowering lowering = new FusedLowering(graph, layout, operations);
      Map<String, INDArray> results = results(lowering, operations, arrays);
      for (String full : List.of("y", "input")) {
        results.computeIfPresent(
            full, (name, value) -> layout.inGraph(value).dup('c').castTo(DataType.DOUBLE));
      }
      return results;
    }
  }

  private static Map<String, INDArray> results(
      GraphLowering lowering, Operations operations, Map<String, INDArray> arrays) {
    arrays.forEach(
        (name, array) -> lowering.bind(name.equals("dy") ? lowering.gradientOf("y") : name, array));
    Map<String, INDArray> results = new LinkedHashMap<>();
    OUTPUTS.forEach(name -> results.put(name, lowering.lower(name)));
    GRADIENTS.forEach(name -> results.put(name, lowering.lower(lowering.gradientOf(name))));
    operations.run();
    operations.run(); // what the first run left behind must not matter
    results.replaceAll((name, value) -> value.dup());
    return results;
  }
}
