package io.github.bnlab.dataset;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The unpacked content of a file that is gzipped or plain, hashed (SHA-256) while it is read.
 *
 * <p>Reads no more than it is asked for, so that the reader of a header decides how far a small
 * compressed file may expand.
 */
final class ContentStream implements Closeable {
  private static final int BUFFER = 1 << 16;

  private final String name;
  private final InputStream content;
  private final MessageDigest digest;

  private ContentStream(String name, InputStream content) {
    this.name = name;
    this.content = content;
    this.digest = DigestUtils.getSha256Digest();
  }

  /** Opens a file; its first two bytes show whether it is gzipped. */
  static ContentStream open(Path file) {
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
      return of(file.toString(), Files.newInputStream(file), mustBePacked);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Takes over a stream; {@code mustBePacked}: anything but gzip is an error. */
  static ContentStream of(String name, InputStream raw, boolean mustBePacked) {
    BufferedInputStream buffered = new BufferedInputStream(raw, BUFFER);
    try {
      buffered.mark(2);
      boolean packed = buffered.read() == 0x1f & buffered.read() == 0x8b;
      buffered.reset();
      if (!packed && mustBePacked) {
        close(buffered);
        throw new DataException(
            name
                + " is not gzipped although its name ends in .gz; download it again, or remove"
                + " .gz from its name");
      }
      return new ContentStream(name, packed ? new StrictGzipStream(buffered) : buffered);
    } catch (IOException e) {
      close(buffered);
      throw failure(name, e);
    }
  }

  private static void close(InputStream refused) {
    try {
      refused.close();
    } catch (IOException e) {
      // The earlier problem is reported.
    }
  }

  /** Fills a piece of the array; returns how many bytes there were, fewer only at the end. */
  int read(byte[] bytes, int offset, int length) {
    try {
      int count = content.readNBytes(bytes, offset, length);
      digest.update(bytes, offset, count);
      return count;
    } catch (IOException e) {
      throw failure(name, e);
    }
  }

  /** Hexadecimal SHA-256 of what was read so far. Call once, at the end. */
  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Reads everything and hashes it.
   *
   * @param most more bytes than this are an error
   */
  String sha256UpTo(long most) {
    byte[] bytes = new byte[BUFFER];
    long total = 0;
    int count;
    do {
      count = read(bytes, 0, (int) Math.min(BUFFER, most + 1 - total));
      total += count;
      if (total > most) {
        throw new DataException(
            name + " unpacks to more than the " + most + " bytes expected; download it again");
      }
    } while (count > 0);
    return sha256();
  }

  private static DataException failure(String name, IOException e) {
    if (e instanceof EOFException) {
      return new DataException(
          name + " is truncated: it ends inside its gzip stream; download it again", e);
    }
    if (e instanceof ZipException) {
      return new DataException(
          name + " is a damaged gzip file (" + e.getMessage() + "); download it again", e);
    }
    return new DataException(name + " cannot be read: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      content.close();
    } catch (IOException e) {
      throw failure(name, e);
    }
  }

  /** Java's reader ignores what follows a gzip stream; this one does not. */
  private static final class StrictGzipStream extends GZIPInputStream {
    private static final int TRAILER = 8;

    StrictGzipStream(InputStream in) throws IOException {
      super(in, BUFFER);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      if (count < 0 && (inf.getRemaining() > TRAILER || in.read() >= 0)) {
        throw new ZipException("bytes after its end");
      }
      return count;
    }
  }
}
