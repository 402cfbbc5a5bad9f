package io.github.bnlab.cli;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.experiment.Experiments;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.report.Reports;
import io.github.bnlab.report.Reports.Report;
import io.github.bnlab.report.runs.Problem;
import io.github.bnlab.report.runs.Runs;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Draws a report and prints where it is. */
record ReportLines(Terminal terminal) {
  private static final int MOST = 10;

  /** Prints what could not be read, the answers, then the path of the report. */
  void print(Report report) {
    List<String> notices = report.notices();
    notices.stream().limit(MOST).forEach(terminal::say);
    if (notices.size() > MOST) {
      terminal.say("and " + (notices.size() - MOST) + " more; the page lists them all.");
    }
    report.answers().forEach(terminal::result);
    terminal.out().println("Report: " + report.page());
  }

  /**
   * Draws the report of the trials of the run that just ended, or of all in the folder for none.
   *
   * @throws RecordException if it cannot be written; the records are still complete
   */
  void draw(Path folder, Set<String> trials) {
    try {
      terminal.doing("drawing the report");
      print(trials.isEmpty() ? Reports.write(folder) : Reports.write(folder, trials));
    } catch (ConfigException e) {
      terminal.say("no report: " + e.getMessage());
    } catch (RecordException e) {
      throw new RecordException(
          "No report: %s; the records are complete, and `bnlab report %s` draws it"
              .formatted(e.getMessage(), folder),
          e);
    }
  }

  /** Draws the report of trials that several processes run, once all of them are there. */
  void drawWhole(Path folder, Set<String> trials) {
    Optional<Problem> missing = Runs.missing(folder, trials);
    if (missing.isEmpty()) {
      Experiments.exclusively(folder, Reports.PAGE, () -> draw(folder, trials));
    } else {
      terminal.say(missing.get() + " The last shard draws the report.");
    }
  }
}
