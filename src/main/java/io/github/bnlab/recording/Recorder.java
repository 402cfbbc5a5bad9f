package io.github.bnlab.recording;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.KnownNames;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunJson;
import io.github.bnlab.recording.files.RunStatus;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.rows.Rows.BatchNormRow;
import io.github.bnlab.rows.Rows.ConfusionRow;
import io.github.bnlab.rows.Rows.EpochRow;
import io.github.bnlab.rows.Rows.IterationRow;
import io.github.bnlab.rows.Rows.MistakeRow;
import io.github.bnlab.rows.Rows.TimingRow;
import io.github.bnlab.training.BatchNormState;
import io.github.bnlab.training.Score;
import io.github.bnlab.training.Score.Mistake;
import io.github.bnlab.training.TrainingObserver;
import io.github.bnlab.training.TrainingState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/** Records a training as it happens. A failed write throws a {@link RecordException}. */
public final class Recorder implements TrainingObserver {
  /** Who watches the records grow sees every step at most so much later. */
  private static final long FLUSH_NANOS = 1_000_000_000;

  private final RunDirectory directory;
  private final LongSupplier nanoTime;
  private Table<IterationRow> iterations;
  private Table<EpochRow> epochs;
  private Table<TimingRow> timing;
  private Table<BatchNormRow> batchNorm;
  private FloatType type;

  /** The images of the last score, or null if no mistakes are recorded. */
  private ImageSet evaluated;

  private Score lastScore;
  private State state = State.FAILED;
  private String reason = "the training did not end";
  private String dataset = "";
  private boolean standIn;
  private String stepKind = "";
  private int stepsPerLoss;
  private int step;
  private int epoch;
  private long examples;
  private long flushed;

  /** Records into a directory. */
  public Recorder(RunDirectory directory) {
    this(directory, System::nanoTime);
  }

  Recorder(RunDirectory directory, LongSupplier nanoTime) {
    this.directory = directory;
    this.nanoTime = nanoTime;
    flushed = nanoTime.getAsLong();
  }

  @Override
  public void trialStarted(TrialStarted event) {
    dataset = event.data().name();
    standIn = event.data().standIn();
    stepKind = KnownNames.label(event.stepKind());
    TrialConfig config = event.config();
    type = config.dataType();
    ImageSet test = event.data().test();
    ImageSet last = test.size() > 0 ? test : event.data().validation();
    evaluated = config.recording().mistakes() ? last : null;
    stepsPerLoss = config.recording().losses();
    boolean normalized =
        config.recording().probes()
            && config.batchNorm().implementation() != BatchNormImplementation.NONE;
    iterations = directory.open(RunTable.ITERATIONS, type);
    epochs = directory.open(RunTable.EPOCHS, type);
    timing = directory.open(RunTable.TIMING, FloatType.DOUBLE);
    batchNorm = normalized ? directory.open(RunTable.BATCH_NORM, type) : null;
  }

  @Override
  public void trialResumed(TrainingState resumed) {
    step = resumed.step();
    epoch = resumed.lastEpoch();
    examples = resumed.examples();
    lastScore = resumed.test() != null ? resumed.test() : resumed.validation();
  }

  @Override
  public void stepDone(StepDone event) {
    step = event.step();
    epoch = event.epoch();
    examples += event.batchSize();
    if ((step - 1) % stepsPerLoss == 0 || !Double.isFinite(event.trainingLoss())) {
      iterations.add(new IterationRow(step, epoch, event.trainingLoss()));
    }
    long now = nanoTime.getAsLong();
    if (now - flushed >= FLUSH_NANOS) {
      flushed = now;
      directory.flush();
    }
  }

  @Override
  public void epochDone(EpochDone done) {
    lastScore = done.test() != null ? done.test() : done.validation();
    epochs.add(row(done));
    timing.add(
        new TimingRow(
            done.epoch(),
            done.trainingSeconds(),
            done.evaluationSeconds(),
            done.epoch() == 0 ? null : examples / done.trainingSeconds()));
    examples = 0;
    if (batchNorm != null) {
      done.batchNorm().forEach(layer -> addLayer(done.epoch(), layer));
    }
    directory.flush();
  }

  /** What is recorded of an epoch. */
  public static EpochRow row(EpochDone epoch) {
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

  @Override
  public void trialEnded(TrialEnded event) {
    state = State.valueOf(event.outcome().name());
    reason = event.reason();
    if (state == State.DIVERGED) {
      lastScore = null; // that of the network before it diverged
    }
    if (evaluated != null) {
      Table<MistakeRow> mistakes = directory.open(RunTable.MISTAKES, type);
      if (lastScore != null) {
        lastScore.mistakes().forEach(mistake -> mistakes.add(row(mistake)));
      }
    }
  }

  private MistakeRow row(Mistake mistake) {
    int length = ImageSet.PIXELS;
    int start = mistake.index() * length;
    return new MistakeRow(
        mistake.index(),
        mistake.label(),
        mistake.predicted(),
        mistake.probability(),
        mistake.labelProbability(),
        Arrays.copyOfRange(evaluated.pixels(), start, start + length));
  }

  /** Notes that the trial failed by an exception. */
  public void failed(String why) {
    state = State.FAILED;
    reason = why;
  }

  /**
   * Writes what is left, the status last.
   *
   * @return the status
   */
  public RunStatus finish() {
    RunStatus status =
        new RunStatus(RunFiles.FORMAT, state, step, epoch, reason, dataset, standIn, stepKind);
    directory.closeTables();
    if (lastScore != null) {
      directory.write(RunTable.CONFUSION, confusion(lastScore));
    }
    directory.write(RunFiles.STATUS, RunJson.write(status));
    return status;
  }

  private static List<ConfusionRow> confusion(Score score) {
    List<ConfusionRow> rows = new ArrayList<>();
    for (int label = 0; label < score.confusion().length; label++) {
      for (int predicted = 0; predicted < score.confusion()[label].length; predicted++) {
        rows.add(new ConfusionRow(label, predicted, score.confusion()[label][predicted]));
      }
    }
    return rows;
  }
}
