package io.github.bnlab.report.plots;

import io.github.bnlab.config.DeepNetConfig;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.ComparedSettings;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Labels;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.SeedBand.Series;
import io.github.bnlab.report.summary.Summary;
import io.github.bnlab.rows.Rows.GradientRow;
import io.github.bnlab.rows.Rows.LandscapeRow;
import io.github.bnlab.rows.Rows.RobustnessRow;
import io.github.bnlab.rows.Rows.ShiftRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.lang3.math.NumberUtils;
import org.apache.commons.math3.stat.StatUtils;

/** What was measured beside the training, and on perturbed images at its end. */
record MeasurePlots(Summary summary) {
  private static final Axis STEP = Axis.whole("step");
  private static final Comparator<Run> DEPTHS =
      Comparator.comparingInt(run -> NumberUtils.toInt(run.setting(Run.DEPTH)));

  /** Gradients and shifts by layer, of a deep network by some of its layers, over the steps. */
  List<Plot> layers() {
    return List.of(
        layers(
            "gradient-norms",
            "Size of the gradients by layer",
            Axis.log("L2 norm of the gradient"),
            "Norm of the gradient of the mean loss of a batch, before the update, after Bjorck et"
                + " al. (2018).",
            Sample.gradients(GradientRow::gradientNorm)),
        layers(
            "mean-drift",
            "Drift of what enters a layer: means",
            Axis.log("drift a step (standard deviations)"),
            "How far one step moves the mean of a layer's inputs, after Ioffe and Szegedy (2015):"
                + " root mean square over the units, in standard deviations before the step, on a"
                + " fixed batch of images.",
            Sample.shifts(ShiftRow::meanDrift)),
        layers(
            "spread-drift",
            "Drift of what enters a layer: spreads",
            Axis.log("drift a step (standard deviations)"),
            "How far one step changes the standard deviation of a layer's inputs: root mean square"
                + " over the units, in standard deviations before the step, on a fixed batch of"
                + " images.",
            Sample.shifts(ShiftRow::varianceDrift)),
        layers(
            "gradient-shift",
            "Shift of the gradients by the layers before",
            Axis.log("L2 distance of gradients"),
            "Distance of a layer's gradient before and after the layers before it are updated:"
                + " internal covariate shift in the sense of Santurkar et al. (2018).",
            Sample.shifts(ShiftRow::gradientShift)),
        layers(
            "gradient-cosine",
            "Turn of the gradients by the layers before",
            Axis.plain("cosine of the angle"),
            "Cosine of the angle between a layer's gradient before and after the layers before it"
                + " are updated, after Santurkar et al. (2018); 1 is no turn.",
            Sample.shifts(Sample::cosine)));
  }

  private Plot layers(
      String id, String title, Axis y, String what, Function<Run, Stream<Sample>> samples) {
    List<String> layers = layers(summary.runs(), samples);
    if (layers.size() > DeepNetConfig.FOLLOWED) { // of depths that follow different layers
      Stream<Run> measured =
          summary.runs().stream().filter(run -> samples.apply(run).findAny().isPresent());
      layers = layers(measured.max(DEPTHS).stream().toList(), samples);
    }
    List<Panel> panels = new ArrayList<>();
    for (String layer : DeepNetConfig.followed(layers)) {
      // On a logarithmic axis there is no zero.
      Predicate<Sample> drawn =
          sample ->
              sample.layer().equals(layer) && !(y.log() && Objects.equals(sample.value(), 0.0));
      Function<Run, Series> series =
          run -> Series.of(samples.apply(run).filter(drawn), Sample::step, Sample::value);
      panels.add(Panel.Curves.of(summary, layer, STEP, y, series));
    }
    String caption = Captions.curves(what + summary.fewer(), summary);
    return new Plot(id, Part.MEASURES, title, caption, panels);
  }

  private static List<String> layers(List<Run> runs, Function<Run, Stream<Sample>> samples) {
    return runs.stream().flatMap(samples).map(Sample::layer).distinct().toList();
  }

  /** The steps of which gradient norms are drawn over the layers. */
  private enum When {
    BEFORE_TRAINING("before training"),
    LAST_STEP("at the last step measured");

    private final String words;

    When(String words) {
      this.words = words;
    }
  }

