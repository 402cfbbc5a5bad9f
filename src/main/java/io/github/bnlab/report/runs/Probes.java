package io.github.bnlab.report.runs;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.Rows.ConfusionRow;
import io.github.bnlab.recording.files.Rows.HistogramRow;
import io.github.bnlab.recording.files.Rows.MistakeRow;
import io.github.bnlab.recording.files.Rows.PercentileRow;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.report.runs.Run.Histogram;
import io.github.bnlab.report.runs.Run.PercentileTrack;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** Puts together what the probes recorded; their files may be missing. */
final class Probes {
  private static final int CLASSES = 10;

  private final RunLoader run;

  Probes(RunLoader run) {
    this.run = run;
  }

  /** Rows by a key, in order of the first ones. */
  static <K, T> Map<K, List<T>> by(List<T> rows, Function<T, K> key) {
    return rows.stream().collect(groupingBy(key, LinkedHashMap::new, toList()));
  }

  List<PercentileTrack> percentiles() {
    List<PercentileRow> all = run.rows(RunTable.ACTIVATIONS);
    return by(all, row -> List.of(row.layer(), row.unit())).values().stream()
        .map(
            rows ->
                new PercentileTrack(
                    rows.get(0).layer(),
                    rows.get(0).unit(),
                    rows.stream().mapToInt(PercentileRow::step).toArray(),
                    rows.stream().mapToDouble(PercentileRow::p15).toArray(),
                    rows.stream().mapToDouble(PercentileRow::p50).toArray(),
                    rows.stream().mapToDouble(PercentileRow::p85).toArray()))
        .toList();
  }

  private record Place(int epoch, String layer, String unit) {
    /** Tables of older versions have all units alone. */
    static Place of(HistogramRow row) {
      String unit = row.unit().isEmpty() ? PercentileRow.ALL_UNITS : row.unit();
      return new Place(row.epoch(), row.layer(), unit);
    }
  }

  List<Histogram> histograms() {
    List<HistogramRow> all =
        run.rows(
            RunTable.HISTOGRAMS,
            row ->
                require(row.low() < row.high(), "a bin from " + row.low() + " to " + row.high()));
    return by(all, Place::of).entrySet().stream()
        .map(bins -> histogram(bins.getKey(), bins.getValue()))
        .toList();
  }

  private static Histogram histogram(Place place, List<HistogramRow> bins) {
    DoubleStream lows = bins.stream().mapToDouble(HistogramRow::low);
    DoubleStream end = DoubleStream.of(bins.get(bins.size() - 1).high());
    return new Histogram(
        place.epoch(),
        place.layer(),
        place.unit(),
        DoubleStream.concat(lows, end).toArray(),
        bins.stream().mapToLong(HistogramRow::count).toArray());
  }

  long[][] confusion() {
    List<ConfusionRow> rows =
        run.rows(RunTable.CONFUSION, row -> requireClasses(row.label(), row.predicted()));
    long[][] counts = new long[CLASSES][CLASSES];
    rows.forEach(row -> counts[row.label()][row.predicted()] = row.count());
    return rows.isEmpty() ? null : counts;
  }

  List<MistakeRow> mistakes() {
    return run.rows(
        RunTable.MISTAKES,
        row -> {
          int pixels = row.pixels().length;
          int side = (int) Math.round(Math.sqrt(pixels));
          require(
              side * side == pixels, "an image of " + pixels + " pixels, which is not a square");
          requireClasses(row.label(), row.predicted());
        });
  }

  private static void requireClasses(int... classes) {
    for (int value : classes) {
      require(value < CLASSES, "class " + value + " of " + CLASSES);
    }
  }

  private static void require(boolean valid, String otherwise) {
    if (!valid) {
      throw new RecordException(otherwise);
    }
  }
}
