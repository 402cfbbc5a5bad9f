package io.github.bnlab.report.plots;

import io.github.bnlab.config.DeepNetConfig;
import io.github.bnlab.config.SafeNames;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Panel.Ridge;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.NormLayer;
import io.github.bnlab.report.runs.NormLayer.Quantity;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.runs.Run.Histogram;
import io.github.bnlab.report.runs.Run.PercentileTrack;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Labels;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.Summary;
import io.github.bnlab.rows.Rows.MistakeRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.lang3.ArrayUtils;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * One trial a group: what enters its activation functions, as percentiles over the training, as
 * histograms by epoch, and that of one unit beside a normal distribution; its normalization layers;
 * and what goes wrong. The page shows the same, with lists to choose from.
 */
public record TrialPlots(Summary summary) {
  private static final int MOST_GROUPS = 6;
  private static final int MOST_PANELS = 6;
  private static final int MOST_UNITS = 8;
  private static final int MOST_RIDGES = 9;

  /** Of the values of a histogram on either side, outside of what is drawn. */
  private static final double TAIL = 0.005;

  private static final double MARGIN = 0.05;
  private static final String NORMAL = "normal distribution with the same mean and variance";

  /** Figures as files. */
  List<Plot> all() {
    List<String> layers = DeepNetConfig.followed(layers());
    List<Plot> plots = new ArrayList<>(percentiles(layers, MOST_PANELS).values());
    plots.addAll(histograms(layers, MOST_PANELS).values());
    Set<String> used = new HashSet<>();
    for (Group group : summary.shown().stream().limit(MOST_GROUPS).toList()) {
      String name = fileName(group.label());
      String suffix = summary.groups().size() == 1 ? "" : "-" + name;
      for (int i = 2; !used.add(suffix); i++) {
        suffix = "-" + name + "-" + i;
      }
      plots.add(normalization("normalization" + suffix, group));
      plots.add(confusion("confusion" + suffix, group));
      plots.add(mistakes("mistakes" + suffix, group));
    }
    return plots;
  }

  /** Places before activation functions of the networks that are drawn. */
  public List<String> layers() {
    Set<String> layers = new LinkedHashSet<>();
    for (Group group : summary.shown()) {
      group.first().percentiles().forEach(track -> layers.add(track.layer()));
      group.first().histograms().forEach(histogram -> layers.add(histogram.layer()));
    }
    return List.copyOf(layers);
  }

  /**
   * Percentiles over the training, a plot for each layer and for one unit of it, by both in words.
   *
   * @param most panels, of a group each
   */
  public Map<String, Plot> percentiles(List<String> layers, int most) {
    Map<String, Plot> plots = new LinkedHashMap<>();
    for (String layer : layers) {
      for (boolean allUnits : List.of(true, false)) {
        String name = layer + (allUnits ? ", all units" : ", one unit of median spread");
        plots.put(name, percentiles(name, layer, allUnits, most));
      }
    }
    plots.values().removeIf(Plot::isEmpty);
    return plots;
  }

  private Plot percentiles(String name, String layer, boolean allUnits, int most) {
    Map<PercentileTrack, Group> tracks = new LinkedHashMap<>();
    for (Group group : summary.shown()) {
      tracks(group, layer, allUnits).stream()
          .limit(most - tracks.size())
          .forEach(track -> tracks.put(track, group));
    }
    double[] values =
        tracks.keySet().stream()
            .flatMap(track -> Stream.of(track.p15(), track.p85()))
            .flatMapToDouble(Arrays::stream)
            .filter(Double::isFinite)
            .toArray();
    double low = Arrays.stream(values).min().orElse(0);
    double high = Arrays.stream(values).max().orElse(1);
    double margin = high > low ? MARGIN * (high - low) : MARGIN;
    List<Panel> panels = new ArrayList<>();
    tracks.forEach(
        (track, group) ->
            panels.add(
                new Panel.Percentiles(
                    group.label() + (allUnits ? "" : ", unit " + track.unit()),
                    summary.look(group),
                    band(track),
                    low - margin,
                    high + margin)));
    return plot(
        "activations-" + layer + (allUnits ? "-all" : "-unit"),
        "What enters the activation function: " + name,
        "Median (line) and 15th to 85th percentile (band) over a fixed batch of images, in"
            + " inference mode, after Ioffe and Szegedy (2015), figure 1."
            + beforeTraining(),
        tracks.values(),
        group -> !tracks(group, layer, allUnits).isEmpty(),
        panels);
  }

