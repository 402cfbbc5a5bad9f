package io.github.bnlab.report.plots;

import io.github.bnlab.config.DeepNetConfig;
import io.github.bnlab.recording.files.Rows.GradientRow;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Groups;
import io.github.bnlab.report.summary.Labels;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.SeedBand.Series;
import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Gradient norms over the layers of deep networks, before the first update and at the last measured
 * step, after Yang et al. (2019): how they grow from the last layer to the first.
 */
final class DepthPlot {
  private static final int MOST_SETS = 4;

  private final Summary summary;
  private final List<SettingAxis> axes;

  DepthPlot(Summary summary, List<SettingAxis> axes) {
    this.summary = summary;
    this.axes = axes;
  }

  /** With panels where networks have more layers than can be drawn one by one. */
  Plot plot() {
    boolean deep =
        summary.runs().stream().anyMatch(run -> at(run, true).size() > DeepNetConfig.FOLLOWED);
    List<SettingAxis> others =
        axes.stream()
            .filter(axis -> !axis.key().equals(Run.DEPTH) && !Groups.isTuned(axis.key()))
            .toList();
    List<Group> byDepth = new ArrayList<>(Groups.best(summary.groups()));
    byDepth.sort(Comparator.comparing(group -> at(group.first(), true).size()));
    Map<String, List<Group>> sets = SettingAxis.by(others, byDepth);
    List<Panel> panels = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    sets.entrySet().stream()
        .limit(deep ? MOST_SETS : 0)
        .forEach(
            set -> {
              panels.add(panel(set.getKey(), set.getValue(), true));
              panels.add(panel(set.getKey(), set.getValue(), false));
              set.getValue().forEach(group -> rows.add(row(group)));
            });
    String what =
        "Norm of the gradient of the mean loss of a batch by the weights and biases of each layer,"
            + " the first one on the left, the output on the right. Of networks that differ in learning rate,"
            + " optimizer, penalty or dropout alone, the best one is drawn. The factor a layer is"
            + " that by which the norm grows from one hidden layer to the one before it, from the"
            + " last to the second; in wide networks of ReLUs with batch normalization and large"
            + " batches it is sqrt(pi / (pi - 1)) = 1.21 before training (Yang et al., 2019).";
    return new Plot(
        "gradient-norms-by-layer",
        Part.MEASURES,
        "Size of the gradients from layer to layer",
        Captions.curves(what, summary),
        panels,
        new Plot.Table(
            List.of(
                "network",
                "norm of the first layer before training",
                "of the last hidden layer",
                "factor a layer before training",
                "factor a layer at the last step measured"),
            rows));
  }

  private Panel panel(String set, List<Group> groups, boolean first) {
    List<Curve> curves = new ArrayList<>();
    for (Group group : groups) {
      SeedBand band =
          SeedBand.of(group.runs().stream().map(run -> series(at(run, first))).toList());
      if (!band.isEmpty()) {
        String depth = group.first().setting(Run.DEPTH);
        String label = depth.isEmpty() ? group.label() : Labels.setting(Run.DEPTH) + " " + depth;
        curves.add(new Curve(label, summary.look(label, ""), band));
      }
    }
    String when = first ? "before training" : "at the last step measured";
    return new Panel.Curves(
        set.isEmpty() ? when : set + ", " + when,
        Axis.whole("layer"),
        Axis.log("L2 norm of the gradient"),
        curves);
  }

  /** The layers at the first or the last measured step, first to last. */
  private static List<GradientRow> at(Run run, boolean first) {
    List<GradientRow> rows = run.measures().gradients();
    if (rows.isEmpty()) {
      return rows;
    }
    int step = rows.get(first ? 0 : rows.size() - 1).step();
    return rows.stream().filter(row -> row.step() == step).toList();
  }

  /** On a logarithmic axis there is no zero. */
  private static Series series(List<GradientRow> layers) {
    int[] drawn =
        IntStream.range(0, layers.size()).filter(i -> layers.get(i).gradientNorm() > 0).toArray();
    return new Series(
        IntStream.of(drawn).mapToDouble(i -> i + 1).toArray(),
        IntStream.of(drawn).mapToDouble(i -> layers.get(i).gradientNorm()).toArray());
  }

  private static List<String> row(Group group) {
    return List.of(
        group.label(),
        mean(group, run -> norm(at(run, true), 0)),
        mean(group, run -> norm(at(run, true), -2)),
        mean(group, run -> factor(at(run, true))),
        mean(group, run -> factor(at(run, false))));
  }

  /** The norm of a layer, by its position from the start or, if negative, from the end. */
  private static double norm(List<GradientRow> layers, int position) {
    int index = position < 0 ? layers.size() + position : position;
    return index < 0 || index >= layers.size() ? Double.NaN : layers.get(index).gradientNorm();
  }

  /** From the last hidden layer to the second, which are of one shape; the output follows them. */
  private static double factor(List<GradientRow> layers) {
    return Math.pow(norm(layers, 1) / norm(layers, -2), 1.0 / (layers.size() - 3));
  }

  /** The geometric mean over the seeds, where all have a positive value. */
  private static String mean(Group group, ToDoubleFunction<Run> value) {
    double mean = StatUtils.geometricMean(group.runs().stream().mapToDouble(value).toArray());
    return mean > 0 && mean < Double.POSITIVE_INFINITY
        ? String.format(Locale.ROOT, "%.3g", mean)
        : "";
  }
}
