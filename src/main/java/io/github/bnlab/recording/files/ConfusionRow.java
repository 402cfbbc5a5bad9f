package io.github.bnlab.recording.files;

/**
 * A line of {@code confusion.csv}: test images of a class that were given some answer at the end.
 *
 * @param label right class
 * @param predicted answer
 * @param count of the images
 */
public record ConfusionRow(int label, int predicted, int count) {}
