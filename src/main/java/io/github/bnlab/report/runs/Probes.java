package io.github.bnlab.report.runs;

import io.github.bnlab.recording.files.HistogramRow;
import io.github.bnlab.recording.files.MistakeRow;
import io.github.bnlab.recording.files.PercentileRow;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.report.runs.Run.Histogram;
import io.github.bnlab.report.runs.Run.PercentileTrack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Puts together what the probes recorded; their files may be missing. */
final class Probes {
  private static final int CLASSES = 10;

  private final RunLoader run;

  Probes(RunLoader run) {
    this.run = run;
  }

  List<PercentileTrack> percentiles() {
    Map<List<String>, List<PercentileRow>> tracks = new LinkedHashMap<>();
    run.each(
        RunTable.ACTIVATIONS,
        row ->
            tracks
                .computeIfAbsent(List.of(row.layer(), row.unit()), key -> new ArrayList<>())
                .add(row));
    List<PercentileTrack> result = new ArrayList<>();
    tracks.forEach(
        (key, rows) ->
            result.add(
                new PercentileTrack(
                    key.get(0),
                    key.get(1),
                    rows.stream().mapToInt(PercentileRow::step).toArray(),
                    column(rows, PercentileRow::p15),
                    column(rows, PercentileRow::p50),
                    column(rows, PercentileRow::p85))));
    return result;
  }

  private static double[] column(
      List<PercentileRow> rows, ToDoubleFunction<PercentileRow> percentile) {
    return rows.stream().mapToDouble(percentile).toArray();
  }

  private record Place(int epoch, String layer, String unit) {}

  List<Histogram> histograms() {
    Map<Place, List<HistogramRow>> bins = new LinkedHashMap<>();
    run.each(
        RunTable.HISTOGRAMS,
        row -> {
          if (!(row.low() < row.high())) {
            throw new RecordException("a bin from " + row.low() + " to " + row.high());
          }
          bins.computeIfAbsent(
                  new Place(row.epoch(), row.layer(), unit(row)), key -> new ArrayList<>())
              .add(row);
        });
    List<Histogram> result = new ArrayList<>();
    bins.forEach((place, rows) -> result.add(histogram(place, rows)));
    return result;
  }

  /** Tables of older versions have all units alone. */
  private static String unit(HistogramRow row) {
    return row.unit().isEmpty() ? PercentileRow.ALL_UNITS : row.unit();
  }

  private static Histogram histogram(Place place, List<HistogramRow> bins) {
    double[] edges = new double[bins.size() + 1];
    long[] counts = new long[bins.size()];
    for (int i = 0; i < bins.size(); i++) {
      edges[i] = bins.get(i).low();
      counts[i] = bins.get(i).count();
    }
    edges[bins.size()] = bins.get(bins.size() - 1).high();
    return new Histogram(place.epoch(), place.layer(), place.unit(), edges, counts);
  }

  long[][] confusion() {
    long[][] counts = new long[CLASSES][CLASSES];
    boolean[] any = {false};
    run.each(
        RunTable.CONFUSION,
        row -> {
          counts[classOf(row.label())][classOf(row.predicted())] = row.count();
          any[0] = true;
        });
    return any[0] ? counts : null;
  }

  List<MistakeRow> mistakes() {
    List<MistakeRow> mistakes = new ArrayList<>();
    run.each(
        RunTable.MISTAKES,
        row -> {
          int side = (int) Math.round(Math.sqrt(row.pixels().length));
          if (side * side != row.pixels().length) {
            throw new RecordException(
                "an image of " + row.pixels().length + " pixels, which is not a square");
          }
          classOf(row.label());
          classOf(row.predicted());
          mistakes.add(row);
        });
    return mistakes;
  }

  private static int classOf(int value) {
    if (value >= CLASSES) {
      throw new RecordException("class " + value + " of " + CLASSES);
    }
    return value;
  }
}
