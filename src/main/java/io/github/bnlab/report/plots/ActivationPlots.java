package io.github.bnlab.report.plots;

import io.github.bnlab.config.DeepNetConfig;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.runs.Run.Histogram;
import io.github.bnlab.report.runs.Run.PercentileTrack;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * The inputs of the activation functions: percentiles over the training, histograms by epoch, and
 * those of one unit beside a normal distribution.
 */
final class ActivationPlots {
  private static final int MOST_PANELS = 6;
  private static final int MOST_UNITS = 8;
  private static final int MOST_RIDGES = 9;

  /** Of the values of a histogram on either side, outside of what is drawn. */
  private static final double TAIL = 0.005;

  private static final double MARGIN = 0.05;
  private static final String NORMAL = "normal distribution with the same mean and variance";

  private final Summary summary;

  ActivationPlots(Summary summary) {
    this.summary = summary;
  }

  List<Plot> all() {
    Set<String> all = new LinkedHashSet<>();
    for (int index : summary.shown()) {
      Run run = summary.groups().get(index).first();
      run.percentiles().forEach(track -> all.add(track.layer()));
      run.histograms().forEach(histogram -> all.add(histogram.layer()));
    }
    List<String> layers = DeepNetConfig.followed(List.copyOf(all));
    List<Plot> plots = new ArrayList<>();
    for (String layer : layers) {
      plots.add(percentiles(layer, true));
      plots.add(percentiles(layer, false));
    }
    layers.forEach(layer -> plots.add(histograms(layer)));
    return plots;
  }

  private Plot percentiles(String layer, boolean allUnits) {
    List<Integer> groups = new ArrayList<>();
    List<PercentileTrack> tracks = new ArrayList<>();
    for (int index : summary.shown()) {
      for (PercentileTrack track : summary.groups().get(index).first().percentiles()) {
        boolean wanted = track.layer().equals(layer) && track.isOfAllUnits() == allUnits;
        if (wanted && tracks.size() < MOST_PANELS) {
          groups.add(index);
          tracks.add(track);
        }
      }
    }
    double[] values =
        tracks.stream()
            .flatMap(track -> Stream.of(track.p15(), track.p85()))
            .flatMapToDouble(Arrays::stream)
            .filter(Double::isFinite)
            .toArray();
    double low = Arrays.stream(values).min().orElse(0);
    double high = Arrays.stream(values).max().orElse(1);
    double margin = high > low ? MARGIN * (high - low) : MARGIN;
    List<Panel> panels = new ArrayList<>();
    for (int i = 0; i < tracks.size(); i++) {
      PercentileTrack track = tracks.get(i);
      double[] steps = Arrays.stream(track.steps()).asDoubleStream().toArray();
      panels.add(
          new Panel.Percentiles(
              label(groups.get(i)) + (allUnits ? "" : ", unit " + track.unit()),
              summary.look(groups.get(i)),
              new SeedBand(steps, track.p50(), track.p15(), track.p85()),
              low - margin,
              high + margin));
    }
    return plot(
        "activations-" + layer + (allUnits ? "-all" : "-unit"),
        "What enters the activation function: "
            + layer
            + (allUnits ? ", all units" : ", one unit of median spread"),
        "Median (line) and 15th to 85th percentile (band) over a fixed batch of images, in"
            + " inference mode, after Ioffe and Szegedy (2015), figure 1.",
        groups,
        panels);
  }

  private Plot histograms(String layer) {
    Map<Integer, List<Histogram>> shown = new LinkedHashMap<>();
    for (int index : summary.shown()) {
      List<Histogram> own =
          summary.groups().get(index).first().histograms().stream()
              .filter(h -> h.layer().equals(layer) && h.isOfAllUnits())
              .toList();
      if (!own.isEmpty() && shown.size() < MOST_PANELS) {
        shown.put(index, spread(own));
      }
    }
    List<Histogram> all = shown.values().stream().flatMap(List::stream).toList();
    double low = all.stream().mapToDouble(h -> h.quantile(TAIL)).min().orElse(0);
    double high = all.stream().mapToDouble(h -> h.quantile(1 - TAIL)).max().orElse(1);
    List<Panel> panels = new ArrayList<>();
    shown.forEach(
        (index, own) ->
            panels.add(new Panel.Ridges(label(index), summary.look(index), own, low, high)));
    return plot(
        "histograms-" + layer,
        "Distribution of what enters the activation function: " + layer,
        "Histograms over all units and a fixed batch of images, in inference mode, by epoch; each"
            + " is scaled to its own peak.",
        List.copyOf(shown.keySet()),
        panels);
  }

  /** Some of the epochs, the first and the last among them. */
  private static List<Histogram> spread(List<Histogram> all) {
    int count = Math.min(MOST_RIDGES, all.size());
    return IntStream.range(0, count)
        .map(i -> count == 1 ? 0 : (int) Math.round(i * (all.size() - 1.0) / (count - 1)))
        .mapToObj(all::get)
        .toList();
  }

  /** The values of one unit of each layer after training, which the page draws, too. */
  Plot units() {
    List<Integer> groups = new ArrayList<>();
    List<Panel> panels = new ArrayList<>();
    for (int index : summary.shown()) {
      List<Histogram> ofUnits =
          summary.groups().get(index).first().histograms().stream()
              .filter(histogram -> !histogram.isOfAllUnits())
              .toList();
      int last = ofUnits.stream().mapToInt(Histogram::epoch).max().orElse(0);
      for (Histogram histogram : ofUnits) {
        if (histogram.epoch() == last && panels.size() < MOST_UNITS) {
          panels.add(unit(index, histogram));
          groups.add(index);
        }
      }
    }
    return plot(
        "units",
        "The values of one unit",
        "What enters the activation function of one unit, that of median spread, after the last"
            + " epoch, for a fixed batch of images in inference mode. All units together have a"
            + " higher peak and wider tails than a normal distribution where gamma differs from"
            + " unit to unit, as in the article's convention, which draws gamma from U(0, 1).",
        groups.stream().distinct().toList(),
        panels);
  }

  private Panel unit(int index, Histogram histogram) {
    double[] x = histogram.middles();
    SeedBand density = SeedBand.line(x, histogram.density());
    int look = summary.look(index);
    return new Panel.Curves(
        histogram.layer() + ", unit " + histogram.unit() + ": " + label(index),
        Axis.plain("value"),
        Axis.plain("density"),
        List.of(
            new Curve(label(index), index, look, false, density, List.of()),
            new Curve(NORMAL, summary.look(NORMAL, ""), SeedBand.line(x, normal(histogram)))));
  }

  /** Density of the normal distribution with the mean and variance of binned values. */
  private static double[] normal(Histogram histogram) {
    double all = Math.max(1, Arrays.stream(histogram.counts()).sum());
    double mean = histogram.moment(1) / all;
    double variance = histogram.moment(2) / all - mean * mean;
    double deviation = Math.sqrt(Math.max(Double.MIN_NORMAL, variance));
    NormalDistribution normal = new NormalDistribution(null, mean, deviation);
    return Arrays.stream(histogram.middles()).map(normal::density).toArray();
  }

  private String label(int index) {
    return summary.groups().get(index).label();
  }

  private Plot plot(
      String id, String title, String what, List<Integer> groups, List<Panel> panels) {
    List<Group> shown = groups.stream().map(summary.groups()::get).toList();
    return new Plot(id, Part.UNITS, title, Captions.firsts(what, shown), panels);
  }
}
