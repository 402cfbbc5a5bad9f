package io.github.bnlab.report.plots;

import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run.Histogram;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The inputs of one unit's activation function after training, beside a normal distribution. */
final class UnitPlots {
  private static final int MOST_PANELS = 8;
  private static final String NORMAL = "normal distribution with the same mean and variance";

  private final Summary summary;

  UnitPlots(Summary summary) {
    this.summary = summary;
  }

  List<Plot> all() {
    List<Panel> panels = new ArrayList<>();
    List<Group> groups = new ArrayList<>();
    for (int index : summary.shown()) {
      Group group = summary.groups().get(index);
      List<Histogram> ofUnits =
          group.first().histograms().stream().filter(h -> !h.isOfAllUnits()).toList();
      int last = ofUnits.stream().mapToInt(Histogram::epoch).max().orElse(0);
      for (Histogram histogram : ofUnits) {
        if (histogram.epoch() == last && panels.size() < MOST_PANELS) {
          panels.add(panel(index, histogram));
          groups.add(group);
        }
      }
    }
    if (panels.isEmpty()) {
      return List.of();
    }
    String what =
        "What enters the activation function of one unit, that of median spread, after the last"
            + " epoch, for a fixed batch of images in inference mode. All units together have a"
            + " higher peak and wider tails than a normal distribution where gamma differs from"
            + " unit to unit, as in the article's convention, which draws gamma from U(0, 1).";
    return List.of(
        new Plot(
            "units",
            Part.UNITS,
            "The values of one unit",
            Captions.firsts(what, groups.stream().distinct().toList()),
            panels,
            null));
  }

  private Panel panel(int index, Histogram histogram) {
    double[] edges = histogram.edges();
    double[] middles =
        IntStream.range(0, histogram.counts().length)
            .mapToDouble(bin -> (edges[bin] + edges[bin + 1]) / 2)
            .toArray();
    double[] density = histogram.density();
    String label = summary.groups().get(index).label();
    List<Curve> curves =
        List.of(
            curve(label, index, summary.look(index), middles, density),
            curve(
                NORMAL,
                -1,
                summary.look(NORMAL, ""),
                middles,
                normal(middles, histogram.counts())));
    return new Panel.Curves(
        histogram.layer() + ", unit " + histogram.unit() + ": " + label,
        Axis.plain("value"),
        Axis.plain("density"),
        curves);
  }

  private static Curve curve(String label, int group, int look, double[] x, double[] y) {
    return new Curve(label, group, look, false, new SeedBand(x, y, y, y), List.of());
  }

  /** Density of the normal distribution with the mean and variance of binned values. */
  private static double[] normal(double[] middles, long[] counts) {
    double all = Math.max(1, Arrays.stream(counts).sum());
    double mean = 0;
    double square = 0;
    for (int bin = 0; bin < middles.length; bin++) {
      mean += counts[bin] * middles[bin] / all;
      square += counts[bin] * middles[bin] * middles[bin] / all;
    }
    double center = mean;
    double variance = Math.max(Double.MIN_NORMAL, square - mean * mean);
    return Arrays.stream(middles)
        .map(
            x ->
                Math.exp(-(x - center) * (x - center) / (2 * variance))
                    / Math.sqrt(2 * Math.PI * variance))
        .toArray();
  }
}
