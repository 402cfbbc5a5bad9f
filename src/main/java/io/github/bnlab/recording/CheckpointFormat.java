package io.github.bnlab.recording;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonNull;
import com.google.gson.JsonSerializer;
import com.google.gson.Strictness;
import io.github.bnlab.network.NpyArray;
import io.github.bnlab.network.NpzFile;
import io.github.bnlab.training.NetworkState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Checkpoints as {@code .npz} files of NumPy: the vectors {@code parameters} and {@code updater},
 * as floats where that loses nothing, and everything else as JSON, the bytes of {@code json}. The
 * comment of the archive is the SHA-256 of all bytes before it, which detects any damage.
 */
final class CheckpointFormat {
  private static final int VERSION = 4;
  private static final int DIGEST = 32;

  /** Length of the last record of an archive, without its comment, and what it begins with. */
  private static final int LAST_RECORD = 22;

  private static final int LAST_RECORD_MARK = 0x504B0506;
  private static final String PARAMETERS = "parameters";
  private static final String UPDATER = "updater";
  private static final String JSON = "json";

  private static final JsonSerializer<double[]> WITHOUT_VECTORS =
      (vector, type, context) -> JsonNull.INSTANCE;

  /** Records to JSON and back; the vectors of a network's state are not part of it. */
  private static final Gson GSON =
      new GsonBuilder()
          .serializeSpecialFloatingPointValues() // NaN, Infinity, as Python's json reads them too
          .setStrictness(Strictness.LENIENT)
          .registerTypeAdapter(double[].class, WITHOUT_VECTORS)
          .create();

  private CheckpointFormat() {}

  /** What the JSON holds: a checkpoint without its vectors. */
  private record Content(int version, Checkpoint checkpoint) {}

  static byte[] write(Checkpoint checkpoint) throws IOException {
    NetworkState network = checkpoint.state().network();
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    arrays.put(PARAMETERS, NpyArray.vector(network.parameters()));
    arrays.put(UPDATER, NpyArray.vector(network.updater()));
    String json = GSON.toJson(new Content(VERSION, checkpoint));
    arrays.put(JSON, NpyArray.ofBytes(json.getBytes(StandardCharsets.UTF_8)));
    ByteArrayOutputStream npz = new ByteArrayOutputStream();
    NpzFile.write(npz, arrays, isSingle(network));
    byte[] bytes = Arrays.copyOf(npz.toByteArray(), npz.size() + DIGEST);
    bytes[npz.size() - 2] = DIGEST; // an archive ends with the length of its comment
    System.arraycopy(digest(bytes), 0, bytes, npz.size(), DIGEST);
    return bytes;
  }

  /**
   * Reads one.
   *
   * @throws IOException with one sentence if it is not whole or not a checkpoint
   */
  static Checkpoint read(Path file) throws IOException {
    requireWhole(Files.readAllBytes(file));
    try {
      Map<String, NpyArray> arrays = NpzFile.read(file);
      if (!arrays.keySet().equals(Set.of(PARAMETERS, UPDATER, JSON))) {
        throw new IOException("it holds the arrays " + arrays.keySet());
      }
      String json = new String(arrays.get(JSON).bytes(), StandardCharsets.UTF_8);
      Content content = GSON.fromJson(json, Content.class);
      if (content.version() != VERSION || !GSON.toJson(content).equals(json)) {
        throw new IOException("it is not a checkpoint of this version");
      }
      Checkpoint found = content.checkpoint();
      NetworkState counts = found.state().network();
      NetworkState network =
          new NetworkState(
              arrays.get(PARAMETERS).values(),
              arrays.get(UPDATER).values(),
              counts.iteration(),
              counts.epoch());
      return new Checkpoint(found.origin().current(), found.files(), found.state().with(network));
    } catch (RuntimeException e) {
      throw new IOException("it holds invalid values: " + e.getMessage(), e);
    }
  }

  /** Fails where the checksum at the end is not that of all bytes before it. */
  static void requireWhole(byte[] bytes) throws IOException {
    int end = bytes.length - DIGEST - LAST_RECORD;
    if (end < 0
        || !Arrays.equals(
            digest(bytes), Arrays.copyOfRange(bytes, bytes.length - DIGEST, bytes.length))) {
      throw new IOException("it is truncated or damaged: its checksum does not match");
    }
    if (ByteBuffer.wrap(bytes).getInt(end) != LAST_RECORD_MARK) {
      throw new IOException("it has more data after its end");
    }
  }

  private static byte[] digest(byte[] bytes) {
    return DigestUtils.sha256(Arrays.copyOf(bytes, bytes.length - DIGEST));
  }

  private static boolean isSingle(NetworkState network) {
    return Stream.of(network.parameters(), network.updater())
        .flatMapToDouble(DoubleStream::of)
        .allMatch(value -> Double.compare((float) value, value) == 0);
  }
}
