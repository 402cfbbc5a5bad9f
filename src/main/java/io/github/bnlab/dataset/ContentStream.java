package io.github.bnlab.dataset;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.commons.lang3.Strings;

/**
 * The unpacked content of files that are gzipped or plain.
 *
 * <p>Reads no more than it is asked for, so that the reader of a header decides how far a small
 * compressed file may expand.
 */
final class ContentStream {
  private static final int BUFFER = 1 << 16;

  private ContentStream() {}

  /** Opens a file; its first two bytes show whether it is gzipped. */
  static InputStream open(Path file) {
    if (!Files.isRegularFile(file)) {
      String found = Files.isDirectory(file) ? "is a folder" : "is not a regular file";
      String where = file.isAbsolute() ? "" : "; its path is relative to the working directory";
      throw new DataException(
          "%s %s; expected an IDX file, plain or gzipped%s"
              .formatted(file, Files.exists(file) ? found : "does not exist", where));
    }
    if (!Files.isReadable(file)) {
      throw new DataException(file + " cannot be read: permission denied; change its permissions");
    }
    try {
      boolean mustBePacked = file.getFileName().toString().endsWith(".gz");
      return unpacked(file.toString(), Files.newInputStream(file), mustBePacked);
    } catch (IOException e) {
      throw failure(file.toString(), e);
    }
  }

  /** Takes over a stream; {@code mustBePacked}: anything but gzip is an error. */
  static InputStream unpacked(String name, InputStream raw, boolean mustBePacked) {
    BufferedInputStream buffered = new BufferedInputStream(raw, BUFFER);
    try {
      buffered.mark(2);
      boolean packed = buffered.read() == 0x1f & buffered.read() == 0x8b;
      buffered.reset();
      if (!packed && mustBePacked) {
        IOUtils.closeQuietly(raw);
        throw new DataException(
            name
                + " is not gzipped although its name ends in .gz; download it again, or remove"
                + " .gz from its name");
      }
      return packed
          ? GzipCompressorInputStream.builder()
              .setInputStream(buffered)
              .setDecompressConcatenated(true)
              .get()
          : buffered;
    } catch (IOException e) {
      IOUtils.closeQuietly(raw);
      throw failure(name, e);
    }
  }

  /**
   * Reads and closes a stream.
   *
   * @param most more bytes than this are an error
   * @return hexadecimal SHA-256 of the content
   */
  static String sha256(String name, InputStream content, long most) {
    try (BoundedInputStream bounded =
        BoundedInputStream.builder().setInputStream(content).setMaxCount(most + 1).get()) {
      String sha256 = DigestUtils.sha256Hex(bounded);
      if (bounded.getCount() > most) {
        throw new DataException(
            name + " unpacks to more than the " + most + " bytes expected; download it again");
      }
      return sha256;
    } catch (IOException e) {
      throw failure(name, e);
    }
  }

  /** What is wrong with a file, by what its reader threw. */
  static DataException failure(String name, IOException e) {
    if (e instanceof EOFException) {
      return new DataException(
          name + " is truncated: it ends inside its gzip stream; download it again", e);
    }
    return new DataException(
        "%s cannot be read: %s; if the file is damaged, download it again"
            .formatted(name, Strings.CS.removeEnd(e.getMessage(), ".")),
        e);
  }
}
