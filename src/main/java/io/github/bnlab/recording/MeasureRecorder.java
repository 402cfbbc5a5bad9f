package io.github.bnlab.recording;

import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.recording.files.Rows.GradientRow;
import io.github.bnlab.recording.files.Rows.LandscapeRow;
import io.github.bnlab.recording.files.Rows.ShiftRow;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.training.TrainingObserver;
import io.github.bnlab.training.measures.StepMeasures;
import io.github.bnlab.training.measures.StepMeasures.GradientNorm;
import io.github.bnlab.training.measures.StepMeasures.LandscapePoint;
import io.github.bnlab.training.measures.StepMeasures.LayerShift;

/**
 * Records gradients, the loss along the gradient and the shift of layers' inputs, every so many
 * steps. Its time is part of the training's in {@code timing.csv}.
 */
public final class MeasureRecorder implements TrainingObserver, AutoCloseable {
  private final OpenTables tables;
  private StepMeasures measures;
  private Table<GradientRow> gradients;
  private Table<LandscapeRow> landscape;
  private Table<ShiftRow> shift;

  /** Records into a directory. */
  public MeasureRecorder(RunDirectory directory) {
    tables = new OpenTables(directory::create);
  }

  @Override
  public void trialStarted(TrialStarted event) {
    measures = new StepMeasures(event);
    gradients = tables.open(RunTable.GRADIENTS, FloatType.DOUBLE);
    landscape = tables.open(RunTable.LANDSCAPE, FloatType.DOUBLE);
    shift = tables.open(RunTable.SHIFT, FloatType.DOUBLE);
  }

  @Override
  public void stepBegins(StepBegins event) {
    if (!measures.isMeasured(event.step())) {
      return;
    }
    int epoch = event.epoch();
    int step = event.step();
    measures.before(event);
    for (GradientNorm g : measures.gradients()) {
      gradients.add(new GradientRow(epoch, step, g.layer(), g.gradient(), g.parameters()));
    }
    for (LandscapePoint p : measures.landscape()) {
      landscape.add(
          new LandscapeRow(
              epoch, step, p.distance(), p.loss(), p.gradientDifference(), p.smoothness()));
    }
  }

  @Override
  public void stepDone(StepDone event) {
    if (!measures.isMeasured(event.step())) {
      return;
    }
    for (LayerShift s : measures.after()) {
      shift.add(
          new ShiftRow(
              event.epoch(),
              event.step(),
              s.layer(),
              s.meanDrift(),
              s.varianceDrift(),
              s.gradientShift(),
              s.gradientCosine()));
    }
  }

  @Override
  public void epochDone(EpochDone event) {
    tables.flush();
  }

  /** Ends the tables, of an unfinished run too. */
  @Override
  public void close() {
    tables.close();
  }
}
