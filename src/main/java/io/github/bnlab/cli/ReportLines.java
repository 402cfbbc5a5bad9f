package io.github.bnlab.cli;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.report.Reports;
import io.github.bnlab.report.Reports.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Draws a report and prints where it is. */
final class ReportLines {
  private static final int MOST = 10;

  private final Terminal terminal;

  ReportLines(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Prints what could not be read, then the path of the report. */
  void print(Report report) {
    List<String> notices = report.notices();
    notices.stream().limit(MOST).forEach(line -> terminal.notice("bnlab: " + line));
    if (notices.size() > MOST) {
      terminal.notice("bnlab: and " + (notices.size() - MOST) + " more; the page lists them all.");
    }
    report.answers().forEach(terminal.out()::println);
    terminal.out().println("Report: " + report.page());
  }

  static UncheckedIOException cannot(IOException e) {
    return new UncheckedIOException("The report cannot be drawn: " + e, e);
  }

  /**
   * Draws the report of the trials of the run that just ended, or of all in the folder for none. If
   * it cannot be drawn, the records are still complete, so that this is a notice and not an error.
   */
  void draw(Path folder, Set<String> trials) {
    try {
      print(trials.isEmpty() ? Reports.write(folder) : Reports.write(folder, trials));
    } catch (IOException | ConfigException e) {
      terminal.notice("bnlab: no report: " + e.getMessage());
    }
  }
}
