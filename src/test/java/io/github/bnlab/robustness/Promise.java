package io.github.bnlab.robustness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What every reader promises, for any bytes: a value, or its own exception with one line of text
 * that names the file.
 */
final class Promise {
  /**
   * Bytes that reading may allocate, whatever a file claims to hold, besides what it does hold: of
   * deflated bytes, at most 1032 times as many, and 8 times that as doubles. An experiment is
   * bounded by the number of its trials instead.
   */
  static final long MOST_ALLOCATED = 64L << 20;

  private static final long PER_BYTE = 1032 * 10;

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]");
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Path folder;

  /** Inputs are written below the folder. */
  Promise(Path folder) {
    this.folder = folder;
  }

  /** Whether the input was read; an {@link AssertionError} where the promise is broken. */
  boolean accepts(InputReader reader, byte[] input) {
    byte[] content = reader.packed(input);
    Path file = written(reader, content);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      reader.read(file);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      checkRefusal(reader, file, e);
      return false;
    } finally {
      long used = THREADS.getCurrentThreadAllocatedBytes() - before;
      boolean unfolds = reader == InputReader.EXPERIMENT || reader == InputReader.OVERRIDE;
      if (!unfolds && used > MOST_ALLOCATED + PER_BYTE * content.length) {
        throw new AssertionError(
            reader + " allocated " + used + " bytes for a file of " + content.length);
      }
    }
  }

  private Path written(InputReader reader, byte[] content) {
    try {
      Path file = folder.resolve(reader.name()).resolve(reader.fileName());
      Files.createDirectories(file.getParent());
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void checkRefusal(InputReader reader, Path file, Throwable refusal) {
    if (!reader.refuses(refusal)) {
      throw new AssertionError(reader + " threw " + refusal, refusal);
    }
    String message = refusal.getMessage();
    if (message == null
        || message.isBlank()
        || CONTROL.matcher(message).find()
        || message.endsWith("null")
        || !message.contains(reader.named(file))) {
      throw new AssertionError(reader + " gave no clear reason: " + message, refusal);
    }
  }
}
