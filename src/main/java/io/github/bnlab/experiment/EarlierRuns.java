package io.github.bnlab.experiment;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialYaml;
import io.github.bnlab.dataset.DataException;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.network.Networks;
import io.github.bnlab.recording.Checkpoint;
import io.github.bnlab.recording.Checkpoint.Origin;
import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunStatus;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Earlier runs of the trials of an experiment: which trials are done, and which continue.
 *
 * @param folders of the experiment
 * @param earlier what to do with unfinished runs
 * @param data to see whether it is still the same, and whether data that was stood in for is there
 */
record EarlierRuns(TrialFolders folders, Earlier earlier, DataSource data) {
  /**
   * Whether a run of exactly these settings came to its end, and no run that is to replace it was
   * cut off.
   *
   * @param notices told why a trial that was run before is run again
   * @throws ConfigException if a run of other settings did, which is not replaced
   * @throws RecordException if there is no permission to read a run
   */
  boolean isDone(TrialConfig trial, Consumer<String> notices) {
    RunDirectory run = folders.directory(trial);
    RunReader reader = new RunReader(run.target());
    if (!reader.exists()) {
      return false;
    }
    Optional<String> why = whyRunAgain(trial, reader);
    if (why.isEmpty() && !run.isBegun()) {
      changedFile(trial, reader)
          .map(
              "%s has changed since finished trials were trained on it; they are kept as they are, and --rerun trains them again"
                  ::formatted)
          .ifPresent(notices);
      return true;
    }
    // A trial that continues gives the reason then.
    boolean continues = newestOrigin(run).filter(origin -> isOf(origin, trial)).isPresent();
    why.filter(reason -> !continues)
        .ifPresent(reason -> notices.accept(trial.trial() + " is run again: " + reason));
    return why.isEmpty() && !continues;
  }

  private Optional<String> whyRunAgain(TrialConfig trial, RunReader run) {
    try {
      RunStatus status = run.status();
      if (!status.state().isConclusive()) {
        return Optional.of("its earlier run did not finish (" + status.reason() + ")");
      }
      Optional<String> difference = difference(run, TrialYaml.write(trial));
      if (difference.isPresent()) {
        throw new ConfigException(
            "%s holds a finished run with other settings (%s); choose another folder with --results, or replace the run with --rerun"
                .formatted(run.directory(), difference.get()));
      }
      if (status.standIn() && !data.of(trial).standIn()) {
        return Optional.of("its earlier run was on " + status.dataset() + " as a stand-in");
      }
      return Optional.empty();
    } catch (RecordException e) {
      if (e.isDenied()) {
        throw e; // It may be whole.
      }
      return Optional.of("its earlier run cannot be read (" + e.getMessage() + ")");
    }
  }

  /** A file of the user's own that is not what it was when a run was trained. */
  private Optional<String> changedFile(TrialConfig trial, RunReader run) {
    if (!trial.dataset().ownFiles() && !trial.readsWeights()) {
      return Optional.empty();
    }
    try {
      Map<String, String> before = run.provenance().dataSha256();
      return Provenances.files(trial, data.of(trial)).entrySet().stream()
          .filter(now -> !now.getValue().equals(before.getOrDefault(now.getKey(), now.getValue())))
          .map(Map.Entry::getKey)
          .findFirst();
    } catch (RecordException | DataException | UncheckedIOException e) {
      return Optional.empty(); // It is gone, and the run needs it no more.
    }
  }

  /**
   * Keeps a run that came to its end, which one that did not must not replace; removes what the
   * latter wrote if both have the same settings and data.
   *
   * @return whether there is such a run
   */
  static boolean keepFinished(RunDirectory directory, TrialConfig trial) {
    RunReader earlier = new RunReader(directory.target());
    boolean isSame;
    try {
      if (!earlier.exists() || !earlier.status().state().isConclusive()) {
        return false;
      }
      isSame = earlier.trialYaml().equals(TrialYaml.write(trial)) && !earlier.status().standIn();
    } catch (RecordException e) {
      return e.isDenied(); // Else it would be run again in any case.
    }
    if (isSame) {
      directory.clear(); // The earlier run is complete, so that this one is not needed.
    }
    return true;
  }

  /** What is said of a trial that failed and whose earlier run is kept. */
  static String failureNotice(RunStatus status) {
    return "failed (" + status.reason() + "); its earlier run is kept";
  }

