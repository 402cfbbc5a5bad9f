package io.github.bnlab.planning;

/** A network has something that no plan can be made for; it can still be trained by DL4J itself. */
public final class CannotPlanException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence: which layer, what about it
   */
  public CannotPlanException(String message) {
    super(message);
  }
}
