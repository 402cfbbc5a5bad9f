package io.github.bnlab.robustness;

import io.github.bnlab.dataset.IdxBytes;
import io.github.bnlab.network.NpyArray;
import io.github.bnlab.network.NpzFile;
import io.github.bnlab.recording.files.RunTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small sound inputs of every reader, from which damaged ones are made. */
final class Seeds {
  /** Every construct of the format, small. */
  static final byte[] EXPERIMENT =
      """
      name: a
      label: b
      network: BNLeNet
      dataset: {images: x, labels: y, trainingExamples: 10}
      batchNorm:
        convention: {like: torch, epsilon: 1e-3}
        where: &w [conv1, dense1]
      dropout: {rate: 0.5, after: *w}
      training.steps: 3
      training: {schedule: cosine, clipping: {kind: value, threshold: 2}, shuffle: false}
      variants:
        - {label: v, training.l2: 0.1}
        - {dataset: mnist}
      grid:
        training.seed: [1, 2]
        training.learningRate: [0.1]
      """
          .getBytes(StandardCharsets.UTF_8);

  static final byte[] LABELS = bytes(0x801, new int[] {3}, new byte[] {7, 0, 9});
  static final byte[] IMAGES = bytes(0x803, new int[] {3, 28, 28}, new byte[3 * 784]);

  private Seeds() {}

  /** A sound file; whatever changes it is a fault of the test. */
  static Path beside(Path file, String name, byte[] content) throws IOException {
    Path sound = file.resolveSibling(name);
    return Files.exists(sound) ? sound : Files.write(sound, content);
  }

  /** Sound inputs of a reader. */
  static List<byte[]> of(InputReader reader) {
    return switch (reader) {
      case EXPERIMENT -> List.of(EXPERIMENT, text("network: SimpleNet\n"));
      case OVERRIDE ->
          List.of(text("training.seed=1,2,3"), text("dropout={rate: 0.1, after: [dense1]}"));
      case SETTINGS -> List.of(EXPERIMENT, text("a: {b: [1, 2], c: {d: x}}\n"));
      case IMAGES -> List.of(IMAGES);
      case PACKED_IMAGES -> List.of(IdxBytes.gzip(IMAGES));
      case LABELS -> List.of(LABELS, IdxBytes.gzip(LABELS));
      case NPZ -> List.of(npz(false), npz(true));
      case NPY ->
          List.of(
              npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", 16),
              npy("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", 6));
      case CHECKPOINT -> List.of(CheckpointSeed.CONTENT);
      case STATUS ->
          List.of(
              text(
                  """
                  {"format":1,"status":"diverged","step":7,"epoch":1,"reason":"r",\
                  "dataset":"mnist","stand_in":true,"step_kind":"planned","further":[1,{}]}
                  """));
      case PROVENANCE ->
          List.of(
              text(
                  """
                  {"code_revision":"x","data_sha256":{"a":"0"},"seed":1,"libraries":{"b":"1"},\
                  "java":"17","os":"o","cpu":"c","backend":"b","threads":2}
                  """));
      case PLAN ->
          List.of(
              text(
                  """
                  {"trials":[{"name":"a","done":true,"epochs":0,"steps":0,"dataset":"",\
                  "stand_in":false},{"name":"b-1","epochs":2,"steps":9,"dataset":"mnist"}]}
                  """));
      default -> List.of(table(reader.table()));
    };
  }

  private static byte[] table(RunTable<?> table) {
    String header = String.join(",", table.columns());
    String row = header.replaceAll("[a-z_0-9]+", "1");
    if (table == RunTable.MISTAKES) {
      row = row.replaceAll("1$", "AAECAw==");
    }
    return text(header + "\n" + row + "\n" + row + "\n");
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** An IDX file. */
  static byte[] bytes(int magic, int[] shape, byte[] payload) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * shape.length + payload.length).putInt(magic);
    for (int size : shape) {
      buffer.putInt(size);
    }
    return buffer.put(payload).array();
  }

  static byte[] npy(String header, int payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.writeBytes(new byte[] {(byte) header.length(), (byte) (header.length() >> 8)});
    out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[payload]);
    return out.toByteArray();
  }

  static byte[] zip(String name, byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] npz(boolean single) {
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    arrays.put("init/0/bias", new NpyArray(new long[] {2}, new double[] {1, 2}));
    arrays.put("0/weight", new NpyArray(new long[] {2, 1}, new double[] {3, 4}));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      NpzFile.write(bytes, arrays, single);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
