package io.github.bnlab.experiment;

import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where the trials of an experiment have their run directories: in its folder, or, in an experiment
 * of more than {@link #MOST} trials, in one of 256 folders below it that depends on the name. A
 * trial stays where it is found; the folders are listed once, since to ask for each trial of a
 * large experiment takes long on a shared file system.
 */
final class TrialFolders {
  private static final int MOST = 4_096;

  private final Path experiment;
  private final boolean split;

  /** The folders of trials of which anything was found. */
  private final Map<String, Path> found = new HashMap<>();

  TrialFolders(Path results, Experiment experiment) {
    this.experiment = results.resolve(experiment.name());
    this.split = experiment.trials().size() > MOST;
    try {
      list(this.experiment);
    } catch (IOException e) {
      throw RecordException.of("Cannot read " + this.experiment, e);
    }
  }

  private void list(Path folder) throws IOException {
    List<String> names;
    try (Stream<Path> entries = Files.list(folder)) {
      names = entries.map(entry -> entry.getFileName().toString()).toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return; // What is in the way is reported when something is written.
    }
    for (String name : names) {
      if (folder.equals(experiment) && RunFiles.isPart(name)) {
        list(folder.resolve(name));
      } else {
        found.put(key(RunFiles.trialOf(name)), folder);
      }
    }
  }

  /** Folders of some file systems do not tell upper from lower case. */
  private static String key(String trial) {
    return trial.toLowerCase(Locale.ROOT);
  }

  /** The folder of the experiment. */
  Path experiment() {
    return experiment;
  }

  /** Whether there was anything of a trial, finished or not, when the folders were listed. */
  boolean has(TrialConfig trial) {
    return found.containsKey(key(trial.trial()));
  }

  /** Whether the trial was claimed when the folders were listed. */
  boolean hasClaim(TrialConfig trial) {
    return found.containsKey(key(Claim.fileOf(trial.trial())));
  }

  /** The folder that holds a trial's run directory and its claim. */
  Path parent(TrialConfig trial) {
    String name = trial.trial();
    return found.getOrDefault(
        key(name), split ? experiment.resolve(RunFiles.part(name)) : experiment);
  }

  /** Claims a trial, as {@link Claim#of} does. */
  Claim claim(TrialConfig trial, StopSignal stop, boolean waits) throws Claim.HeldException {
    return Claim.of(parent(trial), trial.trial(), stop, waits);
  }

  /** The run directory of a trial. */
  RunDirectory directory(TrialConfig trial) {
    return new RunDirectory(parent(trial), trial.trial());
  }
}
