package io.github.bnlab.dataset;

import java.util.Map;

/**
 * The data that a trial really uses.
 *
 * @param name of the data set really used
 * @param missing why it replaces the requested data set; empty if it does not
 * @param training training split
 * @param validation held-out end of the training file, possibly empty
 * @param test test split, possibly empty
 * @param sha256 of the unpacked content, by file name; for drawn data one entry over all bytes
 */
public record LoadedData(
    String name,
    String missing,
    ImageSet training,
    ImageSet validation,
    ImageSet test,
    Map<String, String> sha256) {
  public LoadedData {
    sha256 = Map.copyOf(sha256);
  }

  /** Whether it replaces the requested data set. */
  public boolean standIn() {
    return !missing.isEmpty();
  }

  /** Its name and how many images it has. */
  @Override
  public String toString() {
    return "%s: %d training, %d validation, %d test images"
        .formatted(name, training.size(), validation.size(), test.size());
  }
}
