package io.github.bnlab.recording;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonObject;
import com.google.gson.JsonSerializer;
import com.google.gson.Strictness;
import io.github.bnlab.config.Sha256;
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

/**
 * Checkpoints as {@code .npz} files of NumPy: the vectors {@code parameters} and {@code updater},
 * as floats where that loses nothing, and everything else as JSON, the bytes of {@code json}. The
 * comment of the archive is the SHA-256 of all bytes before it, which detects any damage.
 */
final class CheckpointFormat {
  private static final int VERSION = 3;
  private static final int DIGEST = 32;

  /** Length of the last record of an archive, without its comment, and what it begins with. */
  private static final int LAST_RECORD = 22;

  private static final int LAST_RECORD_MARK = 0x504B0506;
  private static final String PARAMETERS = "parameters";
  private static final String UPDATER = "updater";
  private static final String JSON = "json";

  private CheckpointFormat() {}

  /** What the JSON holds: a checkpoint without its vectors. */
  private record Content(int version, Checkpoint checkpoint) {}

  static byte[] write(Checkpoint checkpoint) throws IOException {
    NetworkState network = checkpoint.state().network();
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    arrays.put(PARAMETERS, NpyArray.vector(network.parameters()));
    arrays.put(UPDATER, NpyArray.vector(network.updater()));
    String json = gson(arrays).toJson(new Content(VERSION, checkpoint));
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
      Gson gson = gson(arrays);
      Content content = gson.fromJson(json, Content.class);
      if (content.version() != VERSION || !gson.toJson(content).equals(json)) {
        throw new IOException("it is not a checkpoint of this version");
      }
      return content.checkpoint();
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
    return Sha256.of(Arrays.copyOf(bytes, bytes.length - DIGEST));
  }

  private static boolean isSingle(NetworkState network) {
    return Stream.of(network.parameters(), network.updater())
        .flatMapToDouble(DoubleStream::of)
        .allMatch(value -> Double.compare((float) value, value) == 0);
  }

  /** Records to JSON and back; the vectors of a network's state are not part of it. */
  private static Gson gson(Map<String, NpyArray> arrays) {
    JsonSerializer<NetworkState> counts =
        (state, type, context) -> {
          JsonObject json = new JsonObject();
          json.addProperty("iteration", state.iteration());
          json.addProperty("epoch", state.epoch());
          return json;
        };
    JsonDeserializer<NetworkState> state =
        (json, type, context) ->
            new NetworkState(
                arrays.get(PARAMETERS).values(),
                arrays.get(UPDATER).values(),
                json.getAsJsonObject().get("iteration").getAsInt(),
                json.getAsJsonObject().get("epoch").getAsInt());
    return new GsonBuilder()
        .serializeSpecialFloatingPointValues() // NaN and Infinity, as Python's json reads them too
        .setStrictness(Strictness.LENIENT)
        .registerTypeAdapter(NetworkState.class, counts)
        .registerTypeAdapter(NetworkState.class, state)
        .create();
  }
}
