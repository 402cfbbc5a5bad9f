package io.github.bnlab.cli;

import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.report.Reports;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bnlab report}: draws the report of an experiment from its records. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    description = {
      "Draw report.html and figures/ of an experiment from its records.",
      "Nothing is trained; `bnlab run` does this at its end."
    },
    footer = {"", "Example:", "  bnlab report results/quickstart"})
final class ReportCommand implements Runnable {
  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "Folder of an experiment, or of one trial.")
  private Path folder;

  ReportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    terminal.doing("drawing the report");
    try {
      new ReportLines(terminal).print(Reports.write(folder));
    } catch (IOException e) {
      throw RecordException.of("Cannot draw the report of " + folder, e);
    }
  }
}
