package io.github.bnlab.cli;

import io.github.bnlab.dataset.DownloadListener;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A bar for each file that is downloaded; a line if standard error is not a terminal. */
final class DownloadProgress implements DownloadListener, AutoCloseable {
  private static final int KILOBYTE = 1000;

  private final Terminal terminal;
  private String file = "";
  private ProgressBar bar;

  DownloadProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void progress(String name, long bytes, long total) {
    if (bytes == 0) {
      // Nothing has come yet, and nothing may come from this address.
      close();
      return;
    }
    if (!name.equals(file)) {
      close();
      begin(name, total);
    }
    if (bar != null) {
      bar.stepTo(bytes);
    }
    if (bytes == total) {
      close();
    }
  }

  private void begin(String name, long total) {
    file = name;
    if (terminal.errIsTerminal()) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(total)
              .setUnit(" kB", KILOBYTE)
              .setConsumer(new ConsoleProgressBarConsumer(terminal.err(), terminal.columns() - 1))
              .build();
    } else {
      String size = total > 0 ? String.format(Locale.ROOT, " (%,d kB)", total / KILOBYTE) : "";
      terminal.notice("downloading " + name + size);
    }
  }

  @Override
  public void close() {
    file = "";
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
