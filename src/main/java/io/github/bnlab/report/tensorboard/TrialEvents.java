package io.github.bnlab.report.tensorboard;

import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.report.runs.NormLayer;
import io.github.bnlab.report.runs.RecordedTrial;
import io.github.bnlab.report.runs.RecordedTrial.Point;
import io.github.bnlab.report.runs.Run.Histogram;
import io.github.bnlab.rows.Rows.TimingRow;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Turns the records of one trial into events. Wall times are seconds since the trial began. */
final class TrialEvents {
  private final RecordedTrial trial;
  private final EventFile file;
  private final Map<Integer, Integer> steps;
  private final TreeMap<Integer, Double> seconds = new TreeMap<>();

  /** Tags of the losses and accuracies after epochs. */
  private final Set<String> metrics = new LinkedHashSet<>();

  TrialEvents(RecordedTrial trial, EventFile file) {
    this.trial = trial;
    this.file = file;
    this.steps = trial.steps();
    // One that diverges in its first epoch has none, and may be the trial that describes all.
    metrics.add("loss/train");
    seconds.put(0, 0.0);
    double sum = 0;
    for (TimingRow row : trial.loader().rows(RunTable.TIMING)) {
      sum += row.trainingSeconds() + row.evaluationSeconds();
      if (steps.containsKey(row.epoch())) {
        seconds.put(steps.get(row.epoch()), sum);
      }
    }
  }

  /** Writes all of them. */
  void write(String experiment, HParams hparams) {
    text();
    trial.each(this::scalar);
    trial.loader().histograms().forEach(this::activations);
    trial.loader().normLayers().forEach(this::normalization);
    hparams.write(file, experiment, trial, metrics, seconds.lastEntry().getValue());
  }

  /** The settings, indented as Markdown wants code. */
  private void text() {
    if (!trial.settings().isEmpty()) {
      String yaml = new RunReader(trial.loader().folder()).trialYaml();
      file.text("settings", yaml.stripTrailing().replaceAll("(?m)^", "    "));
    }
  }

  private void scalar(Point point) {
    if (point.step().isEmpty()) {
      return;
    }
    int step = Integer.parseInt(point.step());
    double value = Double.parseDouble(point.value());
    String tag = tag(point);
    file.scalar(tag, step, secondsAt(step), value);
    if (point.table() == RunTable.EPOCHS) {
      metrics.add(tag);
      file.scalar("epoch_" + tag, Integer.parseInt(point.epoch()), secondsAt(step), value);
    }
  }

  /** TensorBoard puts tags that agree up to the slash side by side. */
  private static String tag(Point point) {
    if (point.table() == RunTable.ITERATIONS) {
      return "loss/batch";
    }
    if (point.table() == RunTable.EPOCHS) {
      int end = point.metric().lastIndexOf('_');
      String split = point.metric().substring(0, end);
      return point.metric().substring(end + 1) + "/" + (split.equals("training") ? "train" : split);
    }
    return point.layer() == null
        ? "timing/" + point.metric()
        : point.metric() + "/" + point.layer();
  }

  private void activations(Histogram histogram) {
    String unit = histogram.isOfAllUnits() ? "" : "/unit_" + histogram.unit();
    histogram("activations/" + histogram.layer() + unit, histogram.epoch(), Bins.of(histogram));
  }

  private void normalization(NormLayer layer) {
    layer
        .values()
        .forEach(
            (quantity, values) -> {
              String tag = quantity.toString().replace(' ', '_') + "/" + layer.name();
              for (int i = 0; i < layer.epochs().length; i++) {
                int epoch = i;
                double[] features =
                    Arrays.stream(values).mapToDouble(feature -> feature[epoch]).toArray();
                histogram(tag, layer.epochs()[i], Bins.of(features));
              }
            });
  }

  private void histogram(String tag, int epoch, Bins bins) {
    if (bins != null && steps.containsKey(epoch)) {
      file.histogram(tag, steps.get(epoch), secondsAt(steps.get(epoch)), bins);
    }
  }

  /** As recorded after epochs, in proportion between; the last one after it. */
  private double secondsAt(int step) {
    Map.Entry<Integer, Double> before = seconds.floorEntry(step);
    Map.Entry<Integer, Double> after = seconds.ceilingEntry(step);
    int from = before.getKey();
    double begin = before.getValue();
    return after == null || after.getKey() == from
        ? begin
        : begin + (after.getValue() - begin) * (step - from) / (after.getKey() - from);
  }
}
