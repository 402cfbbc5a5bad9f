package io.github.bnlab.recording;

import io.github.bnlab.config.Sha256;
import io.github.bnlab.recording.Checkpoint.Extent;
import io.github.bnlab.recording.Checkpoint.Origin;
import io.github.bnlab.training.Mistake;
import io.github.bnlab.training.NetworkState;
import io.github.bnlab.training.Score;
import io.github.bnlab.training.TrainingState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checkpoints as bytes: a mark, big-endian values in the order of the records' components, texts
 * and lists after their lengths, and the SHA-256 of all that at the end, which detects truncated
 * files. Lengths are checked against the bytes that are there.
 */
final class CheckpointFormat {
  private static final byte[] MARK = {'B', 'N', 'L', 'A', 'B', 'C', 'K', '3'};
  private static final int DIGEST = 32;

  private CheckpointFormat() {}

  static byte[] write(Checkpoint checkpoint) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      bytes.write(MARK);
      DataOutputStream out = new DataOutputStream(bytes);
      write(out, checkpoint.origin());
      out.writeInt(checkpoint.files().size());
      for (Extent file : checkpoint.files()) {
        CheckpointCodec.text(out, file.name());
        out.writeLong(file.length());
        out.writeInt(file.checksum());
        out.writeBoolean(file.open());
      }
      write(out, checkpoint.state());
      bytes.write(Sha256.of(bytes.toByteArray()));
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads one.
   *
   * @throws IOException with one sentence if it is not whole or not a checkpoint
   */
  static Checkpoint read(byte[] bytes) throws IOException {
    int length = bytes.length - DIGEST;
    if (length < MARK.length || !Arrays.equals(Arrays.copyOf(bytes, MARK.length), MARK)) {
      throw new IOException("it is not a checkpoint of this version");
    }
    byte[] content = Arrays.copyOf(bytes, length);
    if (!Arrays.equals(Sha256.of(content), Arrays.copyOfRange(bytes, length, bytes.length))) {
      throw new IOException("it is truncated or damaged: its checksum does not match");
    }
    DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(content, MARK.length, length - MARK.length));
    try {
      Origin origin = origin(in);
      int count = CheckpointCodec.count(in);
      List<Extent> files = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        files.add(
            new Extent(CheckpointCodec.text(in), in.readLong(), in.readInt(), in.readBoolean()));
      }
      Checkpoint checkpoint = new Checkpoint(origin, files, state(in));
      if (in.available() > 0) {
        throw new IOException("it has more data after its end");
      }
      return checkpoint;
    } catch (RuntimeException e) {
      throw new IOException("it holds invalid values: " + e.getMessage(), e);
    }
  }

  private static void write(DataOutputStream out, Origin origin) throws IOException {
    CheckpointCodec.text(out, origin.trial());
    write(out, origin.data());
    CheckpointCodec.text(out, origin.initialParameters());
    write(out, origin.fit());
    CheckpointCodec.text(out, origin.revision());
  }

  private static void write(DataOutputStream out, Map<String, String> texts) throws IOException {
    out.writeInt(texts.size());
    for (Map.Entry<String, String> entry : new TreeMap<>(texts).entrySet()) {
      CheckpointCodec.text(out, entry.getKey());
      CheckpointCodec.text(out, entry.getValue());
    }
  }

  private static Origin origin(DataInputStream in) throws IOException {
    return new Origin(
        CheckpointCodec.text(in),
        texts(in),
        CheckpointCodec.text(in),
        texts(in),
        CheckpointCodec.text(in));
  }

  private static Map<String, String> texts(DataInputStream in) throws IOException {
    int count = CheckpointCodec.count(in);
    Map<String, String> texts = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      texts.put(CheckpointCodec.text(in), CheckpointCodec.text(in));
    }
    return texts;
  }

  private static void write(DataOutputStream out, TrainingState state) throws IOException {
    out.writeInt(state.step());
    out.writeInt(state.epoch());
    out.writeInt(state.stepsOfEpoch());
    out.writeDouble(state.lossSum());
    out.writeLong(state.examples());
    out.writeDouble(state.lowestLoss());
    out.writeInt(state.epochsSince());
    out.writeLong(state.nanos());
    out.writeLong(state.epochNanos());
    write(out, state.validation());
    write(out, state.test());
    CheckpointCodec.numbers(out, state.network().parameters());
    CheckpointCodec.numbers(out, state.network().updater());
    out.writeInt(state.network().iteration());
    out.writeInt(state.network().epoch());
  }

  private static TrainingState state(DataInputStream in) throws IOException {
    return new TrainingState(
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readDouble(),
        in.readLong(),
        in.readDouble(),
        in.readInt(),
        in.readLong(),
        in.readLong(),
        score(in),
        score(in),
        new NetworkState(
            CheckpointCodec.numbers(in), CheckpointCodec.numbers(in), in.readInt(), in.readInt()));
  }

  private static void write(DataOutputStream out, Score score) throws IOException {
    out.writeBoolean(score != null);
    if (score == null) {
      return;
    }
    out.writeInt(score.examples());
    out.writeDouble(score.loss());
    out.writeDouble(score.accuracy());
    out.writeInt(score.confusion().length);
    for (int[] row : score.confusion()) {
      CheckpointCodec.integers(out, row);
    }
    out.writeInt(score.mistakes().size());
    for (Mistake mistake : score.mistakes()) {
      CheckpointCodec.integers(out, mistake.index(), mistake.label(), mistake.predicted());
      out.writeDouble(mistake.probability());
      out.writeDouble(mistake.labelProbability());
    }
  }

  private static Score score(DataInputStream in) throws IOException {
    if (!in.readBoolean()) {
      return null;
    }
    int examples = in.readInt();
    double loss = in.readDouble();
    double accuracy = in.readDouble();
    int[][] confusion = new int[CheckpointCodec.count(in)][];
    for (int row = 0; row < confusion.length; row++) {
      confusion[row] = CheckpointCodec.integers(in);
    }
    int count = CheckpointCodec.count(in);
    List<Mistake> mistakes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] n = CheckpointCodec.integers(in);
      mistakes.add(new Mistake(n[0], n[1], n[2], in.readDouble(), in.readDouble()));
    }
    return new Score(examples, loss, accuracy, confusion, mistakes);
  }
}
