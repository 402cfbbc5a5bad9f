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
}
