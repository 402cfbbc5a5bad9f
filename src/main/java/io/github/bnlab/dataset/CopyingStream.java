package io.github.bnlab.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.LongConsumer;

/** Passes on data from the network and keeps a copy; fails if the data stalls or never ends. */
final class CopyingStream extends InputStream {
  private final InputStream in;
  private final OutputStream copy;
  private final long bound;
  private final LongConsumer progress;
  private final Duration stall;
  private long bytes;

  /**
   * A stream over another one.
   *
   * @param bound more bytes than this are an error
   * @param progress receives the number of bytes so far
   * @param stall how long without a byte is an error
   */
  CopyingStream(
      InputStream in, OutputStream copy, long bound, LongConsumer progress, Duration stall) {
    this.in = in;
    this.copy = copy;
    this.bound = bound;
    this.progress = progress;
    this.stall = stall;
    progress.accept(0);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count;
    try {
      count =
          Downloader.await(() -> in.read(buffer, offset, length), stall, "no more data arrived");
    } catch (IOException e) {
      throw new IOException("the download stopped after " + bytes + " bytes: " + e.getMessage(), e);
    }
    if (count > 0) {
      bytes += count;
      if (bytes > bound) {
        throw new IOException("more than " + bound + " bytes, longer than the file can be");
      }
      copy.write(buffer, offset, count);
      progress.accept(bytes);
    }
    return count;
  }
}
