package io.github.bnlab.benchmark;

/** A kind of training step that cannot be timed here; the message says why. */
public final class BenchmarkException extends RuntimeException {
  public BenchmarkException(String message) {
    super(message);
  }

  public BenchmarkException(String message, Throwable cause) {
    super(message, cause);
  }
}
