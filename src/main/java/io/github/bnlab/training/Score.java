package io.github.bnlab.training;

import java.util.List;

/**
 * How well a network does on a split, in inference mode.
 *
 * @param examples how many
 * @param loss mean cross-entropy in nats
 * @param accuracy share of examples whose likeliest class is the label, in [0, 1]
 * @param confusion how many examples of a label (row) were taken for a class (column), [10][10]
 * @param mistakes some examples whose label is given the lowest probability, lowest first
 */
public record Score(
    int examples, double loss, double accuracy, int[][] confusion, List<Mistake> mistakes) {
  public Score {
    mistakes = List.copyOf(mistakes);
  }

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
}
