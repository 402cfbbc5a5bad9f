package io.github.bnlab.recording.files;

import io.github.bnlab.config.MessageText;

/** A run directory that cannot be read or written; the message names the file and the fault. */
public final class RecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RecordException(String message) {
    super(MessageText.onOneLine(message));
  }

  public RecordException(String message, Throwable cause) {
    super(MessageText.onOneLine(message), cause);
  }
}
