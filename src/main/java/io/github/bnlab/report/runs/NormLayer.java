package io.github.bnlab.report.runs;

import io.github.bnlab.rows.Rows.BatchNormRow;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Parameters of a normalization layer over the epochs.
 *
 * @param name of the place
 * @param epochs that were recorded, increasing
 * @param values {@code [feature][index of epoch]} of each quantity, NaN where nothing was recorded;
 *     a quantity that the layer does not have is missing
 */
public record NormLayer(String name, int[] epochs, Map<Quantity, double[][]> values) {

  /** What a normalization layer holds for every feature. */
  public enum Quantity {
    GAMMA(BatchNormRow::gamma),
    BETA(BatchNormRow::beta),
    RUNNING_MEAN(BatchNormRow::runningMean),
    RUNNING_VARIANCE(BatchNormRow::runningVariance);

    private final Function<BatchNormRow, Double> value;

    Quantity(Function<BatchNormRow, Double> value) {
      this.value = value;
    }

    /** The name in figures. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** Layers in order of their first rows. */
  static List<NormLayer> of(List<BatchNormRow> rows) {
    return RunLoader.by(rows, BatchNormRow::layer).stream().map(NormLayer::ofOne).toList();
  }

  private static NormLayer ofOne(List<BatchNormRow> rows) {
    int[] epochs = rows.stream().mapToInt(BatchNormRow::epoch).sorted().distinct().toArray();
    int[] features = rows.stream().mapToInt(BatchNormRow::feature).sorted().distinct().toArray();
    Map<Quantity, double[][]> values = new EnumMap<>(Quantity.class);
    for (Quantity quantity : Quantity.values()) {
      double[][] table = new double[features.length][epochs.length];
      Arrays.stream(table).forEach(feature -> Arrays.fill(feature, Double.NaN));
      for (BatchNormRow row : rows) {
        Double value = quantity.value.apply(row);
        if (value != null) {
          int feature = Arrays.binarySearch(features, row.feature());
          table[feature][Arrays.binarySearch(epochs, row.epoch())] = value;
          values.put(quantity, table);
        }
      }
    }
    return new NormLayer(rows.get(0).layer(), epochs, values);
  }
}
