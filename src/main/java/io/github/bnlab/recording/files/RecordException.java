package io.github.bnlab.recording.files;

/** A run directory that cannot be read or written; the message names the file and the fault. */
public final class RecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RecordException(String message) {
    super(message);
  }

  public RecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