  /** At the steps where values are numbers: those of a training that diverges end before. */
  private static SeedBand band(PercentileTrack track) {
    SortedMap<Double, Integer> steps = new TreeMap<>();
    for (int i = 0; i < track.steps().length; i++) {
      if (Double.isFinite(track.p15()[i] + track.p50()[i] + track.p85()[i])) {
        steps.put((double) track.steps()[i], i);
      }
    }
    return SeedBand.of(steps, i -> track.p50()[i], i -> track.p15()[i], i -> track.p85()[i]);
  }

  /** Why the first values with batch norm are as narrow as those without it. */
  private String beforeTraining() {
    return summary.shown().stream().anyMatch(group -> group.first().normalizesBatches())
        ? " Batch norm uses its running mean and variance here, 0 and 1 before training: it"
            + " normalizes once these have followed those of the batches."
        : "";
  }

  private static List<PercentileTrack> tracks(Group group, String layer, boolean allUnits) {
    return group.first().percentiles().stream()
        .filter(track -> track.layer().equals(layer) && track.isOfAllUnits() == allUnits)
        .toList();
  }

  /**
   * Distributions by epoch, a plot for each layer, by its name.
   *
   * @param most panels, of a group each
   */
  public Map<String, Plot> histograms(List<String> layers, int most) {
    Map<String, Plot> plots = new LinkedHashMap<>();
    layers.forEach(layer -> plots.put(layer, histograms(layer, most)));
    plots.values().removeIf(Plot::isEmpty);
    return plots;
  }

  private Plot histograms(String layer, int most) {
    List<Group> groups =
        summary.shown().stream()
            .filter(group -> !spread(group, layer).isEmpty())
            .limit(most)
            .toList();
    List<Histogram> all = groups.stream().flatMap(group -> spread(group, layer).stream()).toList();
    double low = all.stream().mapToDouble(h -> h.quantile(TAIL)).min().orElse(0);
    double high = all.stream().mapToDouble(h -> h.quantile(1 - TAIL)).max().orElse(1);
    List<Panel> panels = new ArrayList<>();
    for (Group group : groups) {
      List<Ridge> ridges = spread(group, layer).stream().map(Ridge::of).toList();
      panels.add(new Panel.Ridges(group.label(), summary.look(group), ridges, low, high));
    }
    return plot(
        "histograms-" + layer,
        "Distribution of what enters the activation function: " + layer,
        "Histograms over all units and a fixed batch of images, in inference mode, by epoch; each"
            + " is scaled to its own peak, and at most 1% of its values lie outside."
            + beforeTraining(),
        groups,
        group -> !spread(group, layer).isEmpty(),
        panels);
  }

  /** The histograms of a layer after some of the epochs, the first and the last among them. */
  private static List<Histogram> spread(Group group, String layer) {
    List<Histogram> all =
        group.first().histograms().stream()
            .filter(histogram -> histogram.layer().equals(layer) && histogram.isOfAllUnits())
            .toList();
    int count = Math.min(MOST_RIDGES, all.size());
    return IntStream.range(0, count)
        .map(i -> count == 1 ? 0 : (int) Math.round(i * (all.size() - 1.0) / (count - 1)))
        .mapToObj(all::get)
        .toList();
  }

  /** The values of one unit of each layer after training, which the page draws, too. */
  Plot units() {
    List<Group> groups = new ArrayList<>();
    List<Panel> panels = new ArrayList<>();
    for (Group group : summary.shown()) {
      List<Histogram> ofUnits = ofUnits(group);
      int last = ofUnits.stream().mapToInt(Histogram::epoch).max().orElse(0);
      for (Histogram histogram : ofUnits) {
        if (histogram.epoch() == last && panels.size() < MOST_UNITS) {
          panels.add(unit(group, histogram));
          groups.add(group);
        }
      }
    }
    return plot(
        "units",
        "The values of one unit",
        "What enters the activation function of one unit, that of median spread, after the last"
            + " epoch, for a fixed batch of images in inference mode; the smooth line is the "
            + NORMAL
            + ". All units together have a"
            + " higher peak and wider tails than a normal distribution where gamma differs from"
            + " unit to unit, as in the article's convention, which draws gamma from U(0, 1).",
        groups,
        group -> !ofUnits(group).isEmpty(),
        panels);
  }

  private static List<Histogram> ofUnits(Group group) {
    return group.first().histograms().stream().filter(h -> !h.isOfAllUnits()).toList();
  }

  private Panel unit(Group group, Histogram histogram) {
    double[] x = histogram.middles();
    return new Panel.Curves(
        histogram.layer() + ", unit " + histogram.unit() + ": " + group.label(),
        Axis.plain("value"),
        Axis.plain("density"),
        List.of(
            Curve.of(summary, group, SeedBand.line(x, histogram.density())),
            new Curve(NORMAL, summary.look(NORMAL, ""), SeedBand.line(x, normal(histogram)))));
  }

