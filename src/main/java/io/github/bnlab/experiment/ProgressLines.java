package io.github.bnlab.experiment;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.function.Consumer;

/** The progress of a trial as lines of text, for another process. */
final class ProgressLines implements TrialProgress {
  // A loss may be no number.
  private static final Gson GSON = new GsonBuilder().serializeSpecialFloatingPointValues().create();

  private final Consumer<String> lines;

  ProgressLines(Consumer<String> lines) {
    this.lines = lines;
  }

  /** One of the four, the others null. */
  private record Line(
      String notice, Started started, StepProgress progress, EpochProgress epochDone) {}

  private record Started(String stepKind, int epochs, int steps) {}

  /** Reports what a line says. */
  static void tell(String text, TrialProgress progress) {
    Line line =
        GSON.fromJson(text.startsWith(TrialWorker.PASSING) ? text.substring(1) : text, Line.class);
    if (line.notice != null) {
      progress.notice(line.notice);
    } else if (line.started != null) {
      progress.started(line.started.stepKind, line.started.epochs, line.started.steps);
    } else if (line.progress != null) {
      progress.progress(line.progress);
    } else if (line.epochDone != null) {
      progress.epochDone(line.epochDone);
    }
  }

  @Override
  public void notice(String text) {
    lines.accept(GSON.toJson(new Line(text, null, null, null)));
  }

  @Override
  public void started(String stepKind, int epochs, int steps) {
    lines.accept(GSON.toJson(new Line(null, new Started(stepKind, epochs, steps), null, null)));
  }

  @Override
  public void progress(StepProgress progress) {
    lines.accept(TrialWorker.PASSING + GSON.toJson(new Line(null, null, progress, null)));
  }

  @Override
  public void epochDone(EpochProgress progress) {
    lines.accept(GSON.toJson(new Line(null, null, null, progress)));
  }
}
