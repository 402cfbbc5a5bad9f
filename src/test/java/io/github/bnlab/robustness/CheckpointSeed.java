package io.github.bnlab.robustness;

import io.github.bnlab.recording.Checkpoint.Origin;
import io.github.bnlab.recording.CheckpointWriter;
import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.training.NetworkState;
import io.github.bnlab.training.Score;
import io.github.bnlab.training.Score.Mistake;
import io.github.bnlab.training.TrainingState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.commons.io.FileUtils;

/** A small sound checkpoint. */
final class CheckpointSeed {
  static final String TRIAL = "t";

  private static final String JSON = "checkpoint.json";
  private static final Map<String, byte[]> FILES = files();

  /** What it holds beside vectors and files of the run, in JSON. */
  static final byte[] CONTENT = FILES.get(JSON);

  private CheckpointSeed() {}

  /** A checkpoint of such content. */
  static byte[] of(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : FILES.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getKey().equals(JSON) ? content : file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Of a checkpoint as a run writes it. */
  private static Map<String, byte[]> files() {
    Mistake mistake = new Mistake(7, 1, 2, 0.75, 0.125);
    Score score = new Score(3, 0.5, 0.5, new int[][] {{1, 2}, {3, 4}}, List.of(mistake));
    NetworkState network = new NetworkState(new double[] {0.5, 2}, new double[] {0.1}, 1, 0);
    TrainingState state = new TrainingState(1, 1, 1, 0.5, 6, 0.5, 0, 7, 7, null, score, network);
    Origin origin = new Origin("name: a\n", Map.of("a", "00"), "ab", Map.of("b", "1"), "r");
    Map<String, byte[]> files = new LinkedHashMap<>();
    try {
      Path experiment = Files.createTempDirectory("bnlab-seed");
      RunDirectory directory = new RunDirectory(experiment, TRIAL).begin();
      directory.write("iterations.csv", "xxx");
      try (CheckpointWriter writer = new CheckpointWriter(directory, origin, Duration.ofDays(1))) {
        writer.save(state);
      }
      Path checkpoint = experiment.resolve("." + TRIAL + ".checkpoints/checkpoint-1.npz");
      try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(checkpoint))) {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          files.put(entry.getName(), zip.readAllBytes());
        }
      }
      FileUtils.deleteDirectory(experiment.toFile());
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
