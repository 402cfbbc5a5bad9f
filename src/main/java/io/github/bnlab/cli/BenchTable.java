package io.github.bnlab.cli;

import static io.github.bnlab.cli.TextTable.Align.LEFT;
import static io.github.bnlab.cli.TextTable.Align.RIGHT;

import io.github.bnlab.benchmark.BenchmarkResult;
import io.github.bnlab.benchmark.Comparison;
import io.github.bnlab.benchmark.MemoryWatch;
import io.github.bnlab.benchmark.Task;
import io.github.bnlab.benchmark.Timing;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints the result of a benchmark as tables. */
final class BenchTable {
  private static final double MIB = 1 << 20;

  private final Terminal terminal;
  private final PrintStream out;

  BenchTable(Terminal terminal) {
    this.terminal = terminal;
    this.out = terminal.out();
  }

  void print(BenchmarkResult result) {
    out.printf(
        Locale.ROOT,
        "%s, %d cores; ND4J threads %d; batch %d of %s; load %.1f before, %.1f after%n",
        result.machine().cpu(),
        result.machine().cores(),
        result.backend().openMpThreads(),
        result.batchSize(),
        result.dataset(),
        result.load1MinuteBefore(),
        result.load1MinuteAfter());
    if (result.load1MinuteBefore() > result.machine().cores() / 2.0) {
      out.println("! This machine was busy with other work: trust the ratios, not the times.");
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
            .column("network", LEFT)
            .column("normalization", LEFT)
            .column("step", LEFT)
            .column("median", RIGHT)
            .column("quartiles", RIGHT)
            .column("least", RIGHT)
            .column("processor time", RIGHT)
            .column("images/s", RIGHT)
            .lessImportant("processor time", "quartiles", "least");
    for (Timing timing : timings) {
      if (timing.task() == task) {
        table.row(
            timing.network(),
            timing.normalization(),
            timing.step().title(),
            milliseconds(timing.milliseconds().median()),
            milliseconds(timing.milliseconds().lowerQuartile())
                + " - "
                + milliseconds(timing.milliseconds().upperQuartile()),
            milliseconds(timing.milliseconds().least()),
            milliseconds(timing.cpuMilliseconds().median()),
            NumberFormat.rate(timing.samplesPerSecond()));
      }
    }
    out.println();
    out.println(title);
    table.print(terminal, "  ");
  }

  private void print(List<Comparison> comparisons) {
    TextTable table =
        new TextTable()
            .column("network", LEFT)
            .column("time of first / of second", LEFT)
            .column("median", RIGHT)
            .column("quartiles", RIGHT)
            .column("processor time", RIGHT);
    for (Comparison each : comparisons) {
      table.row(
          each.network(),
          each.what(),
          ratio(each.ratio().median()),
          ratio(each.ratio().lowerQuartile()) + " - " + ratio(each.ratio().upperQuartile()),
          ratio(each.cpuRatio().median()));
    }
    out.println();
    out.println("Ratios, window by window");
    table.print(terminal, "  ");
  }

  /** Prints a line as soon as it is measured. */
  void print(MemoryWatch.Sample sample) {
    out.printf(
        Locale.ROOT,
        "%8s  epoch %6d  resident %7.1f MiB  peak %7.1f MiB%n",
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
