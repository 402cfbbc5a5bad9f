package io.github.bnlab.training;

/** Mean loss over examples: sum(loss of a batch * its examples) / sum(examples), in double. */
final class MeanLoss {
  private double sum;
  private long examples;

  void add(double batchLoss, int batchSize) {
    sum += batchLoss * batchSize;
    examples += batchSize;
  }

  double mean() {
    return sum / examples;
  }
}