  /** Density of the normal distribution with the mean and variance of binned values. */
  private static double[] normal(Histogram histogram) {
    double all = Math.max(1, Arrays.stream(histogram.counts()).sum());
    double mean = histogram.moment(1) / all;
    double variance = histogram.moment(2) / all - mean * mean;
    double bin = histogram.edges()[1] - histogram.edges()[0]; // equal values lie in one
    double deviation = Math.max(Double.MIN_NORMAL, Math.sqrt(Math.max(bin * bin / 12, variance)));
    NormalDistribution normal = new NormalDistribution(null, mean, deviation);
    return Arrays.stream(histogram.middles()).map(normal::density).toArray();
  }

  /**
   * A plot of one trial a group.
   *
   * @param recorded whether a group has what is drawn
   */
  private Plot plot(
      String id,
      String title,
      String what,
      Collection<Group> groups,
      Predicate<Group> recorded,
      List<Panel> panels) {
    long all = summary.groups().stream().filter(recorded).count();
    return new Plot(id, Part.UNITS, title, Captions.firsts(what, groups, all), panels);
  }

  private static String fileName(String label) {
    return SafeNames.shorten(
        label
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9.]+", "-")
            .replaceAll("^[-.]+|[-.]+$", ""));
  }

  /** All that the normalization layers of a group's first trial hold. */
  public Plot normalization(String id, Group group) {
    String what =
        "One thin line a feature; the thick line is their mean. Epoch 0 is the state before"
            + " training.";
    List<Panel> panels = new ArrayList<>();
    for (Quantity quantity : Quantity.values()) {
      for (NormLayer layer : group.first().layers()) {
        double[][] values = layer.values().get(quantity);
        if (values != null) {
          panels.add(
              new Panel.Features(
                  group.label(),
                  summary.look(group),
                  layer.name(),
                  quantity.toString(),
                  layer.epochs(),
                  values,
                  means(values)));
        }
      }
    }
    return new Plot(
        id, Part.UNITS, "Inside the normalization layers", Captions.one(what, group), panels);
  }

  private static double[] means(double[][] values) {
    return IntStream.range(0, values[0].length)
        .mapToDouble(
            epoch ->
                Arrays.stream(values)
                    .mapToDouble(feature -> feature[epoch])
                    .filter(Double::isFinite)
                    .average()
                    .orElse(Double.NaN))
        .toArray();
  }

  /** The confusion matrix of a group's first trial. */
  public static Plot confusion(String id, Group group) {
    Run run = group.first();
    String what =
        "Images by class (rows) and answer (columns) after training; right answers blue,"
            + " wrong ones orange.";
    List<Panel> panels =
        run.confusion() == null
            ? List.of()
            : List.of(confusion(Labels.classes(run.dataset()), run.confusion()));
    return new Plot(id, Part.UNITS, "Confusion matrix", Captions.one(what, group), panels);
  }

  /** Shares of right answers on the diagonal; of wrong ones the most frequent is the darkest. */
  private static Panel confusion(List<String> classes, long[][] counts) {
    long most =
        IntStream.range(0, counts.length)
            .mapToLong(i -> Arrays.stream(ArrayUtils.remove(counts[i], i)).max().orElse(0))
            .max()
            .orElse(0);
    List<List<Panel.Cell>> cells = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      List<Panel.Cell> row = new ArrayList<>();
      double all = Math.max(1, Arrays.stream(counts[i]).sum());
      for (int j = 0; j < counts.length; j++) {
        long count = counts[i][j];
        double strength = i == j ? 0.5 * count / all : 0.8 * count / Math.max(1, most);
        row.add(new Panel.Cell(count == 0 ? "" : Long.toString(count), i == j ? 0 : 1, strength));
      }
      cells.add(row);
    }
    return new Panel.Grid("", "answer", classes, "class", classes, cells);
  }

  /** The images that a group's first trial gets most wrong. */
  public static Plot mistakes(String id, Group group) {
    List<String> classes = Labels.classes(group.first().dataset());
    String what =
        "Images whose right class (bold) is given the lowest probability after training, with"
            + " the answer that is given instead and its probability.";
    List<Panel> panels = new ArrayList<>();
    for (MistakeRow row : group.first().mistakes()) {
      panels.add(new Panel.Mistake(row, classes.get(row.label()), classes.get(row.predicted())));
    }
    return new Plot(id, Part.UNITS, "Most wrong", Captions.one(what, group), panels);
  }
}
