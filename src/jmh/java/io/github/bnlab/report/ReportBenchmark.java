package io.github.bnlab.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Drawing the report of many trials of 10,000 steps, and opening its page in a browser. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
@Fork(1)
public class ReportBenchmark {
  private static final int SEEDS = 4;

  /** How many trials. */
  @Param({"8", "200"})
  private int trials;

  private Path folder;
  private Path page;
  private Browser browser;

  /** Writes the records and starts the browser. */
  @Setup
  public void setUp() throws IOException {
    folder = Files.createTempDirectory("report-benchmark");
    Path experiment = folder.resolve("many");
    MadeUpRuns runs = new MadeUpRuns(experiment).length(20, 500);
    for (int i = 0; i < trials; i++) {
      int rate = i / 2 / SEEDS + 1;
      runs.finished(i % 2 == 0 ? "none" : "custom", i / 2 % SEEDS + 1, rate * 0.02 + 0.001);
    }
    page = Reports.write(experiment).page();
    browser = Browser.start(Browser.find(), Files.createDirectory(folder.resolve("profile")));
  }

  /** Reads the records, writes page and figures. */
  @Benchmark
  public Reports.Report draw() throws IOException {
    return Reports.write(page.getParent());
  }

  /** Opens the page and draws what is in view. */
  @Benchmark
  public double open() throws InterruptedException {
    browser.open(page, 1280, 900, false);
    return browser.number("performance.getEntriesByType('navigation')[0].loadEventEnd");
  }

  /** Ends the browser; the records stay for the system to clear away. */
  @TearDown
  public void tearDown() {
    browser.close();
  }
}
