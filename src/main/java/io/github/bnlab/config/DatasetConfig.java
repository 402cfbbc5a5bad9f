package io.github.bnlab.config;

/**
 * Which images are trained on.
 *
 * @param name {@code mnist}, {@code fashion-mnist}, {@code made-up-digits}, or a name of the user's
 *     own for files in the same format
 * @param images IDX file of training images, or null for a data set of the catalog
 * @param labels IDX file of training labels, or null
 * @param testImages IDX file of test images, or null
 * @param testLabels IDX file of test labels, or null
 * @param trainingExamples how many training examples are used, first ones first; 0 means all
 * @param validationExamples how many of the last training examples are held out for validation
 * @param testExamples how many test examples are used; 0 means all
 * @param seed of the made-up digits
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
    long seed) {}
