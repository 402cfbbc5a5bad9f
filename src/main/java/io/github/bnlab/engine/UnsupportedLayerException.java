package io.github.bnlab.engine;

/** A network has something that the engine does not support; DL4J itself can still train it. */
public final class UnsupportedLayerException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence: which layer, what about it
   */
  public UnsupportedLayerException(String message) {
    super(message);
  }
}
