package io.github.bnlab.recording.files;

import io.github.bnlab.config.MessageText;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** A run directory that cannot be read or written; the message names the file and the fault. */
public final class RecordException extends RuntimeException {
  public RecordException(String message) {
    super(MessageText.onOneLine(message));
  }

  public RecordException(String message, Throwable cause) {
    super(MessageText.onOneLine(message), cause);
  }

  /**
   * A message with the reason in words: exceptions of the file system often have only a path as
   * message.
   *
   * @param what such as "Cannot write results/a"
   */
  public static RecordException of(String what, IOException cause) {
    return new RecordException(what + ": " + reason(cause), cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof NoSuchFileException missing) {
      return missing.getFile() + " does not exist";
    }
    if (cause instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    if (cause instanceof FileAlreadyExistsException other) {
      return other.getFile() + " is not a folder";
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
