package io.github.bnlab.recording;

import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.rows.Rows.HistogramRow;
import io.github.bnlab.rows.Rows.PercentileRow;
import io.github.bnlab.training.ActivationProbe;
import io.github.bnlab.training.ActivationProbe.Seen;
import io.github.bnlab.training.TrainingObserver;
import io.github.bnlab.training.TrainingState;
import java.util.List;

/**
 * Records the inputs of the activation functions.
 *
 * <p>All places that are followed are looked at with every evaluation; the first one also after 1,
 * 2, 5, 10, 20, 50, ... steps, since it changes most at the start. That keeps the cost below 2% of
 * the training.
 */
public final class ProbeRecorder implements TrainingObserver {
  private final RunDirectory directory;
  private Table<PercentileRow> activations;
  private Table<HistogramRow> histograms;
  private ActivationProbe probe;
  private int lastStep = -1;

  /** Records into a directory. */
  public ProbeRecorder(RunDirectory directory) {
    this.directory = directory;
  }

  @Override
  public void trialStarted(TrialStarted event) {
    probe = new ActivationProbe(event);
    activations = directory.open(RunTable.ACTIVATIONS, event.config().dataType());
    histograms = directory.open(RunTable.HISTOGRAMS, FloatType.DOUBLE);
  }

  @Override
  public void trialResumed(TrainingState resumed) {
    probe.all(0, 0); // chooses the typical units, as it did before the first step
    lastStep = resumed.step() > 0 && isInSeries(resumed.step()) ? resumed.step() : -1;
  }

  @Override
  public void stepDone(StepDone event) {
    if (isInSeries(event.step())) {
      lastStep = event.step();
      probe.first(event.epoch(), event.step()).percentiles().forEach(activations::add);
      directory.flush();
    }
  }

  /** Whether a step is 1, 2 or 5 times a power of ten. */
  static boolean isInSeries(int step) {
    int leading = step;
    while (leading % 10 == 0) {
      leading /= 10;
    }
    return leading == 1 || leading == 2 || leading == 5;
  }

  @Override
  public void epochDone(EpochDone event) {
    List<Seen> seen = probe.all(event.epoch(), event.step());
    for (int i = event.step() == lastStep ? 1 : 0; i < seen.size(); i++) {
      seen.get(i).percentiles().forEach(activations::add);
    }
    seen.forEach(place -> place.histograms().forEach(histograms::add));
    directory.flush();
  }
}
