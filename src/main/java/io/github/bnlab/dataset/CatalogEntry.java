package io.github.bnlab.dataset;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A data set that the program knows.
 *
 * @param name in configurations, and of its folder
 * @param title for people, with authors
 * @param licence under which others offer it
 * @param addresses folders on the web that hold the gzipped files, tried in this order
 * @param sha256 of the unpacked content of each file, hexadecimal
 */
public record CatalogEntry(
    String name, String title, String licence, List<URI> addresses, Map<Part, String> sha256) {
  private static final CatalogEntry MNIST =
      new CatalogEntry(
          "mnist",
          "MNIST handwritten digits (Y. LeCun, C. Cortes, C. Burges)",
          "CC BY-SA 3.0",
          List.of(
              URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
              URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")),
          Map.of(
              Part.TRAINING_IMAGES,
              "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
              Part.TRAINING_LABELS,
              "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
              Part.TEST_IMAGES,
              "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
              Part.TEST_LABELS,
              "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"));

  private static final CatalogEntry FASHION_MNIST =
      new CatalogEntry(
          "fashion-mnist",
          "Fashion-MNIST pictures of clothes (H. Xiao, K. Rasul, R. Vollgraf, 2017)",
          "MIT",
          List.of(
              URI.create(
                  "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/"),
              URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")),
          Map.of(
              Part.TRAINING_IMAGES,
              "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
              Part.TRAINING_LABELS,
              "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
              Part.TEST_IMAGES,
              "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
              Part.TEST_LABELS,
              "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"));

  /** All data sets that are found or downloaded; {@link SyntheticDigits} are drawn. */
  public static List<CatalogEntry> all() {
    return List.of(MNIST, FASHION_MNIST);
  }

  /** The one of a name. */
  public static Optional<CatalogEntry> find(String name) {
    return all().stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /** Bytes of the unpacked file: 60,000 training and 10,000 test images of 28 x 28 bytes. */
  public long unpackedBytes(Part part) {
    return switch (part) {
      case TRAINING_IMAGES -> 16 + 60_000L * ImageSet.PIXELS;
      case TRAINING_LABELS -> 8 + 60_000L;
      case TEST_IMAGES -> 16 + 10_000L * ImageSet.PIXELS;
      case TEST_LABELS -> 8 + 10_000L;
    };
  }
}
