package io.github.bnlab.robustness;

import io.github.bnlab.network.NpyArray;
import io.github.bnlab.network.NpzFile;
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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;

/** A small sound checkpoint, and what has to lie beside one. */
final class CheckpointSeed {
  static final String TRIAL = "t";

  /** A file that the run was writing, and what it held. */
  static final String RECORD = "iterations.csv";

  static final byte[] RECORD_CONTENT = {'x', 'x', 'x'};

  private static final Map<String, NpyArray> ARRAYS = arrays();

  /** What it holds beside vectors, in JSON. */
  static final byte[] CONTENT = ARRAYS.get("json").bytes();

  private CheckpointSeed() {}

  /** A checkpoint of such content: an archive whose comment is the SHA-256 of what precedes it. */
  static byte[] of(byte[] content) {
    Map<String, NpyArray> arrays = new LinkedHashMap<>(ARRAYS);
    arrays.put("json", NpyArray.ofBytes(content));
    ByteArrayOutputStream npz = new ByteArrayOutputStream();
    try {
      NpzFile.write(npz, arrays, false);
      byte[] bytes = npz.toByteArray();
      bytes[bytes.length - 2] = 32;
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(bytes);
      return ByteBuffer.allocate(bytes.length + sum.length).put(bytes).put(sum).array();
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of a checkpoint as a run writes it. */
  private static Map<String, NpyArray> arrays() {
    Mistake mistake = new Mistake(7, 1, 2, 0.75, 0.125);
    Score score = new Score(3, 0.5, 0.5, new int[][] {{1, 2}, {3, 4}}, List.of(mistake));
    NetworkState network = new NetworkState(new double[] {0.5, 2}, new double[] {0.1}, 1, 0);
    TrainingState state = new TrainingState(1, 1, 1, 0.5, 6, 0.5, 0, 7, 7, null, score, network);
    Origin origin = new Origin("name: a\n", Map.of("a", "00"), "ab", Map.of("b", "1"), "r");
    try {
      Path experiment = Files.createTempDirectory("bnlab-seed");
      RunDirectory directory = new RunDirectory(experiment, TRIAL).begin();
      directory.write(RECORD, new String(RECORD_CONTENT, StandardCharsets.US_ASCII));
      try (CheckpointWriter writer = new CheckpointWriter(directory, origin, Duration.ofDays(1))) {
        writer.save(state);
      }
      Map<String, NpyArray> arrays = NpzFile.read(directory.path("checkpoint-1.npz"));
      FileUtils.deleteDirectory(experiment.toFile());
      return arrays;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
