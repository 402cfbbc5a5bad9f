package io.github.bnlab.report.live;

import io.github.bnlab.report.page.Page;
import io.github.bnlab.report.runs.GrowingRuns;
import io.github.bnlab.report.runs.GrowingRuns.Snapshot;
import io.github.bnlab.report.summary.Summary;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The page of an experiment, made again when it is asked for, at most every {@value
 * #INTERVAL_SECONDS} seconds. It takes at most 1% of the time of one processor, but for the first
 * {@value #FREE_SECONDS} seconds, most of which load classes.
 */
final class LivePage {
  private static final int INTERVAL_SECONDS = 2;
  private static final int FREE_SECONDS = 2;
  private static final long SECOND = 1_000_000_000;
  private static final int SHARE = 100;

  private final Path folder;
  private final GrowingRuns runs;
  private final BooleanSupplier running;
  private final ThreadMXBean processor = ManagementFactory.getThreadMXBean();
  private final long start = System.nanoTime();
  private long made;
  private long spent;
  private Version version;

  /**
   * A state of the page, with its data as JSON.
   *
   * @param tag of the data: another one if they are others
   */
  record Version(String title, String data, String tag) {}

  LivePage(Path folder, BooleanSupplier running) {
    this.folder = folder;
    this.runs = new GrowingRuns(folder);
    this.running = running;
  }

  /** The page as it was read last, at most some seconds ago. */
  synchronized Version now() throws IOException {
    long now = System.nanoTime();
    boolean isDue =
        now - made >= INTERVAL_SECONDS * SECOND
            && spent <= FREE_SECONDS * SECOND + (now - start) / SHARE;
    return version == null || isDue ? read() : version;
  }

  /** Whether a tag is that of the page as it was read last. */
  synchronized boolean isLast(String tag) {
    return version != null && version.tag().equals(tag);
  }

  /** The page as it is now. */
  synchronized Version read() throws IOException {
    long began = processor.getCurrentThreadCpuTime();
    boolean isRunning = running.getAsBoolean();
    Snapshot snapshot = runs.read(isRunning);
    String title = snapshot.runs().title(folder);
    Summary summary = new Summary(title, snapshot.runs());
    String data = Page.data(summary, !isRunning, snapshot.trials());
    version = new Version(title, data, DigestUtils.sha256Hex(data));
    made = System.nanoTime();
    spent += processor.getCurrentThreadCpuTime() - began;
    return version;
  }
}
