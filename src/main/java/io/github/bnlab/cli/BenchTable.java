package io.github.bnlab.cli;

import io.github.bnlab.benchmark.BenchmarkResult;
import io.github.bnlab.benchmark.Comparison;
import io.github.bnlab.benchmark.MemoryWatch;
import io.github.bnlab.benchmark.Spread;
import io.github.bnlab.benchmark.Task;
import io.github.bnlab.benchmark.Timing;
import java.util.List;
import java.util.Locale;

/** Prints the result of a benchmark as tables. */
record BenchTable(Terminal terminal) {
  private static final double MIB = 1 << 20;

  void print(BenchmarkResult result) {
    terminal.line(
        "%s, %d cores; ND4J threads %d; batch %d of %s; load %.1f before, %.1f after",
        result.machine().cpu(),
        result.machine().cores(),
        result.backend().openMpThreads(),
        result.batchSize(),
        result.dataset(),
        result.load1MinuteBefore(),
        result.load1MinuteAfter());
    if (result.load1MinuteBefore() > result.machine().cores() / 2.0) {
      terminal
          .out()
          .println("! This machine was busy with other work: trust the ratios, not the times.");
    }
    print("Training steps, milliseconds", result.timings(), Task.STEP);
    print(
        "Evaluation of " + result.evaluatedImages() + " images, milliseconds",
        result.timings(),
        Task.EVALUATION);
    print(result.comparisons());
  }

  private void print(String title, List<Timing> timings, Task task) {
    TextTable table =
        new TextTable()
            .left("network", "normalization", "step")
            .right("median", "quartiles", "least", "processor time", "images/s")
            .lessImportant("processor time", "quartiles", "least");
    for (Timing timing : timings) {
      if (timing.task() == task) {
        Spread ms = timing.milliseconds();
        table.row(
            timing.network(),
            timing.normalization(),
            timing.step().title(),
            milliseconds(ms.median()),
            milliseconds(ms.lowerQuartile()) + " - " + milliseconds(ms.upperQuartile()),
            milliseconds(ms.least()),
            milliseconds(timing.cpuMilliseconds().median()),
            NumberFormat.rate(timing.samplesPerSecond()));
      }
    }
    print(title, table);
  }

  private void print(List<Comparison> comparisons) {
    TextTable table =
        new TextTable()
            .left("network", "time of first / of second")
            .right("median", "quartiles", "processor time");
    for (Comparison each : comparisons) {
      table.row(
          each.network(),
          each.what(),
          ratio(each.ratio().median()),
          ratio(each.ratio().lowerQuartile()) + " - " + ratio(each.ratio().upperQuartile()),
          ratio(each.cpuRatio().median()));
    }
    print("Ratios, window by window", table);
  }

  private void print(String title, TextTable table) {
    terminal.line("%n%s", title);
    table.print(terminal, "  ");
  }

  /** Prints a line as soon as it is measured. */
  void print(MemoryWatch.Sample sample) {
    terminal.line(
        "%8s  epoch %6d  resident %7.1f MiB  peak %7.1f MiB",
        NumberFormat.clock(sample.seconds()),
        sample.epochs(),
        sample.residentBytes() / MIB,
        sample.peakBytes() / MIB);
  }

  private static String milliseconds(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.3f" : "%.0f", value);
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
