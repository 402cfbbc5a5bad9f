package io.github.bnlab.recording.files;

import io.github.bnlab.config.MessageText;
import java.io.IOException;
import java.nio.file.AccessDeniedException;

/** A run directory that cannot be read or written; the message names the file and the fault. */
public final class RecordException extends RuntimeException {
  public RecordException(String message) {
    super(MessageText.onOneLine(message));
  }

  public RecordException(String message, Throwable cause) {
    super(MessageText.onOneLine(message), cause);
  }

  /**
   * A message with the reason in words.
   *
   * @param what such as "Cannot write results/a"
   */
  public static RecordException of(String what, IOException cause) {
    return new RecordException(what + ": " + MessageText.reason(cause), cause);
  }

  /** Whether a permission is missing, so that what is recorded may be whole. */
  public boolean isDenied() {
    return getCause() instanceof AccessDeniedException;
  }

  /** The message, followed by a remedy for damage if it is that. */
  public String withRemedy(String remedy) {
    return getMessage() + (isDenied() ? "" : remedy);
  }
}
