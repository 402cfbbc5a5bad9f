package io.github.bnlab.recording;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonNull;
import com.google.gson.JsonSerializer;
import com.google.gson.Strictness;
import io.github.bnlab.network.NpyArray;
import io.github.bnlab.network.NpzFile;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.training.NetworkState;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.commons.lang3.function.FailableBiConsumer;

/**
 * Checkpoints as zip archives, whose vectors NumPy reads: {@code parameters.npy} and {@code
 * updater.npy}, as floats where that loses nothing; the files of the run as they were; and last
 * {@code checkpoint.json} with everything else, without which an archive is cut short. The CRC-32
 * of each of them detects damage.
 */
final class CheckpointFormat {
  private static final int VERSION = 5;

  /** More than all tables of a run that {@link io.github.bnlab.recording.files.RunReader} reads. */
  private static final long MOST_BYTES = 4L << 30;

  private static final String PARAMETERS = "parameters.npy";
  private static final String UPDATER = "updater.npy";
  private static final String JSON = "checkpoint.json";
  private static final Set<String> OWN = Set.of(PARAMETERS, UPDATER, JSON);

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

  /**
   * Writes one.
   *
   * @param files of the run, each with the length that belongs to the checkpoint
   * @param out is closed
   */
  static void write(Checkpoint checkpoint, Map<Path, Long> files, OutputStream out)
      throws IOException {
    NetworkState network = checkpoint.state().network();
    boolean single = isSingle(network);
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(Deflater.NO_COMPRESSION); // of weights, it saves a tenth, and takes seconds
      put(zip, PARAMETERS, NpyArray.vector(network.parameters()).write(single));
      put(zip, UPDATER, NpyArray.vector(network.updater()).write(single));
      zip.setLevel(Deflater.BEST_SPEED);
      for (Map.Entry<Path, Long> file : files.entrySet()) {
        try (InputStream in = Files.newInputStream(file.getKey())) {
          put(zip, file.getKey().getFileName().toString(), in, file.getValue());
        }
      }
      put(
          zip,
          JSON,
          GSON.toJson(new Content(VERSION, checkpoint)).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    put(zip, name, new ByteArrayInputStream(bytes), bytes.length);
  }

  private static void put(ZipOutputStream zip, String name, InputStream in, long length)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(NpzFile.WRITTEN);
    zip.putNextEntry(entry);
    IOUtils.copyLarge(in, zip, 0, length);
    zip.closeEntry();
  }

  /**
   * Reads one.
   *
   * @param files gets the names and contents of those of the run, before it is known whether the
   *     checkpoint is complete
   * @throws ZipException or {@link java.io.EOFException} if it is truncated, damaged or of another
   *     version; {@code files} was given nothing but names of files of a run
   * @throws IOException if it cannot be read, or of {@code files}
   */
  static Checkpoint read(Path file, FailableBiConsumer<String, InputStream, IOException> files)
      throws IOException {
    return read(file, files, MOST_BYTES);
  }

  static Checkpoint read(
      Path file, FailableBiConsumer<String, InputStream, IOException> files, long mostBytes)
      throws IOException {
    Map<String, byte[]> own = new HashMap<>();
    Set<String> names = new HashSet<>();
    long left = mostBytes;
    int room = (int) NpzFile.MAX_BYTES;
    try (ZipInputStream zip =
        new ZipInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName();
        if (!OWN.contains(name) && !RunFiles.isOfTrial(name) || !names.add(name)) {
          throw new ZipException("a file is named " + name);
        }
        BoundedInputStream content =
            BoundedInputStream.builder().setInputStream(zip).setMaxCount(left).get();
        if (OWN.contains(name)) {
          byte[] bytes = content.readNBytes(room);
          own.put(name, bytes);
          room -= bytes.length;
        } else {
          files.accept(name, content);
        }
        content.transferTo(OutputStream.nullOutputStream());
        left -= content.getCount();
        if (zip.read() >= 0) {
          throw new ZipException("its files have more than " + mostBytes + " bytes");
        }
      }
    } catch (IllegalArgumentException e) {
      throw new ZipException("a name in it is no text");
    }
    if (!own.keySet().equals(OWN)) {
      throw new ZipException("it is cut short: it has only " + own.keySet());
    }
    try {
      return checkpoint(own);
    } catch (IOException | RuntimeException e) {
      throw new ZipException("it holds invalid values: " + e.getMessage());
    }
  }

  private static Checkpoint checkpoint(Map<String, byte[]> own) throws IOException {
    String json = new String(own.get(JSON), StandardCharsets.UTF_8);
    Content content = GSON.fromJson(json, Content.class);
    if (content.version() != VERSION || !GSON.toJson(content).equals(json)) {
      throw new IOException("it is not a checkpoint of this version");
    }
    Checkpoint found = content.checkpoint();
    NetworkState counts = found.state().network();
    NetworkState network =
        new NetworkState(
            vector(own.get(PARAMETERS)),
            vector(own.get(UPDATER)),
            counts.iteration(),
            counts.epoch());
    return new Checkpoint(found.origin().current(), found.state().with(network));
  }

  private static double[] vector(byte[] npy) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(npy));
    return NpyArray.read(in, npy.length, NpzFile.MAX_BYTES / Double.BYTES).values();
  }

  private static boolean isSingle(NetworkState network) {
    return Stream.of(network.parameters(), network.updater())
        .flatMapToDouble(DoubleStream::of)
        .allMatch(value -> Double.compare((float) value, value) == 0);
  }
}
