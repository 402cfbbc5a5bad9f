package io.github.bnlab.experiment;

import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.network.NpyArray;
import io.github.bnlab.network.NpzFile;
import io.github.bnlab.network.ParameterFiles;
import io.github.bnlab.recording.ModelFile;
import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.training.TrainingObserver;
import io.github.bnlab.training.TrialEnded;
import io.github.bnlab.training.TrialStarted;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Saves the network of a trial that was not cut off, for DL4J and, with its initial state, for
 * NumPy.
 */
final class ModelObserver implements TrainingObserver {
  private final RunDirectory directory;
  private final Map<String, NpyArray> parameters = new LinkedHashMap<>();
  private TrialStarted trial;
  private boolean single;

  ModelObserver(RunDirectory directory) {
    this.directory = directory;
  }

  @Override
  public void trialStarted(TrialStarted event) {
    trial = event;
    single = event.config().dataType() == FloatType.FLOAT;
    parameters.putAll(ParameterFiles.of(event.network(), ParameterFiles.INITIAL));
  }

  @Override
  public void trialEnded(TrialEnded event) {
    if (!event.outcome().isAsConfigured()) {
      return;
    }
    MultiLayerNetwork network = trial.network();
    parameters.putAll(ParameterFiles.of(network, ParameterFiles.FINAL));
    directory.write(RunFiles.MODEL, out -> ModelFile.write(network, out));
    directory.write(RunFiles.PARAMETERS, out -> NpzFile.write(out, parameters, single));
  }
}
