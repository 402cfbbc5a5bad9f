package io.github.bnlab.dataset;

/** Data that was not found and could not be downloaded: another data set may replace it. */
final class MissingDataException extends DataException {
  private static final long serialVersionUID = 1L;

  MissingDataException(String message) {
    super(message);
  }
}