  /**
   * Gradient norms over the layers of deep networks, before the first update and at the last
   * measured step, after Yang et al. (2019): how they grow from the last layer to the first. With
   * panels where networks have more layers than can be drawn one by one.
   */
  Plot depth(List<SettingAxis> axes) {
    boolean deep =
        summary.runs().stream()
            .anyMatch(run -> norms(run, When.BEFORE_TRAINING).length > DeepNetConfig.FOLLOWED);
    List<SettingAxis> others =
        axes.stream()
            .filter(axis -> !axis.key().equals(Run.DEPTH) && !ComparedSettings.isTuned(axis.key()))
            .toList();
    List<Group> byDepth = new ArrayList<>(Group.best(summary.groups()));
    byDepth.sort(Comparator.comparing(group -> norms(group.first(), When.BEFORE_TRAINING).length));
    Map<String, List<Group>> sets = deep ? SettingAxis.by(others, byDepth) : Map.of();
    List<Panel> panels = new ArrayList<>();
    Plot.Table table =
        Plot.Table.of(
            "network",
            "norm of the first layer " + When.BEFORE_TRAINING.words,
            "of the last hidden layer",
            "factor a layer " + When.BEFORE_TRAINING.words,
            "factor a layer " + When.LAST_STEP.words);
    sets.forEach(
        (name, groups) -> {
          for (When when : When.values()) {
            panels.add(norms(name, groups, when));
          }
          for (Group group : groups) {
            table.add(
                group.label(),
                mean(group, run -> norm(norms(run, When.BEFORE_TRAINING), 0)),
                mean(group, run -> norm(norms(run, When.BEFORE_TRAINING), -2)),
                mean(group, run -> factor(run, When.BEFORE_TRAINING)),
                mean(group, run -> factor(run, When.LAST_STEP)));
          }
        });
    String what =
        "Norm of the gradient of the mean loss of a batch by the weights and biases of each layer,"
            + " the first one on the left, the output on the right. Of networks that differ in learning rate,"
            + " optimizer, penalty or dropout alone, the best one is drawn. The factor a layer is"
            + " that by which the norm grows from one hidden layer to the one before it, from the"
            + " last to the second; in wide networks of ReLUs with batch normalization and large"
            + " batches it is sqrt(pi / (pi - 1)) = 1.21 before training (Yang et al., 2019). The table of"
            + " the page has geometric means over the seeds.";
    return new Plot(
        "gradient-norms-by-layer",
        Part.MEASURES,
        "Size of the gradients from layer to layer",
        Captions.curves(what, summary),
        panels,
        table);
  }

  private Panel norms(String set, List<Group> groups, When when) {
    List<Curve> curves = new ArrayList<>();
    for (Group group : groups) {
      SeedBand band =
          SeedBand.of(group.runs().stream().map(run -> series(norms(run, when))).toList());
      if (!band.isEmpty()) {
        String depth = group.first().setting(Run.DEPTH);
        String label = depth.isEmpty() ? group.label() : Labels.setting(Run.DEPTH) + " " + depth;
        curves.add(new Curve(label, summary.look(label, ""), band));
      }
    }
    return new Panel.Curves(
        (set.isEmpty() ? "" : set + ", ") + when.words,
        Axis.whole("layer"),
        Axis.log("L2 norm of the gradient"),
        curves);
  }

  /** The norms of the layers at a measured step, first to last. */
  private static double[] norms(Run run, When when) {
    List<GradientRow> rows = run.measures().gradients();
    int step =
        rows.isEmpty() ? 0 : rows.get(when == When.BEFORE_TRAINING ? 0 : rows.size() - 1).step();
    return rows.stream()
        .filter(row -> row.step() == step)
        .mapToDouble(GradientRow::gradientNorm)
        .toArray();
  }

  /** On a logarithmic axis there is no zero. */
  private static Series series(double[] norms) {
    return Series.of(
        IntStream.range(0, norms.length).boxed(),
        i -> i + 1,
        i -> norms[i] > 0 ? (Double) norms[i] : null);
  }

  /** The norm of a layer, by its position from the start or, if negative, from the end. */
  private static double norm(double[] norms, int position) {
    int index = position < 0 ? norms.length + position : position;
    return index < 0 || index >= norms.length ? Double.NaN : norms[index];
  }

  /**
   * From the last hidden layer of a DeepNet to the second, which are of one shape; the output
   * follows them. NaN where there are no two.
   */
  private static double factor(Run run, When when) {
    double[] norms = norms(run, when);
    return run.setting(Run.DEPTH).isEmpty() || norms.length < 4
        ? Double.NaN
        : Math.pow(norm(norms, 1) / norm(norms, -2), 1.0 / (norms.length - 3));
  }

