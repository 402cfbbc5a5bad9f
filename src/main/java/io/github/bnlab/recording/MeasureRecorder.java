package io.github.bnlab.recording;

import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.rows.Rows.GradientRow;
import io.github.bnlab.rows.Rows.LandscapeRow;
import io.github.bnlab.rows.Rows.ShiftRow;
import io.github.bnlab.training.TrainingObserver;
import io.github.bnlab.training.measures.StepMeasures;

/**
 * Records gradients, the loss along the gradient and the shift of layers' inputs, every so many
 * steps. Its time is not part of the training's in {@code timing.csv}.
 */
public final class MeasureRecorder implements TrainingObserver {
  private final RunDirectory directory;
  private StepMeasures measures;
  private Table<GradientRow> gradients;
  private Table<LandscapeRow> landscape;
  private Table<ShiftRow> shift;

  /** Records into a directory. */
  public MeasureRecorder(RunDirectory directory) {
    this.directory = directory;
  }

  @Override
  public void trialStarted(TrialStarted event) {
    measures = new StepMeasures(event);
    gradients = directory.open(RunTable.GRADIENTS, FloatType.DOUBLE);
    landscape = directory.open(RunTable.LANDSCAPE, FloatType.DOUBLE);
    shift = directory.open(RunTable.SHIFT, FloatType.DOUBLE);
  }

  @Override
  public void stepBegins(StepBegins event) {
    if (measures.isMeasured(event.step())) {
      measures.before(event);
      measures.gradients().forEach(gradients::add);
      measures.landscape().forEach(landscape::add);
    }
  }

  @Override
  public void stepDone(StepDone event) {
    if (measures.isMeasured(event.step())) {
      measures.after().forEach(shift::add);
      directory.flush();
    }
  }

  @Override
  public void epochDone(EpochDone event) {
    directory.flush();
  }
}
