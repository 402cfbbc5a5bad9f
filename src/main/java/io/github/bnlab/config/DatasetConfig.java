package io.github.bnlab.config;

import java.util.List;

/**
 * Which images are trained on.
 *
 * @param name {@code mnist}, {@code fashion-mnist}, {@code synthetic-digits}, or a name of the
 *     user's own for files in the same format
 * @param images IDX file of training images, or null for a data set of the catalog
 * @param labels IDX file of training labels, or null
 * @param testImages IDX file of test images, or null
 * @param testLabels IDX file of test labels, or null
 * @param trainingExamples how many training examples are used, first ones first; 0 means all
 * @param validationExamples how many of the last training examples are held out for validation
 * @param testExamples how many test examples are used; 0 means all
 * @param seed of the synthetic digits
 */
public record DatasetConfig(
    String name,
    String images,
    String labels,
    String testImages,
    String testLabels,
    int trainingExamples,
    int validationExamples,
    int testExamples,
    long seed) {

  /** Names of the catalog: data sets that the program finds, fetches or draws by itself. */
  public static final List<String> CATALOG = List.of("mnist", "fashion-mnist", "synthetic-digits");

  public DatasetConfig {
    Require.that(!name.isBlank(), "dataset.name", name, "not be empty");
    requirePair("images", images, "labels", labels);
    requirePair("testImages", testImages, "testLabels", testLabels);
    if (images == null) {
      requireCatalog(name, testImages);
    } else {
      Require.that(
          !CATALOG.contains(name),
          "dataset.name",
          name,
          "be a name of your own where dataset.images is given; for the data set of that name"
              + " write dataset: "
              + name);
    }
    Require.atLeast(0, trainingExamples, "dataset.trainingExamples", ", which means all");
    Require.atLeast(0, validationExamples, "dataset.validationExamples", "");
    Require.atLeast(0, testExamples, "dataset.testExamples", ", which means all");
  }

  /** Images of a data set of the catalog; of training and test examples, 0 means all. */
  public static DatasetConfig ofCatalog(
      String name, int training, int validation, int test, long seed) {
    return new DatasetConfig(name, null, null, null, null, training, validation, test, seed);
  }

  /** The same with other numbers of training and validation examples. */
  public DatasetConfig with(int training, int validation) {
    return new DatasetConfig(
        name, images, labels, testImages, testLabels, training, validation, testExamples, seed);
  }

  /** Whether the files are the user's own. */
  public boolean ownFiles() {
    return images != null;
  }

  private static void requirePair(String first, String one, String second, String other) {
    if ((one == null) != (other == null)) {
      String present = "dataset." + (one == null ? second : first);
      String missing = "dataset." + (one == null ? first : second);
      throw new ConfigException(present, present + " is given without " + missing + "; give both");
    }
    Require.path(one, "dataset." + first);
    Require.path(other, "dataset." + second);
  }

  private static void requireCatalog(String name, String testImages) {
    if (testImages != null) {
      throw new ConfigException(
          "dataset.testImages",
          "dataset.testImages is given without dataset.images; own test files need own training"
              + " files");
    }
    if (!CATALOG.contains(name)) {
      throw Require.error(
          "dataset.name",
          name,
          "be one of %s, or come with dataset.images and dataset.labels%s"
              .formatted(String.join(", ", CATALOG), Similar.hint(name, CATALOG)));
    }
  }
}
