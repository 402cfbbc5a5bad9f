package io.github.bnlab.experiment.robustness;

/** Counts what a network gets right, and adds up its losses. */
final class Tally {
  /** As evaluations and DL4J's training loss bound probabilities below. */
  private static final double SMALLEST_PROBABILITY = 1e-10;

  private int examples;
  private int correct;
  private double loss;

  /** Adds an example; of equal probabilities the first one counts as the answer. */
  void add(double[] probabilities, int label) {
    int best = 0;
    for (int k = 1; k < probabilities.length; k++) {
      best = probabilities[k] > probabilities[best] ? k : best;
    }
    examples++;
    correct += best == label ? 1 : 0;
    loss -= Math.log(Math.max(probabilities[label], SMALLEST_PROBABILITY));
  }

  int examples() {
    return examples;
  }

  double meanLoss() {
    return loss / examples;
  }

  double accuracy() {
    return correct / (double) examples;
  }
}
