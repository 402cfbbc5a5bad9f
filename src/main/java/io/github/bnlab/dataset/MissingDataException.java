package io.github.bnlab.dataset;

/** Data that was not found and could not be downloaded: another data set may replace it. */
final class MissingDataException extends DataException {
  private final String reason;

  /**
   * An error with a message.
   *
   * @param reason the same in short, for a notice that other data is used
   */
  MissingDataException(String message, String reason) {
    super(message);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
