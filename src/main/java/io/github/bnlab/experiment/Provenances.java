package io.github.bnlab.experiment;

import io.github.bnlab.backend.BackendInfo;
import io.github.bnlab.backend.Backends;
import io.github.bnlab.backend.Machine;
import io.github.bnlab.config.LibraryVersion;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialYaml;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.network.FlatArrays;
import io.github.bnlab.recording.Checkpoint.Origin;
import io.github.bnlab.recording.files.Provenance;
import io.github.bnlab.training.TrainingStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Finds out what a run was made from and on. */
final class Provenances {
  /** Group and artifact of the libraries that decide what is computed. */
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "nd4j", "org.nd4j/nd4j-api",
          "deeplearning4j", "org.deeplearning4j/deeplearning4j-nn",
          "datavec", "org.datavec/datavec-api",
          "javacpp", "org.bytedeco/javacpp");

  private Provenances() {}

  /** Of a run on this machine, with the backend that is loaded. */
  static Provenance of(TrialConfig trial, Map<String, String> dataSha256, BackendInfo backend) {
    Machine machine = Machine.here();
    Map<String, String> versions = new TreeMap<>(LIBRARIES);
    versions.replaceAll((name, path) -> LibraryVersion.of(path));
    return new Provenance(
        LibraryVersion.revision(),
        dataSha256,
        trial.training().seed(),
        versions,
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        machine.os(),
        machine.cpu(),
        String.join(" ", backend.name(), backend.natives(), backend.blas(), backend.instructions()),
        backend.openMpThreads(),
        fit(trial));
  }

  /**
   * Checksums of the files of a trial by name: its data, and its initial weights if it reads them.
   */
  static Map<String, String> files(TrialConfig trial, LoadedData data) {
    Map<String, String> files = new TreeMap<>(data.sha256());
    if (trial.readsWeights()) {
      try {
        byte[] weights = Files.readAllBytes(Path.of(trial.initialWeights()));
        files.put(trial.initialWeights(), DigestUtils.sha256Hex(weights));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files;
  }

  /** What the numbers of a trial depend on if DL4J's {@code fit} trains it, else nothing. */
  static Map<String, String> fit(TrialConfig trial) {
    BackendInfo backend = Backends.load(trial.backend());
    return TrainingStep.isOfDl4j(trial.training()) ? backend.fitEnvironment() : Map.of();
  }

  /** What a trial is computed from, given its network with its initial parameters. */
  static Origin origin(TrialConfig trial, LoadedData data, MultiLayerNetwork network) {
    double[] initial = FlatArrays.read(network.params());
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * initial.length);
    bytes.asDoubleBuffer().put(initial);
    String sha256 = DigestUtils.sha256Hex(bytes.array());
    return new Origin(
        TrialYaml.write(trial), data.sha256(), sha256, fit(trial), LibraryVersion.revision());
  }
}
