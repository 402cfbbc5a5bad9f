package io.github.bnlab.dataset;

/** Data that is neither in a folder nor could be downloaded: another data set may stand in. */
final class MissingDataException extends DataException {
  private static final long serialVersionUID = 1L;

  MissingDataException(String message) {
    super(message);
  }
}
