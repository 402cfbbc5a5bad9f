package io.github.bnlab.dataset;

/** Data that was not found and could not be downloaded: another data set may replace it. */
final class MissingDataException extends DataException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  MissingDataException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /**
   * With what the user can do.
   *
   * @param reason why the data is missing
   * @param remedy ends the message
   */
  MissingDataException(String reason, String remedy) {
    super(reason + "; " + remedy);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
