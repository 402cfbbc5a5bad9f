package io.github.bnlab.recording;

import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.network.NpyArray;
import io.github.bnlab.network.NpzFile;
import io.github.bnlab.network.ParameterFiles;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.training.TrainingObserver;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;

/**
 * Saves the network of a trial that neither diverged nor was interrupted, for DL4J and, with its
 * initial state, for NumPy.
 */
public final class ModelRecorder implements TrainingObserver {
  private final RunDirectory directory;
  private final Map<String, NpyArray> parameters = new LinkedHashMap<>();
  private TrialStarted trial;
  private boolean single;

  /** Records into a directory. */
  public ModelRecorder(RunDirectory directory) {
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
    directory.write(RunFiles.MODEL, out -> write(network, out));
    directory.write(RunFiles.PARAMETERS, out -> NpzFile.write(out, parameters, single));
  }

  /**
   * Writes the network as DL4J does ({@code ModelSerializer}), with its updater's state, so that
   * the same network gives the same bytes: the time stamps that a zip file keeps are all set to one
   * moment. The stream stays open.
   */
  static void write(MultiLayerNetwork network, OutputStream out) throws IOException {
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    ModelSerializer.writeModel(network, saved, true);
    ZipOutputStream zip = new ZipOutputStream(out);
    try (ZipInputStream entries =
        new ZipInputStream(new ByteArrayInputStream(saved.toByteArray()))) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(NpzFile.WRITTEN);
        zip.putNextEntry(copy);
        entries.transferTo(zip);
        zip.closeEntry();
      }
    }
    zip.finish();
  }
}
