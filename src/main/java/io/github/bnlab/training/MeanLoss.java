package io.github.bnlab.training;

/** Mean loss over examples: sum(loss of a batch * its examples) / sum(examples), in double. */
final class MeanLoss {
  private double sum;
  private long examples;

  /** Of no examples yet. */
  MeanLoss() {
    this(0, 0);
  }

  /** Of examples that were added before. */
  MeanLoss(double sum, long examples) {
    this.sum = sum;
    this.examples = examples;
  }

  void add(double batchLoss, int batchSize) {
    sum += batchLoss * batchSize;
    examples += batchSize;
  }

  double mean() {
    return sum / examples;
  }

  double sum() {
    return sum;
  }

  long examples() {
    return examples;
  }
}
