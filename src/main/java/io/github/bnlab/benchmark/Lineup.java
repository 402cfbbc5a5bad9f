package io.github.bnlab.benchmark;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.NetworkName;
import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.experiment.TrialNetworks;
import io.github.bnlab.training.Evaluation;
import io.github.bnlab.training.TrainingSteps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** All ways to train one network, ready to be timed. */
final class Lineup implements AutoCloseable {
  private final BenchmarkOptions options;
  private final LoadedData data;
  private final double window;
  private final Path scratch;
  private final BenchmarkTrials trials;
  private final List<Contestant> contestants = new ArrayList<>();
  private final List<Runnable> closings = new ArrayList<>();

  /**
   * Prepares the contestants.
   *
   * @param scratch folder with {@link ImageFiles} of the data
   */
  Lineup(BenchmarkOptions options, NetworkName network, LoadedData data, Path scratch) {
    this.options = options;
    this.window = options.windowSeconds();
    this.data = data;
    this.scratch = scratch;
    this.trials = new BenchmarkTrials(scratch);
    try {
      Subject.of(network, options.implementations()).forEach(this::enter);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void enter(Subject subject) {
    if (options.ways().contains(Way.PLANNED)) {
      enter(subject, Way.PLANNED, StepKind.PLANNED);
    }
    if (options.ways().contains(Way.RUN)) {
      enterRun(subject);
    }
    if (options.ways().contains(Way.DL4J)) {
      enter(subject, Way.DL4J, StepKind.DL4J);
    }
    // DL4J as it comes has one batch normalization, the built-in one.
    boolean stock = subject.implementation() != BatchNormImplementation.CUSTOM;
    if (options.ways().contains(Way.STOCK) && stock) {
      enter(subject, Way.STOCK, Workers.stock(scratch));
    }
    if (options.ways().contains(Way.PYTORCH)) {
      enter(subject, Way.PYTORCH, Workers.pyTorch(options, scratch));
    }
  }

  private void enter(Subject subject, Way way, StepKind kind) {
    TrialConfig config = trials.config(subject, options.batchSize(), kind);
    MultiLayerNetwork network = TrialNetworks.build(config);
    StepLoop loop = loop(network, config);
    Evaluation evaluation = Evaluation.by(kind, network, config.dataType());
    add(subject, way, Task.STEP, () -> loop.window(window));
    add(subject, way, Task.EVALUATION, () -> Worker.evaluate(evaluation, data));
  }

  private void enter(Subject subject, Way way, WorkerProcess worker) {
    closings.add(worker::close);
    worker.network(subject, options.batchSize());
    add(subject, way, Task.STEP, () -> worker.steps(window));
    add(subject, way, Task.EVALUATION, worker::evaluation);
  }

  /** A run whose epochs are about as long as a window. */
  private void enterRun(Subject subject) {
    TrialConfig config = trials.config(subject, options.batchSize(), StepKind.PLANNED);
    StepLoop probe = loop(TrialNetworks.build(config), config);
    probe.window(window);
    double milliseconds = probe.window(window).cpuMilliseconds();
    int steps = (int) Math.ceil(1000 * window / milliseconds);
    LoadedData part = Images.first(data, (long) steps * options.batchSize(), options.batchSize());
    WholeRun run = new WholeRun(config, part, scratch.resolve("results"));
    closings.add(run::close);
    add(subject, Way.RUN, Task.STEP, run::window);
  }

  private StepLoop loop(MultiLayerNetwork network, TrialConfig config) {
    return new StepLoop(
        TrainingSteps.of(network, config.training(), Lineup::refuse), config, data.training());
  }

  /** A step of another kind than the one asked for must not be timed in its place. */
  private static void refuse(String why) {
    throw new BenchmarkException(why);
  }

  private void add(Subject subject, Way way, Task task, Measure measure) {
    contestants.add(new Contestant(subject, way, task, measure));
  }

  /** Those of a task. */
  List<Contestant> contestants(Task task) {
    return contestants.stream().filter(each -> each.task() == task).toList();
  }

  @Override
  public void close() {
    closings.forEach(Runnable::run);
    closings.clear();
  }
}
