package io.github.bnlab.experiment;

import io.github.bnlab.backend.BackendInfo;
import io.github.bnlab.backend.Backends;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.DataException;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.experiment.robustness.RobustnessObserver;
import io.github.bnlab.network.Networks;
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
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs trials in this process, on the calling thread.
 *
 * @param data where data comes from
 * @param stop asks a running trial to end
 * @param interval time between checkpoints within an epoch; zero: there are none
 */
record InProcessRunner(DataSource data, StopSignal stop, Duration interval) implements TrialRunner {
  @Override
  public void run(TrialConfig trial, RunDirectory run, Consumer<TrialEvent> told) {
    try (RunDirectory directory = run.begin()) {
      Resumption resumption = new Resumption(trial, directory, told);
      resumption.checkSettings();
      State state = record(resumption).state();
      if (state == State.INTERRUPTED) {
        stop.request();
      }
      if (state.isConclusive()) {
        directory.commit();
      } else if (state != State.INTERRUPTED || !resumption.keepsEarlierRun()) {
        directory.commitUnfinished();
      }
    }
  }

  private RunStatus record(Resumption resumption) {
    TrialConfig trial = resumption.trial();
    RunDirectory directory = resumption.directory();
    BackendInfo backend = Backends.load(trial.backend());
    try (Recorder recorder = new Recorder(directory)) {
      Map<String, String> sha256 = Map.of();
      try {
        LoadedData loaded = data.load(trial.dataset(), trial.fallback());
        sha256 = loaded.sha256();
        train(resumption, loaded, recorder);
      } catch (RecordException e) {
        throw e;
      } catch (RuntimeException | OutOfMemoryError e) {
        recorder.failed(e instanceof DataException ? e.getMessage() : e.toString());
        directory.write(RunFiles.FAILURE, stackTrace(e));
      }
      directory.write(RunFiles.PROVENANCE, RunJson.write(Provenances.of(trial, sha256, backend)));
      return recorder.finish();
    }
  }

  private void train(Resumption resumption, LoadedData loaded, TrainingObserver recorder) {
    TrialConfig trial = resumption.trial();
    RunDirectory directory = resumption.directory();
    MultiLayerNetwork network = Networks.build(trial);
    Origin origin = resumption.check(loaded, network);
    List<TrainingObserver> observers = new ArrayList<>(List.of(recorder));
    if (trial.recording().model()) {
      observers.add(new ModelRecorder(directory));
    }
    if (trial.recording().robustness()) {
      observers.add(new RobustnessObserver(directory));
    }
    observers.add(new ProgressReporter(resumption.told()));
    try (ProbeRecorder probes = new ProbeRecorder(directory);
        MeasureRecorder measures = new MeasureRecorder(directory);
        CheckpointWriter checkpoints = new CheckpointWriter(directory, origin, interval)) {
      if (trial.recording().probes()) {
        observers.add(probes);
      }
      if (trial.recording().measures() > 0) {
        observers.add(measures);
      }
      new Trainer(stop::requested, checkpoints).train(network, trial, loaded, observers);
    } finally {
      // What layers of DL4J keep as scratch memory would add up from network to network.
      Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    }
  }

  private static String stackTrace(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
