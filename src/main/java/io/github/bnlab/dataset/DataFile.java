package io.github.bnlab.dataset;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The data of a trial as one file, for a machine that has no data sets. The file is named by its
 * SHA-256.
 */
public final class DataFile {
  private DataFile() {}

  /**
   * Writes data into a folder.
   *
   * @return the name of the file, the same for the same data
   */
  public static String write(LoadedData data, Path folder) throws IOException {
    Path unnamed = folder.resolve("data");
    try (DataOutputStream out =
        new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(unnamed), 1 << 16))) {
      out.writeUTF(data.name());
      out.writeUTF(data.missing());
      write(data.training(), out);
      write(data.validation(), out);
      write(data.test(), out);
      out.writeInt(data.sha256().size());
      for (Map.Entry<String, String> file : new TreeMap<>(data.sha256()).entrySet()) {
        out.writeUTF(file.getKey());
        out.writeUTF(file.getValue());
      }
    }
    String name = DigestUtils.sha256Hex(Files.readAllBytes(unnamed));
    Files.move(unnamed, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    return name;
  }

  private static void write(ImageSet set, DataOutputStream out) throws IOException {
    out.writeInt(set.size());
    out.write(set.pixels());
    out.write(set.labels());
  }

  /**
   * Reads a file.
   *
   * @param file as {@link #write} named it
   * @throws DataException if its content is not what its name says
   */
  public static LoadedData read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String found = DigestUtils.sha256Hex(bytes);
    if (!found.equals(file.getFileName().toString())) {
      throw new DataException(
          "%s is damaged: its SHA-256 is %s; it is named by that of the data that were sent"
              .formatted(file, found));
    }
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(new ByteArrayInputStream(bytes)))) {
      String name = in.readUTF();
      String missing = in.readUTF();
      ImageSet training = readImages(in);
      ImageSet validation = readImages(in);
      ImageSet test = readImages(in);
      Map<String, String> sha256 = new TreeMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        sha256.put(in.readUTF(), in.readUTF());
      }
      return new LoadedData(name, missing, training, validation, test, sha256);
    }
  }

  private static ImageSet readImages(DataInputStream in) throws IOException {
    int size = in.readInt();
    byte[] pixels = in.readNBytes(size * ImageSet.PIXELS);
    return new ImageSet(pixels, in.readNBytes(size));
  }
}