  /**
   * The first setting in which a run of this name, finished or not, differs; empty if there is no
   * such run, or it cannot be read.
   */
  static Optional<String> otherSetting(TrialFolders folders, TrialConfig trial) {
    try {
      RunDirectory run = folders.directory(trial);
      RunReader reader = new RunReader(run.target());
      String asked = TrialYaml.write(trial);
      return reader.exists()
          ? difference(reader, asked)
          : newestOrigin(run).flatMap(origin -> difference(origin.trial(), asked));
    } catch (RecordException | ConfigException e) {
      return Optional.empty();
    }
  }

  /**
   * The first setting in which a run differs; empty if all are the same.
   *
   * @throws RecordException if its settings cannot be read
   */
  private static Optional<String> difference(RunReader run, String asked) {
    String recorded = run.trialYaml();
    Path file = run.directory().resolve(RunFiles.TRIAL);
    if (recorded.length() < asked.length() && asked.startsWith(recorded)) {
      throw new RecordException(file + " is cut short");
    }
    try {
      return difference(recorded, asked);
    } catch (ConfigException e) {
      throw new RecordException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static Optional<String> difference(String recorded, String asked) {
    String current = recorded.equals(asked) ? recorded : ExperimentReader.current(recorded);
    if (current.equals(asked)) {
      return Optional.empty();
    }
    Map<String, String> before = TrialYaml.flat("trial.yaml", current);
    Map<String, String> now = TrialYaml.flat("trial.yaml", asked);
    Set<String> keys = new LinkedHashSet<>(now.keySet());
    keys.addAll(before.keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(before.get(key), now.get(key)))
        .map(key -> "%s: %s there, %s here".formatted(key, before.get(key), now.get(key)))
        .findFirst();
  }

  /**
   * Fails if trials must continue but cannot, or would continue with other numbers; changes
   * nothing.
   *
   * @throws ConfigException if a trial cannot continue; it is kept as it is
   */
  void checkContinuations(List<TrialConfig> open) {
    if (earlier == Earlier.RERUN || open.isEmpty()) {
      return;
    }
    long continuing = open.stream().filter(folders::has).filter(this::checkContinuation).count();
    if (earlier == Earlier.MUST_CONTINUE && continuing == 0) {
      throw new ConfigException(
          "--resume: no unfinished trial in %s has a usable checkpoint; remove --resume to start them again"
              .formatted(folders.experiment()));
    }
  }

  /** The same for one trial; whether it must continue and can. */
  boolean checkContinuation(TrialConfig trial) {
    RunDirectory run = folders.directory(trial);
    Optional<Origin> origin = newestOrigin(run);
    if (earlier == Earlier.MUST_CONTINUE && origin.isEmpty() && run.hasCheckpoints()) {
      throw new ConfigException(
          "--resume: %s cannot continue, since none of its checkpoints can be used; remove --resume to start it again"
              .formatted(trial.trial()));
    }
    String fit =
        origin
            .filter(found -> isOf(found, trial))
            .map(found -> found.fitDifference(Provenances.fit(trial)))
            .orElse("");
    if (!fit.isEmpty()) {
      // A changed environment, unlike changed data, can be changed back: nothing is discarded.
      throw new ConfigException(
          "%s is unfinished, and %s; run it where and as it was begun to continue, choose another folder with --results, or start again with --rerun"
              .formatted(run.target(), fit));
    }
    boolean continues = earlier == Earlier.MUST_CONTINUE && origin.isPresent();
    if (continues) {
      LoadedData loaded = data.of(trial);
      String difference =
          origin.get().difference(Provenances.origin(trial, loaded, Networks.build(trial)));
      if (!difference.isEmpty()) {
        throw new ConfigException(
            "--resume: %s cannot continue, since %s; remove --resume to start it again"
                .formatted(trial.trial(), difference));
      }
    }
    return continues;
  }

  /** What the newest checkpoint of an unfinished run was computed from. */
  private static Optional<Origin> newestOrigin(RunDirectory run) {
    return run.newestCheckpoint().map(Checkpoint::origin);
  }

  private static boolean isOf(Origin origin, TrialConfig trial) {
    return origin.trial().equals(TrialYaml.write(trial));
  }
}
