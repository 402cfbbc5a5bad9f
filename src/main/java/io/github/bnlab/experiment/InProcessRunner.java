package io.github.bnlab.experiment;

import io.github.bnlab.backend.BackendInfo;
import io.github.bnlab.backend.Backends;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialYaml;
import io.github.bnlab.dataset.DataException;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.experiment.TrialEvent.Notice;
import io.github.bnlab.experiment.robustness.RobustnessObserver;
import io.github.bnlab.network.Networks;
import io.github.bnlab.recording.Checkpoint;
import io.github.bnlab.recording.Checkpoint.Origin;
import io.github.bnlab.recording.CheckpointWriter;
import io.github.bnlab.recording.MeasureRecorder;
import io.github.bnlab.recording.ModelRecorder;
import io.github.bnlab.recording.ProbeRecorder;
import io.github.bnlab.recording.Recorder;
import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunJson;
import io.github.bnlab.recording.files.RunStatus;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.training.Trainer;
import io.github.bnlab.training.TrainingObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs a trial in this process, on the calling thread. It continues from the checkpoint of an
 * unfinished run in its directory if that was computed from the same, else it starts again.
 *
 * @param data where data comes from
 * @param stop asks the trial to end
 * @param interval time between checkpoints within an epoch; zero: there are none
 * @param trial its settings
 * @param directory its run directory
 * @param told receives its events
 */
record InProcessRunner(
    DataSource data,
    StopSignal stop,
    Duration interval,
    TrialConfig trial,
    RunDirectory directory,
    Consumer<TrialEvent> told) {
  /**
   * Runs the trial to its end, successful or not, and leaves a complete run directory: its own, or
   * that of an earlier run that came to its end if this one does not.
   *
   * @return how this run ended
   * @throws RecordException if there is no new run directory
   */
  RunStatus run() {
    directory.begin();
    try (directory) {
      checkSettings();
      RunStatus status = record();
      boolean stopped = status.state() == State.INTERRUPTED;
      if (stopped) {
        stop.request();
      }
      if (status.state().isConclusive()) {
        directory.commit();
      } else if (EarlierRuns.keepFinished(directory, trial)) {
        notice(
            stopped ? "was stopped; its earlier run is kept" : EarlierRuns.failureNotice(status));
      } else {
        directory.commitUnfinished();
      }
      return status;
    }
  }

  /** Before data is loaded. */
  private void checkSettings() {
    if (directory.isDamaged()) {
      notice("starts again: none of its checkpoints can be used");
    }
    Optional<Checkpoint> before = directory.checkpoint();
    if (before.isPresent() && !before.get().origin().trial().equals(TrialYaml.write(trial))) {
      startAgain("its settings differ from those of its checkpoint");
    }
    directory.write(RunFiles.TRIAL, TrialYaml.write(trial));
  }

  private RunStatus record() {
    BackendInfo backend = Backends.load(trial.backend());
    Recorder recorder = new Recorder(directory);
    Map<String, String> sha256 = Map.of();
    try {
      LoadedData loaded = data.of(trial);
      sha256 = Provenances.files(trial, loaded);
      train(loaded, recorder);
    } catch (RecordException e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      recorder.failed(reason(e));
      directory.write(RunFiles.FAILURE, ExceptionUtils.getStackTrace(e));
    }
    directory.write(RunFiles.PROVENANCE, RunJson.write(Provenances.of(trial, sha256, backend)));
    return recorder.finish();
  }

  private static String reason(Throwable e) {
    if (e instanceof OutOfMemoryError) {
      return "%s; choose a smaller training.batchSize, or set BNLAB_JAVA_OPTS=-Xmx4g"
          .formatted(e.getMessage());
    }
    return e instanceof DataException ? e.getMessage() : e.toString();
  }

  private void train(LoadedData loaded, TrainingObserver recorder) {
    MultiLayerNetwork network = Networks.build(trial);
    Origin origin = Provenances.origin(trial, loaded, network);
    directory.checkpoint().ifPresent(checkpoint -> check(checkpoint, origin));
    List<TrainingObserver> observers = new ArrayList<>(List.of(recorder));
    if (trial.recording().model()) {
      observers.add(new ModelRecorder(directory));
    }
    if (trial.recording().robustness()) {
      observers.add(new RobustnessObserver(directory));
    }
    observers.add(new ProgressReporter(told));
    if (trial.recording().probes()) {
      observers.add(new ProbeRecorder(directory));
    }
    if (trial.recording().measures() > 0) {
      observers.add(new MeasureRecorder(directory));
    }
    try (CheckpointWriter checkpoints = new CheckpointWriter(directory, origin, interval)) {
      new Trainer(stop::requested, checkpoints).train(network, trial, loaded, observers);
    } finally {
      // What layers of DL4J keep as scratch memory would add up from network to network.
      Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    }
  }

  /** Checks data, initial parameters and what {@code fit} depends on as well. */
  private void check(Checkpoint checkpoint, Origin origin) {
    String difference = checkpoint.origin().difference(origin);
    if (!difference.isEmpty()) {
      startAgain(difference);
      directory.write(RunFiles.TRIAL, TrialYaml.write(trial));
      return;
    }
    notice("continues after step " + checkpoint.state().step() + " of its unfinished run");
    String before = checkpoint.origin().revision();
    if (!before.equals(origin.revision())) {
      notice(
          "was started by revision %s of this program and continues with revision %s"
              .formatted(before, origin.revision()));
    }
  }

  private void startAgain(String why) {
    notice("starts again: " + why);
    directory.clear();
  }

  private void notice(String what) {
    told.accept(new Notice(trial.trial() + " " + what));
  }
}
