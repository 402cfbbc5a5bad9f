package io.github.bnlab.benchmark;

import io.github.bnlab.backend.BackendInfo;
import io.github.bnlab.backend.Backends;
import io.github.bnlab.backend.Machine;
import io.github.bnlab.benchmark.Timing.Task;
import io.github.bnlab.config.MessageText;
import io.github.bnlab.config.NetworkName;
import io.github.bnlab.config.TrialConfig.BackendKind;
import io.github.bnlab.dataset.LoadedData;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.commons.io.FileUtils;

/**
 * Compares the speed of kinds of training step, each in a separate process: OpenMP's threads slow
 * each other down if two Java threads use them, and all processes warm up alike.
 */
public final class Benchmark {
  private static final int WARM_UP_ROUNDS = 3;
  private static final int FEWEST_WINDOWS = 3;

  private final BenchmarkOptions options;
  private final LoadedData data;
  private final Consumer<String> notice;

  /**
   * One of the steps or evaluations that are timed in turn.
   *
   * @param subject what is trained
   * @param step the kind of training step
   * @param task what is timed
   * @param window does some work and says how long it took
   */
  private record Candidate(Subject subject, TimedStep step, Task task, Supplier<Window> window) {
    Timing timing(List<Window> windows, int images) {
      return Timing.of(subject, step, task, windows, images);
    }
  }

  private Benchmark(BenchmarkOptions options, LoadedData data, Consumer<String> notice) {
    this.options = options;
    this.data = data;
    this.notice = notice;
  }

  /**
   * Times the networks and steps of the options.
   *
   * @param data images to train on and to evaluate
   * @param notice receives a line about each stage
   * @throws BenchmarkException if one of the steps cannot be timed
   */
  public static BenchmarkResult run(
      BenchmarkOptions options, LoadedData data, Consumer<String> notice) {
    return new Benchmark(options, data, notice).run();
  }

  private BenchmarkResult run() {
    double before = load();
    BackendInfo backend = Backends.load(BackendKind.CPU);
    List<Timing> timings = new ArrayList<>();
    Path scratch = scratchFolder();
    Thread remove = new Thread(() -> FileUtils.deleteQuietly(scratch.toFile()));
    Runtime.getRuntime().addShutdownHook(remove); // also of a benchmark that is interrupted
    try {
      new ImageFiles(scratch).write(data);
      options.networks().forEach(network -> timings.addAll(time(network, scratch)));
    } finally {
      Runtime.getRuntime().removeShutdownHook(remove);
      remove.run();
    }
    return new BenchmarkResult(
        BenchmarkResult.FORMAT,
        Machine.here(),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        backend,
        options.batchSize(),
        data.name(),
        data.test().size(),
        before,
        load(),
        timings,
        Comparison.of(timings));
  }

  /** A folder for the time of a benchmark. */
  static Path scratchFolder() {
    try {
      Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
      return Files.createTempDirectory(temporary, "bnlab-benchmark-");
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /** Why the folder for temporary files cannot be used. */
  static BenchmarkException cannotWrite(IOException e) {
    return new BenchmarkException(
        "Cannot write to the folder for temporary files, %s: %s; make room there, or choose another one with BNLAB_JAVA_OPTS=-Djava.io.tmpdir=DIR"
            .formatted(System.getProperty("java.io.tmpdir"), MessageText.reason(e)),
        e);
  }

  private List<Timing> time(NetworkName network, Path scratch) {
    notice.accept("preparing " + network.name());
    List<Candidate> steps = new ArrayList<>();
    List<Candidate> evaluations = new ArrayList<>();
    List<WorkerProcess> workers = new ArrayList<>();
    try {
      for (Subject subject : Subject.of(network, options.implementations())) {
        for (TimedStep step : steps(subject)) {
          WorkerProcess worker = WorkerProcess.start(subject, step, options, scratch);
          workers.add(worker);
          double seconds = options.windowSeconds();
          worker.steps(seconds); // waits until it is ready, before the next one starts
          steps.add(new Candidate(subject, step, Task.STEP, () -> worker.steps(seconds)));
          // A run evaluates as the plan does.
          if (step != TimedStep.RUN) {
            evaluations.add(
                new Candidate(subject, step, Task.EVALUATION, () -> worker.evaluations(seconds)));
          }
        }
      }
      notice.accept("timing " + steps.size() + " kinds of training step of " + network.name());
      List<Timing> timings = new ArrayList<>();
      timings.addAll(time(steps, Double.MAX_VALUE, options.batchSize()));
      timings.addAll(time(evaluations, options.seconds(), data.test().size()));
      return timings;
    } finally {
      workers.forEach(WorkerProcess::close);
    }
  }

  /** In the order of the constants, for the table. */
  private List<TimedStep> steps(Subject subject) {
    // DL4J without this program has only the built-in batch normalization, JAX has none.
    TimedStep without =
        switch (subject.implementation()) {
          case CUSTOM -> TimedStep.STOCK;
          case BUILT_IN -> TimedStep.JAX;
          default -> null;
        };
    return options.steps().stream().filter(step -> step != without).sorted().toList();
  }

  /**
   * Times candidates in turn, round after round, after some rounds that do not count.
   *
   * @param seconds after which a candidate with enough windows is left out, the slow ones early
   * @param images that each step or evaluation is about
   */
  private List<Timing> time(List<Candidate> candidates, double seconds, int images) {
    Map<Candidate, List<Window>> windows = new LinkedHashMap<>();
    Map<Candidate, Double> spent = new HashMap<>();
    candidates.forEach(candidate -> windows.put(candidate, new ArrayList<>()));
    for (int round = -WARM_UP_ROUNDS; round < options.windows(); round++) {
      for (Candidate candidate : candidates) {
        List<Window> taken = windows.get(candidate);
        if (taken.size() < FEWEST_WINDOWS || spent.get(candidate) < seconds) {
          long start = System.nanoTime();
          Window window = candidate.window().get();
          if (round >= 0) {
            taken.add(window);
            spent.merge(candidate, (System.nanoTime() - start) / 1e9, Double::sum);
          }
        }
      }
    }
    return windows.entrySet().stream()
        .map(each -> each.getKey().timing(each.getValue(), images))
        .toList();
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
