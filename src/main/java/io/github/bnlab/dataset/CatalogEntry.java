package io.github.bnlab.dataset;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * A data set that the program knows.
 *
 * @param name in configurations, and of its folder
 * @param title for people, with authors
 * @param licence under which others offer it
 * @param source where it comes from
 * @param addresses folders on the web that hold the gzipped files, tried in this order
 * @param sha256 of the unpacked content of each file, hexadecimal
 */
public record CatalogEntry(
    String name,
    String title,
    String licence,
    String source,
    List<URI> addresses,
    Map<Part, String> sha256) {
  public CatalogEntry {
    addresses = List.copyOf(addresses);
    sha256 = Map.copyOf(sha256);
  }

  /** Bytes of the unpacked file: 60,000 training and 10,000 test images of 28 x 28 bytes. */
  public long unpackedBytes(Part part) {
    return switch (part) {
      case TRAINING_IMAGES -> 16 + 60_000L * 784;
      case TRAINING_LABELS -> 8 + 60_000L;
      case TEST_IMAGES -> 16 + 10_000L * 784;
      case TEST_LABELS -> 8 + 10_000L;
    };
  }
}
