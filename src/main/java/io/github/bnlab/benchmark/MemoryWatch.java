package io.github.bnlab.benchmark;

import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.LoadedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Runs one trial for some time, as {@code bnlab run} does, and watches the process's memory. */
public final class MemoryWatch {
  /** Samples of a watch, first one after the first of as many equal parts of the time. */
  private static final int SAMPLES = 12;

  private static final String NOW = "VmRSS:";

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
    memory(NOW); // fails before the training where the system does not tell
    TrialConfig config =
        Subject.trial(
            subject.network().name(), subject.normalization(), batchSize, StepKind.PLANNED);
    double part = minutes * 60 / SAMPLES;
    long start = System.nanoTime();
    AtomicInteger taken = new AtomicInteger();
    WholeRun run =
        new WholeRun(
            (epoch, window) -> {
              double seconds = (System.nanoTime() - start) / 1e9;
              while (taken.get() < SAMPLES && seconds >= part * (taken.get() + 1)) {
                samples.accept(new Sample(seconds, epoch, memory(NOW), memory("VmHWM:")));
                taken.incrementAndGet();
              }
              return taken.get() < SAMPLES;
            });
    try (ScratchFolder scratch = new ScratchFolder()) {
      run.train(config, data, scratch.path().resolve("results"));
    }
  }

  /** Memory of this process. */
  private static long memory(String key) {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException | NoSuchElementException e) {
      throw new BenchmarkException(
          "This system does not report the memory of a process (/proc/self/status is missing).", e);
    }
  }
}
