package io.github.bnlab.benchmark;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.NetworkName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All ways to train one network, ready to be timed, each in a process of its own: the threads of
 * OpenMP hinder each other where two Java threads use them, and none is warmer than the other.
 */
final class Candidates implements AutoCloseable {
  private final BenchmarkOptions options;
  private final Path scratch;
  private final List<Candidate> contestants = new ArrayList<>();
  private final List<Runnable> closings = new ArrayList<>();

  /**
   * Prepares the contestants.
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
    // In their order, for the table.
    for (TimedStep way : TimedStep.values()) {
      // DL4J by default has one batch normalization, the built-in one.
      boolean has =
          way != TimedStep.STOCK || subject.implementation() != BatchNormImplementation.CUSTOM;
      if (options.ways().contains(way) && has) {
        enter(subject, way, Workers.start(way, options, scratch));
      }
    }
  }

  private void enter(Subject subject, TimedStep way, WorkerProcess worker) {
    closings.add(worker::close);
    worker.network(subject, options.batchSize());
    add(subject, way, Task.STEP, () -> worker.steps(options.windowSeconds()));
    // A run evaluates as the plan does.
    if (way != TimedStep.RUN) {
      add(subject, way, Task.EVALUATION, () -> worker.evaluations(options.windowSeconds()));
    }
  }

  private void add(Subject subject, TimedStep way, Task task, Measure measure) {
    contestants.add(new Candidate(subject, way, task, measure));
  }

  /** Those of a task. */
  List<Candidate> contestants(Task task) {
    return contestants.stream().filter(each -> each.task() == task).toList();
  }

  @Override
  public void close() {
    closings.forEach(Runnable::run);
    closings.clear();
  }
}
