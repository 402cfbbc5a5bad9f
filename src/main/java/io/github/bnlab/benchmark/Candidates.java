package io.github.bnlab.benchmark;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.NetworkName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * All kinds of training step of one network, each in a separate process: OpenMP's threads slow each
 * other down if two Java threads use them, and all processes warm up alike.
 */
final class Candidates implements AutoCloseable {
  private final BenchmarkOptions options;
  private final Path scratch;
  private final List<Candidate> candidates = new ArrayList<>();
  private final List<WorkerProcess> workers = new ArrayList<>();

  /**
   * Prepares the candidates.
   *
   * @param scratch folder with {@link ImageFiles} of the data
   */
  Candidates(BenchmarkOptions options, NetworkName network, Path scratch) {
    this.options = options;
    this.scratch = scratch;
    try {
      Subject.of(network, options.implementations()).forEach(this::enter);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void enter(Subject subject) {
    // In the order of the constants, for the table.
    for (TimedStep step : TimedStep.values()) {
      // DL4J without this program has only the built-in batch normalization, JAX has none.
      boolean has =
          switch (step) {
            case STOCK -> subject.implementation() != BatchNormImplementation.CUSTOM;
            case JAX -> subject.implementation() != BatchNormImplementation.BUILT_IN;
            default -> true;
          };
      if (options.steps().contains(step) && has) {
        enter(subject, step, Workers.start(step, options, scratch));
      }
    }
  }

  private void enter(Subject subject, TimedStep step, WorkerProcess worker) {
    workers.add(worker);
    worker.network(subject, options.batchSize());
    double seconds = options.windowSeconds();
    candidates.add(new Candidate(subject, step, Task.STEP, () -> worker.steps(seconds)));
    // A run evaluates as the plan does.
    if (step != TimedStep.RUN) {
      candidates.add(
          new Candidate(subject, step, Task.EVALUATION, () -> worker.evaluations(seconds)));
    }
  }

  /**
   * One of the steps or evaluations that are timed in turn.
   *
   * @param subject what is trained
   * @param step the kind of training step
   * @param task what is timed
   * @param window does some work and says how long it took
   */
  record Candidate(Subject subject, TimedStep step, Task task, Supplier<Window> window) {}

  /** Those of a task. */
  List<Candidate> of(Task task) {
    return candidates.stream().filter(each -> each.task() == task).toList();
  }

  @Override
  public void close() {
    workers.forEach(WorkerProcess::close);
  }
}
