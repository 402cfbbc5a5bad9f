package io.github.bnlab.benchmark;

/** Ways to train that are compared. */
public enum Way {
  /** The compiled step alone, on batches that lie in its buffers. */
  PLANNED("planned"),

  /** All of {@code bnlab run} but its evaluations: batches, steps, records, progress. */
  RUN("bnlab run"),

  /** {@code MultiLayerNetwork.fit} with this program's flags, natives and revived helpers. */
  DL4J("fit, as tuned here"),

  /** {@code MultiLayerNetwork.fit} as DL4J comes. */
  STOCK("fit, as it comes"),

  /** The same network in PyTorch, eager, on the CPU. */
  PYTORCH("PyTorch");

  private final String title;

  Way(String title) {
    this.title = title;
  }

  /** In a few words. */
  public String title() {
    return title;
  }
}
