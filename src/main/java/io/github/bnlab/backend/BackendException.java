package io.github.bnlab.backend;

/** A backend that cannot be used here; the message says why and what to do. */
public final class BackendException extends RuntimeException {
  public BackendException(String message) {
    super(message);
  }

  public BackendException(String message, Throwable cause) {
    super(message, cause);
  }
}
