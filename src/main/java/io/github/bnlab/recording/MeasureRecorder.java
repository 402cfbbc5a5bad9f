package io.github.bnlab.recording;

import io.github.bnlab.recording.files.GradientRow;
import io.github.bnlab.recording.files.LandscapeRow;
import io.github.bnlab.recording.files.NumberText;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.ShiftRow;
import io.github.bnlab.training.EpochDone;
import io.github.bnlab.training.StepBegins;
import io.github.bnlab.training.StepDone;
import io.github.bnlab.training.TrainingObserver;
import io.github.bnlab.training.TrialStarted;
import io.github.bnlab.training.measures.GradientNorm;
import io.github.bnlab.training.measures.LandscapePoint;
import io.github.bnlab.training.measures.LayerShift;
import io.github.bnlab.training.measures.StepMeasures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Records gradients, the loss along the gradient and the shift of layers' inputs, every so many
 * steps. Its time is part of the training's in {@code timing.csv}.
 */
public final class MeasureRecorder implements TrainingObserver, AutoCloseable {
  private final RunDirectory directory;
  private final List<Table> open = new ArrayList<>();
  private StepMeasures measures;
  private Table gradients;
  private Table landscape;
  private Table shift;

  /** Records into a directory. */
  public MeasureRecorder(RunDirectory directory) {
    this.directory = directory;
  }

  @Override
  public void trialStarted(TrialStarted event) {
    measures = new StepMeasures(event);
    attempt(
        () -> {
          gradients = open(RunFiles.GRADIENTS, GradientRow.COLUMNS);
          landscape = open(RunFiles.LANDSCAPE, LandscapeRow.COLUMNS);
          shift = open(RunFiles.SHIFT, ShiftRow.COLUMNS);
        });
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
      gradients.add(
          new GradientRow(epoch, step, g.layer(), g.gradient(), g.parameters())
              .fields(NumberText.DOUBLE));
    }
    for (LandscapePoint p : measures.landscape()) {
      landscape.add(
          new LandscapeRow(
                  epoch, step, p.distance(), p.loss(), p.gradientDifference(), p.smoothness())
              .fields(NumberText.DOUBLE));
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
                  s.deviationDrift(),
                  s.gradientShift(),
                  s.gradientCosine())
              .fields(NumberText.DOUBLE));
    }
  }

  @Override
  public void epochDone(EpochDone event) {
    attempt(
        () -> {
          for (Table table : open) {
            table.flush();
          }
        });
  }

  /** Ends the tables, of an unfinished run too. */
  @Override
  public void close() {
    for (Table table : open) {
      attempt(table::close);
    }
    open.clear();
  }

  private Table open(String name, List<String> columns) throws IOException {
    Table table = new Table(directory.create(name), columns);
    open.add(table);
    return table;
  }

  private static void attempt(BackgroundWriter.Task task) {
    try {
      task.run();
    } catch (IOException e) {
      throw RecordException.of("Cannot record the measures", e);
    }
  }
}
