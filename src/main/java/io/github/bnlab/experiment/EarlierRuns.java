package io.github.bnlab.experiment;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialYaml;
import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunStatus;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Decides which trials of an experiment are done already. */
final class EarlierRuns {
  private final Path results;
  private final DataSource data;
  private final Consumer<String> notices;

  /**
   * Runs in a folder.
   *
   * @param data to see whether data that was stood in for is there now
   * @param notices told why a trial that was run before is run again
   */
  EarlierRuns(Path results, DataSource data, Consumer<String> notices) {
    this.results = results;
    this.data = data;
    this.notices = notices;
  }

  /** The run directory of a trial. */
  Path directory(TrialConfig trial) {
    return results.resolve(trial.experiment()).resolve(trial.trial());
  }

  /** Whether a run of exactly these settings came to its end. */
  boolean isDone(TrialConfig trial) {
    RunReader earlier = new RunReader(directory(trial));
    if (!earlier.exists()) {
      return false;
    }
    Optional<String> why = whyRunAgain(trial, earlier);
    why.filter(reason -> !goesOn(trial))
        .ifPresent(reason -> notices.accept(trial.trial() + " is run again: " + reason));
    return why.isEmpty();
  }

  /** Then that is told when it does. */
  private boolean goesOn(TrialConfig trial) {
    Path experiment = results.resolve(trial.experiment());
    return RunDirectory.newestCheckpoint(experiment, trial.trial())
        .filter(checkpoint -> checkpoint.origin().trial().equals(TrialYaml.write(trial)))
        .isPresent();
  }

  private Optional<String> whyRunAgain(TrialConfig trial, RunReader earlier) {
    try {
      RunStatus status = earlier.status();
      if (!status.state().isConclusive()) {
        return Optional.of("its earlier run ended before it was done (" + status.reason() + ")");
      }
      if (!earlier.trialYaml().equals(TrialYaml.write(trial))) {
        return Optional.of("its settings are others than those of its earlier run");
      }
      if (status.standIn() && !data.load(trial.dataset(), trial.fallback()).standIn()) {
        return Optional.of("its earlier run was on " + status.dataset() + " as a stand-in");
      }
      return Optional.empty();
    } catch (RecordException e) {
      return Optional.of("its earlier run cannot be read (" + e.getMessage() + ")");
    }
  }
}
