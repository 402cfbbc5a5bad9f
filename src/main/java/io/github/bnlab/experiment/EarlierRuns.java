package io.github.bnlab.experiment;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.config.FlatSettings;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialYaml;
import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunStatus;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Decides which trials of an experiment are done already. */
final class EarlierRuns {
  private final TrialFolders folders;
  private final DataSource data;
  private final Consumer<String> notices;

  /**
   * Runs in the folders of an experiment.
   *
   * @param data to see whether data that was stood in for is there now
   * @param notices told why a trial that was run before is run again
   */
  EarlierRuns(TrialFolders folders, DataSource data, Consumer<String> notices) {
    this.folders = folders;
    this.data = data;
    this.notices = notices;
  }

  /**
   * Whether a run of exactly these settings came to its end, and no run that is to replace it was
   * cut off.
   *
   * @throws ConfigException if a run of other settings did, which is not replaced
   */
  boolean isDone(TrialConfig trial) {
    RunReader earlier = new RunReader(folders.directory(trial));
    if (!earlier.exists()) {
      return false;
    }
    Optional<String> why = whyRunAgain(trial, earlier);
    if (why.isEmpty() && !RunDirectory.isBegun(folders.parent(trial), trial.trial())) {
      return true;
    }
    boolean continues = continues(trial);
    why.filter(reason -> !continues)
        .ifPresent(reason -> notices.accept(trial.trial() + " is run again: " + reason));
    return why.isEmpty() && !continues;
  }

  /**
   * The first setting in which a run of this name, finished or not, differs; empty if there is no
   * such run, or it cannot be read.
   */
  static Optional<String> otherSetting(TrialFolders folders, TrialConfig trial) {
    try {
      RunReader earlier = new RunReader(folders.directory(trial));
      Optional<String> recorded =
          earlier.exists()
              ? Optional.of(earlier.trialYaml())
              : RunDirectory.newestCheckpoint(folders.parent(trial), trial.trial())
                  .map(checkpoint -> checkpoint.origin().trial());
      return recorded.flatMap(yaml -> difference(yaml, TrialYaml.write(trial)));
    } catch (RecordException | ConfigException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> difference(String recorded, String asked) {
    String current = recorded.equals(asked) ? recorded : ExperimentReader.current(recorded);
    if (current.equals(asked)) {
      return Optional.empty();
    }
    Map<String, String> before = FlatSettings.of("trial.yaml", current);
    Map<String, String> now = FlatSettings.of("trial.yaml", asked);
    Set<String> keys = new LinkedHashSet<>(now.keySet());
    keys.addAll(before.keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(before.get(key), now.get(key)))
        .map(key -> "%s: %s there, %s here".formatted(key, before.get(key), now.get(key)))
        .findFirst();
  }

  /** The reason is then reported when the trial continues. */
  private boolean continues(TrialConfig trial) {
    return RunDirectory.newestCheckpoint(folders.parent(trial), trial.trial())
        .filter(checkpoint -> checkpoint.origin().trial().equals(TrialYaml.write(trial)))
        .isPresent();
  }

  private Optional<String> whyRunAgain(TrialConfig trial, RunReader earlier) {
    try {
      RunStatus status = earlier.status();
      if (!status.state().isConclusive()) {
        return Optional.of("its earlier run did not finish (" + status.reason() + ")");
      }
      Optional<String> difference = difference(earlier.trialYaml(), TrialYaml.write(trial));
      if (difference.isPresent()) {
        throw new ConfigException(
            "%s holds a finished run with other settings (%s); choose another name=NAME or --results DIR, or replace the run with --rerun"
                .formatted(folders.directory(trial), difference.get()));
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
