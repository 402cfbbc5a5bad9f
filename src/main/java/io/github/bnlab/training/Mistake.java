package io.github.bnlab.training;

/**
 * An example with a wrong answer.
 *
 * @param index in its split, from 0
 * @param label right class
 * @param predicted answer
 * @param probability given to the answer
 * @param labelProbability given to the right class
 */
public record Mistake(
    int index, int label, int predicted, double probability, double labelProbability) {}