  /** The geometric mean over the seeds, where all have a positive value. */
  private static String mean(Group group, ToDoubleFunction<Run> value) {
    double mean = StatUtils.geometricMean(group.runs().stream().mapToDouble(value).toArray());
    return mean > 0 && mean < Double.POSITIVE_INFINITY ? Labels.format("%.3g", mean) : "";
  }

  /** The loss and its gradient some way along the gradient, as in figure 4 of Santurkar et al. */
  Plot landscape() {
    String what =
        "At a step of the training, the same batch is looked at from points at several distances"
            + " along its gradient. The line is the mean over the distances, the band reaches from"
            + " the lowest to the highest value of any distance and seed. Narrow bands and a low"
            + " effective smoothness mean a smooth loss. After Santurkar et al. (2018), figure 4."
            + summary.fewer();
    return new Plot(
        "landscape",
        Part.MEASURES,
        "The loss along the gradient",
        Captions.plain(what, summary),
        List.of(
            landscape("loss", Axis.log("loss (nats)"), LandscapeRow::loss),
            landscape(
                "change of the gradient",
                Axis.log("L2 distance"),
                row -> row.distance() == 0 ? null : (Double) row.gradientDifference()),
            landscape(
                "effective smoothness",
                Axis.log("gradient change / parameter change"),
                LandscapeRow::smoothness)));
  }

  /**
   * All distances of a step stand at that step; a loss beyond all numbers far away is left out, and
   * so is 0, which a logarithmic axis does not have.
   */
  private Panel landscape(String title, Axis y, Function<LandscapeRow, Double> value) {
    Predicate<LandscapeRow> drawn =
        row ->
            value.apply(row) != null && value.apply(row) > 0 && Double.isFinite(value.apply(row));
    Function<Run, Series> series =
        run ->
            Series.of(run.measures().landscape().stream().filter(drawn), LandscapeRow::step, value);
    return Panel.Curves.of(summary, title, STEP, y, series);
  }

  /** Accuracy of the trained networks on perturbed images. */
  Plot robustness() {
    List<RobustnessRow> rows =
        summary.runs().stream().flatMap(run -> run.measures().robustness().stream()).toList();
    List<Integer> examples = rows.stream().map(RobustnessRow::examples).distinct().toList();
    String images =
        examples.size() == 1 ? Labels.format("%,d test images", examples.get(0)) : "test images";
    String what = "Share of " + images + " that the trained network still classifies correctly.";
    return new Plot(
        "robustness",
        Part.ROBUSTNESS,
        "Accuracy on perturbed images",
        Captions.curves(what + summary.fewer(), summary),
        rows.stream().map(RobustnessRow::perturbation).distinct().map(this::perturbed).toList());
  }

  private Panel perturbed(String perturbation) {
    return Panel.Curves.of(
        summary,
        perturbation.equals("fgsm") ? "fast gradient sign" : perturbation.replace('-', ' '),
        Axis.plain(strength(perturbation)),
        Axis.percent("accuracy"),
        run ->
            Series.of(
                run.measures().robustness().stream()
                    .filter(row -> row.perturbation().equals(perturbation)),
                RobustnessRow::strength,
                RobustnessRow::accuracy));
  }

  private static String strength(String perturbation) {
    return switch (perturbation) {
      case "gaussian-noise" -> "standard deviation (of the range of pixels)";
      case "contrast" -> "strength (share of the contrast taken away)";
      case "shift" -> "shift (pixels)";
      case "fgsm" -> "step (of the range of pixels)";
      default -> "strength";
    };
  }

  /**
   * A value that was measured beside the training at a step in a layer.
   *
   * @param value null where it was not measured
   */
  record Sample(int step, String layer, Double value) {
    /** Of the gradients of all layers. */
    static Function<Run, Stream<Sample>> gradients(Function<GradientRow, Double> value) {
      return run ->
          run.measures().gradients().stream()
              .map(row -> new Sample(row.step(), row.layer(), value.apply(row)));
    }

    /** Null for the first layer: no layer before it turns its gradient, rounding alone does. */
    static Double cosine(ShiftRow row) {
      return Objects.equals(row.gradientShift(), 0.0) ? null : row.gradientCosine();
    }

    /** Of the shifts of the inputs of all layers. */
    static Function<Run, Stream<Sample>> shifts(Function<ShiftRow, Double> value) {
      return run ->
          run.measures().shifts().stream()
              .map(row -> new Sample(row.step(), row.layer(), value.apply(row)));
    }
  }
}
