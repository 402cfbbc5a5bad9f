package io.github.bnlab.cli;

import io.github.bnlab.dataset.DownloadListener;
import java.util.List;
import java.util.Locale;

/** How much of a file is downloaded; where standard error is no terminal, a line for each file. */
final class DownloadProgress implements DownloadListener {
  private static final int KILOBYTE = 1000;

  private final Terminal terminal;
  private String file = "";

  DownloadProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void progress(String name, long bytes, long total) {
    if (bytes == 0) {
      // Nothing has come yet, and nothing may come from this address.
      terminal.doing("downloading " + name);
      return;
    }
    String of = total > 0 ? text(" of %,d kB", total) : "";
    if (terminal.status().isDue()) {
      terminal.status().show(List.of("downloading " + name + text(": %,d kB", bytes) + of));
    } else if (!terminal.status().isShown() && !name.equals(file)) {
      terminal.notice("downloading " + name + (total > 0 ? text(" (%,d kB)", total) : ""));
    }
    file = name;
  }

  private static String text(String format, long bytes) {
    return String.format(Locale.ROOT, format, bytes / KILOBYTE);
  }
}
