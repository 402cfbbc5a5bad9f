package io.github.bnlab.engine;

/** The engine does not support a network, this machine or its backend; {@code fit} trains. */
public final class UnsupportedLayerException extends Exception {
  /** The message is one sentence: what is not supported, and of which layer if it is one. */
  public UnsupportedLayerException(String message) {
    super(message);
  }
}
