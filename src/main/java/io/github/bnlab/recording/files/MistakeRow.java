package io.github.bnlab.recording.files;

/**
 * A line of {@code mistakes.csv}: a test image with a wrong answer at the end. The file lists those
 * whose right class is given the lowest probability, lowest first.
 *
 * @param index in the test split, from 0
 * @param label right class
 * @param predicted answer
 * @param probability given to the answer
 * @param labelProbability given to the right class
 * @param pixels gray values, row by row; Base64 in the file
 */
public record MistakeRow(
    int index,
    int label,
    int predicted,
    double probability,
    double labelProbability,
    byte[] pixels) {}
