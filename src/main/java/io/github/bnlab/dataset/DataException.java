package io.github.bnlab.dataset;

import io.github.bnlab.config.MessageText;

/**
 * Data that cannot be used; the message names the file, what was found, what was expected, the
 * remedy.
 */
public sealed class DataException extends RuntimeException permits MissingDataException {
  public DataException(String message) {
    super(MessageText.onOneLine(message));
  }

  public DataException(String message, Throwable cause) {
    super(MessageText.onOneLine(message), cause);
  }
}
