package io.github.bnlab.recording;

import io.github.bnlab.recording.files.BatchNormRow;
import io.github.bnlab.recording.files.EpochRow;
import io.github.bnlab.recording.files.IterationRow;
import io.github.bnlab.recording.files.NumberText;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.recording.files.TimingRow;
import io.github.bnlab.training.BatchNormState;
import io.github.bnlab.training.EpochDone;
import io.github.bnlab.training.Score;
import io.github.bnlab.training.StepDone;
import java.util.List;

/** The tables of a run directory that grow while a trial runs. */
final class Tables implements AutoCloseable {
  private final NumberText numbers;
  private final OpenTables open;
  private Table<IterationRow> iterations;
  private Table<EpochRow> epochs;
  private Table<TimingRow> timing;
  private Table<BatchNormRow> batchNorm;

  Tables(OpenTables.Opener opener, NumberText numbers) {
    this.open = new OpenTables(opener, "the run");
    this.numbers = numbers;
  }

  /**
   * Makes the files.
   *
   * @param normalized whether there is one of normalization layers
   */
  void open(boolean normalized) {
    iterations = open.open(RunTable.ITERATIONS, numbers);
    epochs = open.open(RunTable.EPOCHS, numbers);
    timing = open.open(RunTable.TIMING, NumberText.DOUBLE);
    batchNorm = normalized ? open.open(RunTable.BATCH_NORM, numbers) : null;
  }

  void add(StepDone step) {
    iterations.add(new IterationRow(step.step(), step.epoch(), step.trainingLoss()));
  }

  /**
   * Adds an epoch to all tables but that of steps.
   *
   * @param examples trained on in this epoch
   */
  void add(EpochDone epoch, long examples) {
    epochs.add(epochRow(epoch));
    timing.add(timingRow(epoch, examples));
    for (BatchNormState layer : batchNorm == null ? List.<BatchNormState>of() : epoch.batchNorm()) {
      addLayer(epoch.epoch(), layer);
    }
    open.flush();
  }

  private static EpochRow epochRow(EpochDone epoch) {
    Score validation = epoch.validation();
    Score test = epoch.test();
    Score sample = epoch.trainingSample();
    return new EpochRow(
        epoch.epoch(),
        epoch.step(),
        epoch.epoch() == 0 ? null : epoch.trainingLoss(),
        validation == null ? null : validation.loss(),
        validation == null ? null : validation.accuracy(),
        test == null ? null : test.loss(),
        test == null ? null : test.accuracy(),
        sample == null ? null : sample.accuracy());
  }

  private static TimingRow timingRow(EpochDone epoch, long examples) {
    return new TimingRow(
        epoch.epoch(),
        epoch.trainingSeconds(),
        epoch.evaluationSeconds(),
        epoch.epoch() == 0 ? null : examples / epoch.trainingSeconds());
  }

  private void addLayer(int epoch, BatchNormState layer) {
    for (int feature = 0; feature < layer.gamma().length; feature++) {
      batchNorm.add(
          new BatchNormRow(
              epoch,
              layer.place(),
              feature,
              layer.gamma()[feature],
              layer.beta()[feature],
              layer.runningMean() == null ? null : layer.runningMean()[feature],
              layer.runningVariance() == null ? null : layer.runningVariance()[feature]));
    }
  }

  /** Ends them, of an unfinished run too. */
  @Override
  public void close() {
    open.close();
  }
}
