package io.github.bnlab.benchmark;

/** Kinds of training step that the benchmark compares. */
public enum TimedStep {
  /** The step of the engine alone, with the gathering of its batch. */
  PLANNED("planned"),

  /** The epochs of {@code bnlab run} without evaluations: order, batches, steps, their records. */
  RUN("bnlab run"),

  /** {@code MultiLayerNetwork.fit} with this program's flags, natives and revived helpers. */
  DL4J("fit, tuned"),

  /** {@code MultiLayerNetwork.fit} with DL4J's defaults. */
  STOCK("fit, defaults"),

  /** The same network in PyTorch, eager, on the CPU, with its defaults. */
  PYTORCH("PyTorch"),

  /** The same with an allocator that keeps large pieces of memory, which suits PyTorch best. */
  PYTORCH_TUNED("PyTorch, allocator tuned"),

  /** The same, compiled by PyTorch ({@code torch.compile}). */
  PYTORCH_COMPILED("PyTorch, compiled"),

  /** The same network in JAX, compiled, on the CPU. */
  JAX("JAX, compiled");

  private final String title;

  TimedStep(String title) {
    this.title = title;
  }

  /** The module that its Python has to have; empty where it runs in Java. */
  public String module() {
    return switch (this) {
      case PLANNED, RUN, DL4J, STOCK -> "";
      case PYTORCH, PYTORCH_TUNED, PYTORCH_COMPILED -> "torch";
      case JAX -> "jax";
    };
  }

  /** Whether it runs in Python. */
  public boolean isPython() {
    return !module().isEmpty();
  }

  /** The name in tables. */
  public String title() {
    return title;
  }
}
