package io.github.bnlab.benchmark;

import io.github.bnlab.backend.BackendInfo;
import io.github.bnlab.backend.Backends;
import io.github.bnlab.backend.Machine;
import io.github.bnlab.benchmark.Candidates.Candidate;
import io.github.bnlab.config.NetworkName;
import io.github.bnlab.config.TrialConfig.BackendKind;
import io.github.bnlab.dataset.LoadedData;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Compares the speed of kinds of training step. */
public final class Benchmark {
  private static final int WARM_UP_ROUNDS = 3;
  private static final int FEWEST_WINDOWS = 3;

  private final BenchmarkOptions options;
  private final LoadedData data;
  private final Consumer<String> notice;

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
    try (ScratchFolder scratch = new ScratchFolder()) {
      new ImageFiles(scratch.path()).write(data);
      options.networks().forEach(network -> timings.addAll(time(network, scratch.path())));
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

  private List<Timing> time(NetworkName network, Path scratch) {
    notice.accept("preparing " + network.name());
    try (Candidates candidates = new Candidates(options, network, scratch)) {
      List<Candidate> steps = candidates.of(Task.STEP);
      List<Candidate> evaluations = candidates.of(Task.EVALUATION);
      notice.accept("timing " + steps.size() + " kinds of training step of " + network.name());
      List<Timing> timings = new ArrayList<>();
      timings.addAll(time(steps, Double.MAX_VALUE, options.batchSize()));
      timings.addAll(time(evaluations, options.seconds(), data.test().size()));
      return timings;
    }
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
        .map(each -> Timing.of(each.getKey(), each.getValue(), images))
        .toList();
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
