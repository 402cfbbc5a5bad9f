package io.github.bnlab.dataset;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes tiny IDX files, sound ones and damaged ones. */
public final class IdxBytes {
  static final int IMAGE = 28 * 28;

  private IdxBytes() {}

  /** A header and as many bytes after it; byte i of them is i. */
  static byte[] idx(int magic, int[] shape, int payload) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * shape.length + payload);
    buffer.putInt(magic);
    for (int size : shape) {
      buffer.putInt(size);
    }
    for (int i = 0; i < payload; i++) {
      buffer.put((byte) i);
    }
    return buffer.array();
  }

  static byte[] images(int count) {
    return idx(0x803, new int[] {count, 28, 28}, count * IMAGE);
  }

  /** Labels 0, 1, 2, ... */
  static byte[] labels(int count) {
    return idx(0x801, new int[] {count}, count);
  }

  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Path write(Path file, byte[] content) {
    try {
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
