package io.github.bnlab.lowering;

/** A graph has something that cannot become a fixed operation; the message says what. */
public final class CannotLowerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CannotLowerException(String message) {
    super(message);
  }

  CannotLowerException(String message, Throwable cause) {
    super(message, cause);
  }
}
