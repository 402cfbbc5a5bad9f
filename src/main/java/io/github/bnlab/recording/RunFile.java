package io.github.bnlab.recording;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.Flushable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.Checksum;

/**
 * A file of a run directory that is being written: buffered; on the disk, not only in its cache,
 * when closed or {@link #sync synced}.
 */
final class RunFile extends BufferedOutputStream {
  private final Named file;
  private final boolean continued;
  private Flushable above = () -> {};
  private volatile boolean closed;

  /**
   * Opens a file.
   *
   * @param continued whether what it holds is kept and written after
   */
  RunFile(Path path, boolean continued) throws IOException {
    this(new Named(path, continued), continued);
  }

  private RunFile(Named file, boolean continued) {
    super(file);
    this.file = file;
    this.continued = continued;
  }

  /** Whether it began in an earlier run. */
  boolean isContinued() {
    return continued;
  }

  /** What writes through this file and holds back what it is given: it is flushed before. */
  void flushFirst(Flushable writer) {
    above = writer;
  }

  /** Whether it is still being written. */
  boolean isOpen() {
    return !closed;
  }

  /** Hands everything written so far to the file system and says how much that is. */
  long flushAll() throws IOException {
    above.flush();
    flush();
    return Files.size(file.path); // of the channel, an interrupt would close the file
  }

  /** CRC-32C of what was flushed. */
  int checksum() {
    return (int) file.checksum.getValue();
  }

  /**
   * CRC-32C of the beginning of a file.
   *
   * @param length how many bytes it has at least
   */
  static int checksum(Path path, long length) throws IOException {
    Checksum checksum = new CRC32C();
    add(path, length, checksum);
    return (int) checksum.getValue();
  }

  private static void add(Path path, long length, Checksum checksum) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path));
        InputStream checked = new CheckedInputStream(in, checksum)) {
      checked.skipNBytes(length);
    }
  }

  /** Has what was flushed written to the disk; may be called by another thread. */
  void sync() throws IOException {
    if (!closed) {
      try {
        file.sync();
      } catch (IOException e) {
        // Closing syncs as well, so that a file closed meanwhile is on the disk.
        if (!closed) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    try (file) {
      try {
        flush();
        file.sync();
      } finally {
        closed = true; // before the file is: see sync()
      }
    }
  }

  /** The system's error message does not name the file; this adds the path. */
  private static final class Named extends FileOutputStream {
    private final Path path;
    private final Checksum checksum = new CRC32C();

    Named(Path path, boolean continued) throws IOException {
      super(path.toFile(), continued);
      this.path = path;
      if (continued) {
        add(path, Files.size(path), checksum);
      }
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        super.write(bytes, from, length);
        checksum.update(bytes, from, length);
      } catch (IOException e) {
        throw named(e);
      }
    }

    void sync() throws IOException {
      try {
        getFD().sync();
      } catch (IOException e) {
        throw named(e);
      }
    }

    private IOException named(IOException e) {
      String remedy = "; fix this and run the same command to continue";
      FileSystemException named =
          new FileSystemException(path.toString(), null, e.getMessage() + remedy);
      named.initCause(e);
      return named;
    }
  }
}
