package io.github.bnlab.recording;

import io.github.bnlab.config.Sha256;
import io.github.bnlab.training.TrainingState;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * All that is needed to resume a trial.
 *
 * @param origin what the state was computed from
 * @param files of the run directory at that moment
 * @param state of the training
 */
public record Checkpoint(Origin origin, List<Extent> files, TrainingState state) {
  public Checkpoint {
    files = List.copyOf(files);
    if (files.stream().map(Extent::name).distinct().count() < files.size()) {
      throw new IllegalArgumentException("a file is named twice");
    }
  }

  /**
   * What a state is computed from; a trial is resumed only if its origin is equal.
   *
   * @param trial settings, as {@code trial.yaml} holds them
   * @param data SHA-256 of the content by file name
   * @param initialParameters SHA-256 of the network's parameters before the first step
   * @param revision of the program
   */
  public record Origin(
      String trial, Map<String, String> data, String initialParameters, String revision) {
    public Origin {
      data = Collections.unmodifiableMap(new TreeMap<>(data)); // always in the same order
    }

    /**
     * Of a trial that is about to be trained.
     *
     * @param network with its initial parameters
     */
    public static Origin of(String trial, Map<String, String> data, MultiLayerNetwork network) {
      double[] initial = network.params().dup('c').data().asDouble();
      ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * initial.length);
      for (double value : initial) {
        bytes.putDouble(value);
      }
      String sha256 = HexFormat.of().formatHex(Sha256.of(bytes.array()));
      return new Origin(trial, data, sha256, BuildInfo.read().revision());
    }

    /** How this origin differs from another one, or an empty text if they agree. */
    public String difference(Origin other) {
      if (!trial.equals(other.trial)) {
        return "its settings differ from those of its checkpoint";
      }
      if (!data.equals(other.data)) {
        return "the data differs from that of its checkpoint";
      }
      return initialParameters.equals(other.initialParameters)
          ? ""
          : "the initial parameters differ from those of its checkpoint";
    }
  }

  /**
   * A file and how far it was written.
   *
   * @param name within the run directory
   * @param length in bytes
   * @param checksum CRC-32C of them
   * @param open whether it was still being written, so that it is to be continued
   */
  record Extent(String name, long length, int checksum, boolean open) {
    Extent {
      Path file = Path.of(name);
      if (length < 0 || !file.equals(file.getFileName())) {
        throw new IllegalArgumentException(
            name + " of " + length + " bytes is not a file of a run");
      }
    }
  }
}
