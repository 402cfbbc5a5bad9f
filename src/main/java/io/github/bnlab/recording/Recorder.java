package io.github.bnlab.recording;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.KnownNames;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialConfig.FloatType;
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
import io.github.bnlab.rows.Rows.TimingRow;
import io.github.bnlab.training.BatchNormState;
import io.github.bnlab.training.Score;
import io.github.bnlab.training.TrainingObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.commons.lang3.function.FailableFunction;

/**
 * Records a training as it happens. A failed write throws an exception from the next event, or from
 * {@link #finish} at the latest.
 */
public final class Recorder implements TrainingObserver, AutoCloseable {
  /** To wake the writer takes longer than to write a line. */
  private static final int STEPS_AT_A_TIME = 64;

  /** Who watches the records grow sees every step at most so much later. */
  private static final long FLUSH_NANOS = 1_000_000_000;

  private final FailableFunction<String, OutputStream, IOException> files;
  private final LongSupplier nanoTime;
  private final BackgroundWriter writer = new BackgroundWriter();
  // Its methods are called by tasks of the writer alone, and by close after those.
  private OpenTables tables;
  private Table<IterationRow> iterations;
  private Table<EpochRow> epochs;
  private Table<TimingRow> timing;
  private Table<BatchNormRow> batchNorm;
  private final List<StepDone> unwritten = new ArrayList<>();
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
    this(directory::create, System::nanoTime);
  }

  Recorder(FailableFunction<String, OutputStream, IOException> files, LongSupplier nanoTime) {
    this.files = files;
    this.nanoTime = nanoTime;
    flushed = nanoTime.getAsLong();
  }

  @Override
  public void trialStarted(TrialStarted event) {
    dataset = event.data().name();
    standIn = event.data().standIn();
    stepKind = KnownNames.label(event.stepKind());
    TrialConfig config = event.config();
    FloatType type = config.dataType();
    stepsPerLoss = config.recording().losses();
    boolean normalized =
        config.recording().probes()
            && config.batchNorm().implementation() != BatchNormImplementation.NONE;
    tables = new OpenTables(files);
    writer.submit(
        () -> {
          iterations = tables.open(RunTable.ITERATIONS, type);
          epochs = tables.open(RunTable.EPOCHS, type);
          timing = tables.open(RunTable.TIMING, FloatType.DOUBLE);
          batchNorm = normalized ? tables.open(RunTable.BATCH_NORM, type) : null;
        });
  }

  @Override
  public void trialResumed(TrialResumed event) {
    step = event.step();
    epoch = event.epoch();
    examples = event.examples();
    lastScore = event.test() != null ? event.test() : event.validation();
  }

  @Override
  public void checkpoint() {
    submitSteps();
    writer.await();
  }

  @Override
  public void stepDone(StepDone event) {
    step = event.step();
    epoch = event.epoch();
    examples += event.batchSize();
    if ((step - 1) % stepsPerLoss == 0 || !Double.isFinite(event.trainingLoss())) {
      unwritten.add(event);
    }
    long now = nanoTime.getAsLong();
    if (now - flushed >= FLUSH_NANOS) {
      flushed = now;
      submitSteps();
      writer.submit(tables::flush);
    } else if (unwritten.size() >= STEPS_AT_A_TIME) {
      submitSteps();
    }
  }

  private void submitSteps() {
    if (!unwritten.isEmpty()) {
      List<StepDone> steps = List.copyOf(unwritten);
      unwritten.clear();
      writer.submit(
          () ->
              steps.forEach(
                  s -> iterations.add(new IterationRow(s.step(), s.epoch(), s.trainingLoss()))));
    }
  }

  @Override
  public void epochDone(EpochDone event) {
    submitSteps();
    long trained = examples;
    examples = 0;
    lastScore = event.test() != null ? event.test() : event.validation();
    writer.submit(() -> addEpoch(event, trained));
  }

  private void addEpoch(EpochDone done, long trained) {
    epochs.add(row(done));
    timing.add(
        new TimingRow(
            done.epoch(),
            done.trainingSeconds(),
            done.evaluationSeconds(),
            done.epoch() == 0 ? null : trained / done.trainingSeconds()));
    if (batchNorm != null) {
      done.batchNorm().forEach(layer -> addLayer(done.epoch(), layer));
    }
    tables.flush();
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
    Score score = lastScore;
    submitSteps();
    writer.submit(
        () -> {
          closeTables();
          if (score != null) {
            OutputStream out = files.apply(RunTable.CONFUSION.file());
            Table.write(out, RunTable.CONFUSION, confusion(score));
          }
          try (OutputStream out = files.apply(RunFiles.STATUS)) {
            out.write(RunJson.write(status).getBytes(StandardCharsets.UTF_8));
          }
        });
    close();
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

  private void closeTables() {
    if (tables != null) {
      tables.close();
    }
  }

  /**
   * Ends the writing, of an unfinished run too; after a failure this throws it again and leaves no
   * file open.
   */
  @Override
  public void close() {
    try {
      writer.close();
    } finally {
      try {
        closeTables();
      } catch (RecordException e) {
        // The failure that left them open was already thrown.
      }
    }
  }
}
