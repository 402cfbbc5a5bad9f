package io.github.bnlab.dataset;

import java.util.Map;

/**
 * The data that a trial really uses.
 *
 * @param name of the data set really used
 * @param standIn whether it replaces the requested data set
 * @param training training split
 * @param validation held-out end of the training file, possibly empty
 * @param test test split, possibly empty
 * @param sha256 of the unpacked content, by file name; for drawn data one entry over all bytes
 */
public record LoadedData(
    String name,
    boolean standIn,
    ImageSet training,
    ImageSet validation,
    ImageSet test,
    Map<String, String> sha256) {
  public LoadedData {
    sha256 = Map.copyOf(sha256);
  }
}
