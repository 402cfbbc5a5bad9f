package io.github.bnlab.experiment;

import io.github.bnlab.backend.Backends;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialYaml;
import io.github.bnlab.dataset.DataFile;
import io.github.bnlab.experiment.Claim.HeldException;
import io.github.bnlab.experiment.TrialEvent.Notice;
import io.github.bnlab.recording.Recorder;
import io.github.bnlab.recording.RunArchive;
import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunJson;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunStatus;
import io.github.bnlab.recording.files.RunStatus.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The trials that a {@link Cluster} runs, by their numbers from 0: what is sent, and what comes
 * back. Nothing but this process writes results.
 */
public final class RemoteTrials {
  private final TrialFolders folders;
  private final DataSource data;
  private final StopSignal stop;
  private final List<TrialConfig> trials;
  private final BiConsumer<TrialConfig, TrialEvent> listener;
  private final BiConsumer<TrialConfig, RunStatus> ended;
  private final BiConsumer<TrialConfig, HeldException> held;
  private final Map<Object, String> files = new HashMap<>();
  private final Map<Integer, Running> running = new HashMap<>();
  private final BitSet over = new BitSet();

  /** A trial of which progress was heard. */
  private static final class Running {
    private int attempt;
    private int told;
  }

  /**
   * Trials to run.
   *
   * @param ended told how one ended when its run directory is there
   * @param held told of one that another process runs now, whose results stay
   */
  RemoteTrials(
      TrialFolders folders,
      DataSource data,
      StopSignal stop,
      List<TrialConfig> trials,
      BiConsumer<TrialConfig, TrialEvent> listener,
      BiConsumer<TrialConfig, RunStatus> ended,
      BiConsumer<TrialConfig, HeldException> held) {
    this.folders = folders;
    this.data = data;
    this.stop = stop;
    this.trials = trials;
    this.listener = listener;
    this.ended = ended;
    this.held = held;
  }

  /** How many there are. */
  public int size() {
    return trials.size();
  }

  /** How many are not over. */
  public int open() {
    return trials.size() - over.cardinality();
  }

  /** Whether no further trial shall run. */
  public boolean stopRequested() {
    return stop.requested();
  }

  /** Name of the experiment. */
  public String experiment() {
    return trials.get(0).experiment();
  }

  /** Writes the data of all trials into a folder, each once; {@link TrialWorker} reads them. */
  public void writeData(Path folder) throws IOException {
    for (TrialConfig trial : trials) {
      if (!files.containsKey(dataOf(trial))) {
        files.put(dataOf(trial), DataFile.write(data.of(trial), folder));
      }
    }
  }

  private static Object dataOf(TrialConfig trial) {
    return List.of(trial.dataset(), trial.fallback());
  }

  /** The line with which a {@link TrialWorker} is asked for a trial, after {@link #writeData}. */
  public String request(int number) {
    TrialConfig trial = trials.get(number);
    return TrialWorker.request(TrialYaml.write(trial), files.get(dataOf(trial)));
  }

  /**
   * Reports the lines that a {@link TrialWorker} answered.
   *
   * @param attempt how often the trial was begun before
   * @param lines all of this attempt that stay; those that were reported are not reported again
   * @param passing the newest of those that do not stay, or empty
   */
  public void progress(int number, int attempt, List<String> lines, String passing) {
    if (over.get(number)) {
      return;
    }
    Running trial = running.computeIfAbsent(number, n -> new Running());
    if (attempt < trial.attempt) {
      return; // a machine that was given up
    }
    if (attempt > trial.attempt) {
      trial.attempt = attempt;
      trial.told = 0;
    }
    for (; trial.told < lines.size(); trial.told++) {
      tell(number, TrialWorker.event(lines.get(trial.told)));
    }
    if (!passing.isEmpty() && trial.told > 0) {
      tell(number, TrialWorker.event(passing));
    }
  }

  private void tell(int number, TrialEvent event) {
    listener.accept(trials.get(number), event);
  }

  /** Says something about a trial to the user. */
  public void notice(int number, String what) {
    tell(number, new Notice(trials.get(number).trial() + " " + what));
  }

  /**
   * Writes the run directory that came back, packed, after a check; what cannot be used counts as a
   * process that was lost.
   */
  public void returned(int number, byte[] run) {
    TrialConfig trial = trials.get(number);
    try (Claim claim = folders.claim(trial, stop, false);
        RunDirectory directory = begun(trial)) {
      claim.guard(directory);
      RunArchive.unpack(run, directory);
      over(number, directory, status(directory, trial));
    } catch (HeldException e) {
      leave(number, e);
    } catch (IOException e) {
      crashed(number, "what came back cannot be used: " + e.getMessage());
    }
  }

  /** How a run that came back ended; an {@link IOException} if it is not a whole one. */
  private static RunStatus status(RunDirectory directory, TrialConfig trial) throws IOException {
    RunReader reader = new RunReader(directory.path("."));
    try {
      RunStatus status = reader.status();
      if (status.state() != State.INTERRUPTED
          && reader.trialYaml().equals(TrialYaml.write(trial))) {
        return status;
      }
    } catch (RecordException e) {
      throw new IOException(e.getMessage(), e);
    }
    throw new IOException("it is not a whole run of this trial");
  }

  private void leave(int number, HeldException owner) {
    running.remove(number);
    over.set(number);
    held.accept(trials.get(number), owner);
  }

  /** A run directory from the beginning. */
  private RunDirectory begun(TrialConfig trial) {
    RunDirectory run = folders.directory(trial);
    run.forget();
    return run.begin();
  }

  /** Records a trial whose process was lost again and again as one that failed. */
  public void crashed(int number, String why) {
    TrialConfig trial = trials.get(number);
    try (Claim claim = folders.claim(trial, stop, false);
        RunDirectory directory = begun(trial)) {
      claim.guard(directory);
      Recorder recorder = new Recorder(directory);
      Map<String, String> sha256 = data.of(trial).sha256();
      directory.write(RunFiles.TRIAL, TrialYaml.write(trial));
      directory.write(RunFiles.FAILURE, why + "\n");
      directory.write(
          RunFiles.PROVENANCE,
          RunJson.write(Provenances.of(trial, sha256, Backends.load(trial.backend()))));
      recorder.failed("its process was lost: " + why.lines().findFirst().orElse(""));
      over(number, directory, recorder.finish());
    } catch (HeldException e) {
      leave(number, e);
    }
  }

  private void over(int number, RunDirectory directory, RunStatus status) {
    TrialConfig trial = trials.get(number);
    if (status.state().isConclusive() || !EarlierRuns.keepFinished(directory, trial)) {
      directory.commit();
    } else {
      notice(number, EarlierRuns.failureNotice(status));
    }
    running.remove(number);
    over.set(number);
    ended.accept(trial, status);
  }
}
