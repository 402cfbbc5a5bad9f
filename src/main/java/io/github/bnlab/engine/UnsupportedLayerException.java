package io.github.bnlab.engine;

/** A network has something that the engine does not support; DL4J itself can still train it. */
public final class UnsupportedLayerException extends Exception {
  /** The message is one sentence: which layer, what about it. */
  public UnsupportedLayerException(String message) {
    super(message);
  }
}
