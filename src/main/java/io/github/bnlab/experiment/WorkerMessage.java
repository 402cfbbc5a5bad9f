package io.github.bnlab.experiment;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.util.Optional;

/**
 * What the process of a trial tells the one that started it, a line of JSON each; one component is
 * given, the others are null.
 *
 * @param notice for people
 * @param started the trial begins
 * @param step how far it is
 * @param epoch an epoch is over
 * @param ended its run directory is whole; the last message
 */
record WorkerMessage(
    String notice, Started started, StepProgress step, EpochProgress epoch, Boolean ended) {
  /** NaN and infinity are values here: a diverged loss is progress as well. */
  private static final Gson GSON =
      new GsonBuilder().serializeSpecialFloatingPointValues().disableHtmlEscaping().create();

  /** As in {@link TrialProgress#started}. */
  record Started(String stepKind, int epochs, int steps) {}

  static WorkerMessage of(String notice) {
    return new WorkerMessage(notice, null, null, null, null);
  }

  static WorkerMessage of(Started started) {
    return new WorkerMessage(null, started, null, null, null);
  }

  static WorkerMessage of(StepProgress step) {
    return new WorkerMessage(null, null, step, null, null);
  }

  static WorkerMessage of(EpochProgress epoch) {
    return new WorkerMessage(null, null, null, epoch, null);
  }

  static WorkerMessage end() {
    return new WorkerMessage(null, null, null, null, true);
  }

  /** Without line breaks. */
  String line() {
    return GSON.toJson(this);
  }

  /** The message of a line; none if it is something that a native library printed. */
  static Optional<WorkerMessage> parse(String line) {
    if (!line.startsWith("{")) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(GSON.fromJson(line, WorkerMessage.class));
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }

  /** Passes it on; whether it was the last one. */
  boolean tell(TrialProgress progress) {
    if (notice != null) {
      progress.notice(notice);
    } else if (started != null) {
      progress.started(started.stepKind(), started.epochs(), started.steps());
    } else if (step != null) {
      progress.progress(step);
    } else if (epoch != null) {
      progress.epochDone(epoch);
    }
    return ended != null && ended;
  }
}
