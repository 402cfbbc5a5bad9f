package io.github.bnlab.benchmark;

import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.LoadedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Runs one trial for some time, as {@code bnlab run} does, and watches the process's memory. */
public final class MemoryWatch {
  /** Samples of a watch, first one after the first of as many equal parts of the time. */
  public static final int SAMPLES = 12;

  private static final double NANOS_PER_SECOND = 1e9;

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String NOW = "VmRSS:";
  private static final String PEAK = "VmHWM:";
  private static final long BYTES_PER_KIB = 1024;

  private MemoryWatch() {}

  /**
   * The memory at one time.
   *
   * @param seconds since the start
   * @param epochs trained by then
   * @param residentBytes memory of the process
   * @param peakBytes the most of it so far
   */
  public record Sample(double seconds, int epochs, long residentBytes, long peakBytes) {}

  /**
   * Trains and watches.
   *
   * @param minutes how long
   * @param samples told of every sample
   * @throws BenchmarkException where the system does not tell memory
   */
  public static void run(
      Subject subject, int batchSize, double minutes, LoadedData data, Consumer<Sample> samples) {
    if (memory(NOW).isEmpty()) {
      throw new BenchmarkException(
          "This system does not report the memory of a process (/proc/self/status is missing).");
    }
    try (ScratchFolder scratch = new ScratchFolder()) {
      TrialConfig config =
          Subject.trial(
              subject.network().name(), subject.normalization(), batchSize, StepKind.PLANNED);
      try (WholeRun run = new WholeRun(config, () -> data, scratch.path().resolve("results"))) {
        watch(run, minutes, samples);
      }
    }
  }

  private static void watch(WholeRun run, double minutes, Consumer<Sample> samples) {
    long start = System.nanoTime();
    int epochs = 0;
    for (int sample = 1; sample <= SAMPLES; sample++) {
      double until = minutes * 60 * sample / SAMPLES;
      while (seconds(start) < until) {
        run.window();
        epochs++;
      }
      samples.accept(
          new Sample(
              seconds(start), epochs, memory(NOW).orElseThrow(), memory(PEAK).orElseThrow()));
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / NANOS_PER_SECOND;
  }

  /** Memory of this process, where the system tells it. */
  private static OptionalLong memory(String key) {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * BYTES_PER_KIB)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
