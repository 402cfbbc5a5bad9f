package io.github.bnlab.network;

import io.github.bnlab.config.ConfigException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** NumPy's .npz files: zip archives of .npy arrays. */
public final class NpzFile {
  private static final String SUFFIX = ".npy";

  /** What the state of the largest network takes: 5 million weights, with Adam's two of each. */
  public static final long MAX_BYTES = 160L << 20;

  /** Of all entries: the first date of zip files, 1980-01-01, would depend on the time zone. */
  public static final LocalDateTime WRITTEN = LocalDateTime.of(1980, 2, 1, 0, 0);

  /** As doubles they take 8 bytes each. */
  private static final long MAX_VALUES = 20L << 20;

  /** More than twice the parameters of 1,000 layers, each with a normalization. */
  private static final int MAX_ENTRIES = 16_000;

  private NpzFile() {}

  /**
   * Reads all arrays.
   *
   * @throws ConfigException naming the file where it cannot be read or is not what it should be
   */
  public static Map<String, NpyArray> read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ConfigException(
          file
              + " is not a file; give the path of an .npz file, relative to the working directory");
    }
    if (!Files.isReadable(file)) {
      throw new ConfigException("Cannot read " + file + ": no permission");
    }
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    long total = 0;
    long values = 0;
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.size() > MAX_ENTRIES) {
        throw new IOException("it holds more than " + MAX_ENTRIES + " entries");
      }
      for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
        ZipEntry entry = e.nextElement();
        total += Math.max(0, entry.getSize());
        if (entry.getSize() < 0 || total > MAX_BYTES) {
          throw new IOException(
              "it holds more than " + MAX_BYTES + " bytes, or does not state its size");
        }
        String key = key(entry);
        NpyArray array = read(zip, entry, MAX_VALUES - values);
        values += array.values().length;
        if (arrays.put(key, array) != null) {
          throw new IOException("it holds " + key + " twice");
        }
      }
    } catch (IOException | ArithmeticException | IllegalArgumentException e) {
      throw new ConfigException(
          file + " is not a usable .npz file of NumPy: " + e.getMessage() + "; write it again");
    }
    return arrays;
  }

  /**
   * Writes arrays in the order of the map, and closes the stream; the same arrays give the same
   * bytes.
   *
   * @param single whether as floats rather than doubles
   */
  public static void write(OutputStream out, Map<String, NpyArray> arrays, boolean single)
      throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, NpyArray> array : arrays.entrySet()) {
        byte[] bytes = array.getValue().write(single);
        CRC32 sum = new CRC32();
        sum.update(bytes);
        ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
        entry.setMethod(ZipEntry.STORED); // what numpy.savez does; readable without inflating
        entry.setSize(bytes.length);
        entry.setCrc(sum.getValue());
        entry.setTimeLocal(WRITTEN);
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
      }
    }
  }

  private static String key(ZipEntry entry) throws IOException {
    String name = entry.getName();
    if (!name.endsWith(SUFFIX)) {
      throw new IOException("it holds " + name + ", which is not a .npy array");
    }
    String key = name.substring(0, name.length() - SUFFIX.length());
    if (key.startsWith("/") || key.contains("\\") || List.of(key.split("/")).contains("..")) {
      throw new IOException("it holds " + name + ", a path outside of the archive");
    }
    return key;
  }

  private static NpyArray read(ZipFile zip, ZipEntry entry, long mostValues) throws IOException {
    CRC32 sum = new CRC32();
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(new CheckedInputStream(zip.getInputStream(entry), sum)))) {
      NpyArray array = NpyArray.read(in, entry.getSize(), mostValues);
      in.transferTo(OutputStream.nullOutputStream());
      if (sum.getValue() != entry.getCrc()) {
        throw new IOException("its bytes do not match their CRC-32: the file is damaged");
      }
      return array;
    } catch (IOException e) {
      String reason = e.getMessage() == null ? "it ends too early" : e.getMessage();
      throw new IOException("in " + entry.getName() + ", " + reason, e);
    }
  }
}
