package io.github.bnlab.dataset;

import java.nio.file.Path;

/** Gets files that are not on this machine. */
@FunctionalInterface
interface Fetcher {
  /**
   * Puts a file of a data set, gzipped and verified, in its place.
   *
   * @throws MissingDataException if it is not available; the message says why
   */
  void fetch(CatalogEntry entry, Part part, Path target);
}
