package io.github.bnlab.robustness;

import io.github.bnlab.recording.Checkpoint.Origin;
import io.github.bnlab.recording.CheckpointWriter;
import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.training.Mistake;
import io.github.bnlab.training.NetworkState;
import io.github.bnlab.training.Score;
import io.github.bnlab.training.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A small sound checkpoint, and what has to lie beside one. */
final class CheckpointSeed {
  static final String TRIAL = "t";

  /** A file that the run was writing, and what it held. */
  static final String RECORD = "iterations.csv";

  static final byte[] RECORD_CONTENT = {'x', 'x', 'x'};

  /** Without its checksum. */
  static final byte[] CONTENT = content();

  private CheckpointSeed() {}

  /** Bytes and their SHA-256. */
  static byte[] summed(byte[] content) {
    try {
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(content);
      byte[] both = Arrays.copyOf(content, content.length + sum.length);
      System.arraycopy(sum, 0, both, content.length, sum.length);
      return both;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A checkpoint without its checksum, as a run writes it. */
  private static byte[] content() {
    Mistake mistake = new Mistake(7, 1, 2, 0.75, 0.125);
    Score score = new Score(3, 0.5, 0.5, new int[][] {{1, 2}, {3, 4}}, List.of(mistake));
    NetworkState network = new NetworkState(new double[] {0.5, 2}, new double[] {0.1}, 1, 0);
    TrainingState state = new TrainingState(1, 1, 1, 0.5, 6, 0.5, 0, 7, 7, null, score, network);
    Origin origin = new Origin("name: a\n", Map.of("a", "00"), "ab", Map.of("b", "1"), "r");
    try {
      Path experiment = Files.createTempDirectory("bnlab-seed");
      RunDirectory directory = RunDirectory.begin(experiment, TRIAL);
      directory.write(RECORD, new String(RECORD_CONTENT, StandardCharsets.US_ASCII));
      try (CheckpointWriter writer = new CheckpointWriter(directory, origin, Duration.ofDays(1))) {
        writer.save(state);
      }
      byte[] whole = Files.readAllBytes(directory.path("checkpoint-1.bin"));
      TemporaryFiles.remove(experiment);
      return Arrays.copyOf(whole, whole.length - summed(new byte[0]).length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
